using System.Security.Cryptography;

namespace PaymentCode.Bank.Secrets;

/// <summary>Reads the master key, 32 bytes, from a file: raw, or as 64 hexadecimal digits with or without a line end.</summary>
public static class MasterKey
{
    /// <summary>Length of the master key in bytes.</summary>
    public const int Length = 32;

    /// <summary>Reads the key from a file.</summary>
    /// <exception cref="BankStartException">The file is missing or holds something else.</exception>
    public static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new BankStartException(
                $"The master key file {path} does not exist. Make one with 32 random bytes, for example: openssl rand -hex 32");
        }

        return file.Length <= 128 && TryParse(File.ReadAllBytes(path), out var key)
            ? key
            : throw new BankStartException($"The master key file {path} must hold 32 bytes, raw or as 64 hexadecimal digits.");
    }

    /// <summary>Takes 32 raw bytes, or the ASCII of 64 hexadecimal digits with white space around them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out byte[] key)
    {
        key = new byte[Length];
        if (content.Length == Length)
        {
            content.CopyTo(key);
            return true;
        }

        Span<char> digits = stackalloc char[2 * Length];
        var trimmed = content.Trim(" \t\r\n"u8);
        if (trimmed.Length != digits.Length)
        {
            return false;
        }

        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = (char)trimmed[i];
        }

        return Convert.FromHexString(digits, key, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Makes a new random key.</summary>
    public static byte[] Create() => RandomNumberGenerator.GetBytes(Length);
}
