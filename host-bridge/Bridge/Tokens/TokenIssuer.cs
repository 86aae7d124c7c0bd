using System.Security.Cryptography;
using PaymentCode.Bridge.Link;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bridge.Tokens;

/// <summary>What the bank's clerk registers of a new token: the body of POST <c>/clerk/tokens</c>. It holds secrets; it is never written to a log.</summary>
/// <param name="Serial">Serial number, 16 upper-case hexadecimal digits.</param>
/// <param name="KeyVersion">Version of the transport keys.</param>
/// <param name="Enc">Transport Key-ENC, 32 hexadecimal digits.</param>
/// <param name="Mac">Transport Key-MAC, 32 hexadecimal digits.</param>
/// <param name="Dek">Transport Key-DEK, 32 hexadecimal digits.</param>
public sealed record TokenRegistration(string Serial, int KeyVersion, string Enc, string Mac, string Dek)
{
    /// <summary>Says which token it is and nothing of its keys.</summary>
    public override string ToString() => $"token {Serial}, transport keys version {KeyVersion}";
}

/// <summary>
/// What happens to a blank token on the issuer's premises (docs/PROTOCOLS.md section 1.2): transport keys of its own are made and loaded in clear over
/// the serial line. The token takes clear keys only once; with these the bank then replaces them under SCP03.
/// </summary>
public static class TokenIssuer
{
    /// <summary>Version of every token's transport keys.</summary>
    public const byte TransportVersion = 1;

    /// <summary>Gives a blank token its serial number and transport keys.</summary>
    /// <param name="token">The token, blank.</param>
    /// <param name="serial">Its serial number from now on, 8 bytes, not all zero.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="NotATokenException">It is not blank, refused the keys, or did not take the serial number.</exception>
    /// <exception cref="LinkException">
    /// The link failed. If the token is still blank afterwards, begin again; if it is initialised, its keys are lost and it must be erased with its flash tool.
    /// </exception>
    public static async Task<TokenRegistration> IssueAsync(TokenLink token, byte[] serial, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(serial);
        if (serial.Length != TokenApplet.SerialLength || serial.All(b => b == 0))
        {
            throw new ArgumentException($"A serial number has {TokenApplet.SerialLength} bytes, not all zero.", nameof(serial));
        }

        if (token.Information.LifeCycle != TokenApplet.LifeCycleBlank)
        {
            throw new NotATokenException(
                $"Token {Convert.ToHexString(token.Information.Serial)} is not blank: it has had its first keys. Register it with the record made then.");
        }

        // Code key and seed of the transport set are never used; nobody keeps them.
        KeySet keys = new(
            TransportVersion,
            RandomNumberGenerator.GetBytes(KeySet.AesLength),
            RandomNumberGenerator.GetBytes(KeySet.AesLength),
            RandomNumberGenerator.GetBytes(KeySet.AesLength),
            RandomNumberGenerator.GetBytes(KeySet.HmacLength),
            RandomNumberGenerator.GetBytes(KeySet.HmacLength));
        byte[] data = [.. serial, .. keys.ToBytes(null)];
        CommandApdu putKey = new(TokenApplet.ClaPlain, TokenApplet.InsPutKey, 0, TokenApplet.PutKeyFirstOfSeveral, data, 256);
        byte[] answer = await token.TransceiveAsync(putKey.ToBytes(), cancellation);
        if (!ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) || response.StatusWord != StatusWord.Success)
        {
            throw new NotATokenException($"The token refused its first keys (status {response?.StatusWord:X4}).");
        }

        await token.FindAsync(cancellation);
        if (token.Information.LifeCycle != TokenApplet.LifeCycleInitialised || !token.Information.Serial.AsSpan().SequenceEqual(serial))
        {
            throw new NotATokenException("The token said that it took its first keys, and does not show it.");
        }

        Scp03Keys channel = keys.Channel();
        return new TokenRegistration(
            Convert.ToHexString(serial), TransportVersion, Convert.ToHexString(channel.Enc), Convert.ToHexString(channel.Mac), Convert.ToHexString(channel.Dek));
    }
}
