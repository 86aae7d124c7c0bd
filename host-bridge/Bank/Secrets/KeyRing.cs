using System.Security.Cryptography;
using System.Text;

namespace PaymentCode.Bank.Secrets;

/// <summary>
/// One key for each purpose, derived from the master key with HKDF-Expand on SHA-256 (RFC 5869 §2.3), so that what one feature
/// does with its key tells nothing about another's.
/// </summary>
public sealed class KeyRing
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] _master;
    private readonly Randomness _randomness;

    /// <summary>Takes a copy of the master key.</summary>
    /// <param name="masterKey">32 bytes.</param>
    /// <param name="randomness">Where nonces come from; the system's generator if not given.</param>
    /// <exception cref="BankStartException">The key has another length.</exception>
    public KeyRing(ReadOnlySpan<byte> masterKey, Randomness? randomness = null)
    {
        if (masterKey.Length != MasterKey.Length)
        {
            throw new BankStartException($"The master key must be {MasterKey.Length} bytes long, not {masterKey.Length}.");
        }

        _master = masterKey.ToArray();
        _randomness = randomness ?? Randomness.System;
    }

    /// <summary>The 32-byte key for a purpose. The purpose is a fixed text in the source, never input.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.Expand(HashAlgorithmName.SHA256, _master, 32, Encoding.ASCII.GetBytes("PaymentCode " + purpose));

    /// <summary>HMAC-SHA-256 of the parts under the purpose's key; each part is preceded by its length in 4 bytes.</summary>
    public byte[] Mac(string purpose, params ReadOnlySpan<byte[]> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Derive(purpose));
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            mac.AppendData(length);
            mac.AppendData(part);
        }

        return mac.GetHashAndReset();
    }

    /// <summary>HMAC-SHA-256 of texts in UTF-8, as <see cref="Mac(string, ReadOnlySpan{byte[]})"/>.</summary>
    public byte[] MacText(string purpose, params ReadOnlySpan<string> texts)
    {
        var parts = new byte[texts.Length][];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Encoding.UTF8.GetBytes(texts[i]);
        }

        return Mac(purpose, parts);
    }

    /// <summary>
    /// Encrypts a secret for storage: AES-256-GCM with a random nonce; nonce, ciphertext and tag in one array. The owner is
    /// authenticated with it, so that a row copied to another owner does not open.
    /// </summary>
    public byte[] Wrap(string purpose, string owner, ReadOnlySpan<byte> secret)
    {
        var wrapped = new byte[NonceLength + secret.Length + TagLength];
        _randomness.Fill(wrapped.AsSpan(0, NonceLength));
        using var aes = new AesGcm(Derive(purpose), TagLength);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceLength), secret, wrapped.AsSpan(NonceLength, secret.Length), wrapped.AsSpan(NonceLength + secret.Length),
            Encoding.UTF8.GetBytes(owner));
        return wrapped;
    }

    /// <summary>Opens what <see cref="Wrap"/> made.</summary>
    /// <exception cref="CryptographicException">Changed, another owner's, or of another master key.</exception>
    public byte[] Unwrap(string purpose, string owner, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("A wrapped secret is too short.");
        }

        var secret = new byte[wrapped.Length - NonceLength - TagLength];
        using var aes = new AesGcm(Derive(purpose), TagLength);
        aes.Decrypt(
            wrapped[..NonceLength], wrapped.Slice(NonceLength, secret.Length), wrapped[^TagLength..], secret,
            Encoding.UTF8.GetBytes(owner));
        return secret;
    }
}
