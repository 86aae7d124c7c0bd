using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PaymentCode.Wire;

/// <summary>
/// The message authentication between a terminal and the bank (docs/PROTOCOLS.md section 6): HMAC-SHA-256 under the terminal's 32-byte key of
/// <c>METHOD LF path LF sequence LF body</c>, and for the answer of <c>RESPONSE LF sequence LF status LF body</c>.
/// Compiled into the bank and the bridge from this one file.
/// </summary>
static class TerminalMac
{
    public const string SequenceHeader = "PaymentCode-Sequence";
    public const string MacHeader = "PaymentCode-Mac";
    public const int KeyLength = 32;

    public static string OfRequest(byte[] key, string method, string path, long sequence, ReadOnlySpan<byte> body) =>
        Compute(key, string.Create(CultureInfo.InvariantCulture, $"{method}\n{path}\n{sequence}\n"), body);

    public static string OfResponse(byte[] key, long sequence, int status, ReadOnlySpan<byte> body) =>
        Compute(key, string.Create(CultureInfo.InvariantCulture, $"RESPONSE\n{sequence}\n{status}\n"), body);

    /// <summary>Whether two MACs in hexadecimal are the same, in a time that does not tell where they differ.</summary>
    public static bool AreEqual(string expected, string? given) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given.ToLowerInvariant()));

    static string Compute(byte[] key, string head, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(head));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
