using System.Security.Cryptography;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Tokens;

/// <summary>
/// A token's or terminal board's serial number and transport keys: what <see cref="TokenIssuer.IssueAsync"/> loads into a blank one, and what the bank's clerk registers of
/// it, the body of POST <c>/clerk/tokens</c>. It holds secrets; it is never written to a log.
/// </summary>
/// <param name="Serial">Serial number, 16 upper-case hexadecimal digits.</param>
/// <param name="KeyVersion">Version of the transport keys.</param>
/// <param name="Enc">Transport Key-ENC, 32 hexadecimal digits.</param>
/// <param name="Mac">Transport Key-MAC, 32 hexadecimal digits.</param>
/// <param name="Dek">Transport Key-DEK, 32 hexadecimal digits.</param>
/// <param name="Kind"><c>token</c> or <c>terminal</c>.</param>
public sealed record TokenRegistration(string Serial, int KeyVersion, string Enc, string Mac, string Dek, string Kind = "token")
{
    /// <summary>Version of every board's transport keys.</summary>
    public const byte TransportVersion = 1;

    /// <summary>Makes transport keys for a token or terminal that is still blank.</summary>
    /// <param name="serial">Its serial number from now on, 8 bytes, not all zero.</param>
    /// <param name="kind">Which of them it is.</param>
    /// <param name="random">Makes the keys; the system's generator if not given.</param>
    /// <exception cref="ArgumentException">The serial number is none.</exception>
    public static TokenRegistration Create(byte[] serial, BoardKind kind = BoardKind.Token, RandomNumberGenerator? random = null)
    {
        ArgumentNullException.ThrowIfNull(serial);
        if (serial.Length != TokenApplet.SerialLength || serial.All(b => b == 0))
        {
            throw new ArgumentException($"A serial number has {TokenApplet.SerialLength} bytes, not all zero.", nameof(serial));
        }

        return new TokenRegistration(Convert.ToHexString(serial), TransportVersion, Key(random), Key(random), Key(random), kind == BoardKind.Terminal ? "terminal" : "token");
    }

    /// <summary>Says which board it is and nothing of its keys.</summary>
    public override string ToString() => $"{Kind} {Serial}, transport keys version {KeyVersion}";

    internal static byte[] Bytes(RandomNumberGenerator? random, int count)
    {
        byte[] bytes = new byte[count];
        if (random is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            random.GetBytes(bytes);
        }

        return bytes;
    }

    static string Key(RandomNumberGenerator? random) => Convert.ToHexString(Bytes(random, KeySet.AesLength));
}
