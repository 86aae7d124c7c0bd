using System.Security.Cryptography;
using PaymentCode.Bridge.Link;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Tokens;

/// <summary>
/// What happens to a blank token, or terminal's board, on the issuer's premises (docs/PROTOCOLS.md section 1.2): transport keys of its own are loaded in clear over the serial
/// line. The token takes clear keys only once, so they are made and kept before it gets them (<see cref="TokenRegistration.Create"/>): a cable pulled at
/// the wrong moment then costs a repetition and not the token. With these keys the bank afterwards puts its own in their place, under SCP03.
/// </summary>
public static class TokenIssuer
{
    /// <summary>
    /// Gives a blank token its serial number and transport keys. A token that shows this serial number and nothing but transport keys has had them: then
    /// nothing is sent, so a call may be repeated with the same record until one succeeds.
    /// </summary>
    /// <param name="token">The token, blank or initialised with this record.</param>
    /// <param name="registration">Its serial number and keys; kept by the caller until the bank has it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="random">Makes the keys that nobody keeps; the system's generator if not given.</param>
    /// <exception cref="ArgumentException">The record is none.</exception>
    /// <exception cref="NotATokenException">It is another token, refused the keys, or did not take the serial number.</exception>
    /// <exception cref="LinkException">The link failed; the token has its keys or has not. Repeat the call with the same record.</exception>
    public static async Task IssueAsync(
        TokenLink token, TokenRegistration registration, CancellationToken cancellation, RandomNumberGenerator? random = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(registration);
        CommandApdu putKey = FirstKeys(registration, random);
        if (IsIssued(token, registration))
        {
            return;
        }

        if (token.Information.LifeCycle != TokenApplet.LifeCycleBlank)
        {
            throw new NotATokenException(
                $"{token.Kind} {Convert.ToHexString(token.Information.Serial)} is not blank: it has had its first keys. Register it with the record made then.");
        }

        if (registration.Kind != (token.Kind == BoardKind.Terminal ? "terminal" : "token"))
        {
            throw new NotATokenException($"The record is a {registration.Kind}'s, and the board on the line is a {token.Kind}.");
        }

        byte[] answer = await token.TransceiveAsync(putKey.ToBytes(), cancellation);
        if (!ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) || response.StatusWord != StatusWord.Success)
        {
            throw new NotATokenException($"The board refused its first keys (status {response?.StatusWord:X4}).");
        }

        await token.FindAsync(cancellation);
        if (!IsIssued(token, registration))
        {
            throw new NotATokenException("The board said that it took its first keys, and does not show it.");
        }
    }

    static bool IsIssued(TokenLink token, TokenRegistration registration) =>
        token.Information.LifeCycle == TokenApplet.LifeCycleInitialised
            && token.Information.NewestKeyVersion == registration.KeyVersion
            && Convert.ToHexString(token.Information.Serial) == registration.Serial;

    static CommandApdu FirstKeys(TokenRegistration registration, RandomNumberGenerator? random)
    {
        try
        {
            // Code key and seed of the transport set are never used; nobody keeps them.
            KeySet keys = new(
                (byte)registration.KeyVersion,
                Convert.FromHexString(registration.Enc),
                Convert.FromHexString(registration.Mac),
                Convert.FromHexString(registration.Dek),
                TokenRegistration.Bytes(random, KeySet.HmacLength),
                TokenRegistration.Bytes(random, KeySet.HmacLength));
            byte[] serial = Convert.FromHexString(registration.Serial);
            if (serial.Length != TokenApplet.SerialLength)
            {
                throw new ArgumentException($"A serial number has {TokenApplet.SerialLength} bytes.", nameof(registration));
            }

            return new CommandApdu(
                TokenApplet.ClaPlain, TokenApplet.InsPutKey, 0, TokenApplet.PutKeyFirstOfSeveral, [.. serial, .. keys.ToBytes(null)], 256);
        }
        catch (FormatException e)
        {
            throw new ArgumentException("A token's record has its serial number and keys in hexadecimal.", nameof(registration), e);
        }
    }
}
