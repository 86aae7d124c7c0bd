using System.Globalization;
using PaymentCode.Bank.Http;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tokens;

/// <summary>What a token's registration must look like, and how refusals about tokens read.</summary>
internal static class TokenRules
{
    public const int SerialDigits = 2 * TokenApplet.SerialLength;

    private const int KeyDigits = 2 * KeySet.AesLength;
    private const int MaxTransportVersion = 126;

    public static Refusal? Check(RegisterToken request) =>
        !IsUpperHex(request.Serial, SerialDigits) ? Invalid("serial is 16 upper-case hexadecimal digits")
        : request.KeyVersion is < 1 or > MaxTransportVersion ? Invalid("keyVersion is 1 to 126")
        : !IsUpperHex(request.Enc, KeyDigits) || !IsUpperHex(request.Mac, KeyDigits) || !IsUpperHex(request.Dek, KeyDigits)
            ? Invalid("enc, mac and dek are 32 upper-case hexadecimal digits each")
        : request.Kind is not (BoardKind.Token or BoardKind.Terminal) ? Invalid("kind is token or terminal")
            : null;

    public static Refusal WrongState(string state) =>
        new("wrong-state", StatusCodes.Status409Conflict, $"The token is {state}; that does not allow this.");

    public static Refusal WrongKind(string kind) =>
        new("wrong-kind", StatusCodes.Status409Conflict, $"This serial number is a {kind}'s; that does not allow this.");

    /// <summary>The token did not prove that it did what it was told; what is said of the reason is a hint.</summary>
    public static Refusal Unreached(TokenReply reply) => reply switch
    {
        { Kind: TokenReplyKind.NotConnected } =>
            new("token-not-connected", StatusCodes.Status409Conflict, "No bridge has this token. Plug it in, start the bridge, and try again."),
        { StatusWord: { } status } => new(
            "token-unproved",
            StatusCodes.Status502BadGateway,
            string.Create(CultureInfo.InvariantCulture, $"The token, or somebody on the way, answered with status {status:X4}; nothing is proved. Try again.")),
        _ => new("token-unproved", StatusCodes.Status502BadGateway, "There was no answer that the token itself made; what it did is not known. Try again."),
    };

    private static bool IsUpperHex(string text, int digits) =>
        text.Length == digits && text.All(character => character is (>= '0' and <= '9') or (>= 'A' and <= 'F'));

    private static Refusal Invalid(string rule) => new("invalid-token", StatusCodes.Status400BadRequest, $"{rule}.");
}
