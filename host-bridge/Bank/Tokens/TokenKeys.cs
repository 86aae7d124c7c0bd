using System.Diagnostics;
using PaymentCode.Bank.Secrets;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Tokens;

/// <summary>
/// The bank's keys of a token, derived from master key, purpose, serial number and key version with HMAC-SHA-256 (<see cref="KeyRing.Mac"/>), and never stored. Transport
/// keys come from the issuer and are stored wrapped.
/// </summary>
public sealed class TokenKeys
{
    private const string TransportPurpose = "token transport keys";
    private readonly KeyRing _ring;

    /// <summary>Derives from the bank's master key.</summary>
    public TokenKeys(KeyRing ring) => _ring = ring;

    /// <summary>The code key (OCRA) of a token, 32 bytes: what its codes are checked with.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits.</param>
    /// <param name="version">Key version, 1 to 127.</param>
    public byte[] CodeKey(string serial, int version) => Derive("token code", serial, version);

    /// <summary>The whole set of a version, for PUT KEY.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits.</param>
    /// <param name="version">Key version, 1 to 127.</param>
    internal KeySet Set(string serial, int version)
    {
        var channel = Channel(serial, version);
        return new KeySet((byte)version, channel.Enc, channel.Mac, channel.Dek, CodeKey(serial, version), Derive("token seed", serial, version));
    }

    /// <summary>The channel keys of a version.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits.</param>
    /// <param name="version">Key version, 1 to 127.</param>
    internal Scp03Keys Channel(string serial, int version) => new(
        (byte)version,
        Derive("token enc", serial, version)[..KeySet.AesLength],
        Derive("token mac", serial, version)[..KeySet.AesLength],
        Derive("token dek", serial, version)[..KeySet.AesLength]);

    internal byte[] WrapTransport(string serial, byte[] enc, byte[] mac, byte[] dek) => _ring.Wrap(TransportPurpose, serial, [.. enc, .. mac, .. dek]);

    internal Scp03Keys UnwrapTransport(TokenRecord token)
    {
        var keys = _ring.Unwrap(TransportPurpose, token.Serial, token.TransportKeys);
        return new Scp03Keys(
            (byte)token.TransportVersion, keys[..KeySet.AesLength], keys[KeySet.AesLength..(2 * KeySet.AesLength)], keys[(2 * KeySet.AesLength)..]);
    }

    private byte[] Derive(string purpose, string serial, int version)
    {
        Debug.Assert(version is > 0 and < 0x80, "A key version is 1 to 127.");
        return _ring.Mac(purpose, Convert.FromHexString(serial), [(byte)version]);
    }
}
