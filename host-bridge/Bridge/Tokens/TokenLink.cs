using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Tokens;

/// <summary>A token, or a terminal's board, on an open serial link, found by SELECT and GET DATA (docs/PROTOCOLS.md sections 1 and 8).</summary>
public sealed class TokenLink : IAsyncDisposable
{
    readonly SerialLinkHost _link;

    TokenLink(SerialLinkHost link) => _link = link;

    /// <summary>Which of the applications answers.</summary>
    public BoardKind Kind { get; private set; }

    /// <summary>What the board says about itself. Public and not authenticated.</summary>
    public TokenInformation Information { get; private set; } = new();

    /// <summary>Completes when the line has ended.</summary>
    public Task Ended => _link.Ended;

    /// <summary>Opens a port and finds the token on it.</summary>
    /// <param name="port">The port.</param>
    /// <param name="time">The clock for repetition.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="random">Numbers for the link, see <see cref="SerialLinkHost"/>; <see cref="Random.Shared"/> if not given.</param>
    /// <exception cref="SerialException">The port cannot be opened.</exception>
    /// <exception cref="LinkException">Nobody answers on it.</exception>
    /// <exception cref="NotATokenException">Something else answers.</exception>
    public static async Task<TokenLink> ConnectAsync(ISerialPort port, TimeProvider time, CancellationToken cancellation, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        TokenLink token = new(new SerialLinkHost(await port.OpenAsync(cancellation), time, random ?? Random.Shared));
        try
        {
            await token.FindAsync(cancellation);
            return token;
        }
        catch
        {
            await token.DisposeAsync();
            throw;
        }
    }

    /// <summary>Resets the link and looks which token is there: at the start, and after the link failed.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">Nobody answers.</exception>
    /// <exception cref="NotATokenException">Something else answers.</exception>
    public async Task FindAsync(CancellationToken cancellation)
    {
        await _link.ResetAsync(cancellation);
        Kind = await SelectAsync(cancellation);
        byte[] data = await AskAsync(
            new CommandApdu(
                TokenApplet.ClaPlain, TokenApplet.InsGetData, TokenApplet.TagTokenInformation >> 8, TokenApplet.TagTokenInformation & 0xFF, null, 256),
            cancellation);
        if (!TokenInformation.TryParse(data, out TokenInformation information))
        {
            throw new NotATokenException("The device on the line gives token information that cannot be read. Is its firmware newer than this program?");
        }

        Information = information;
    }

    /// <summary>Sends a command APDU and returns the response APDU; see <see cref="SerialLinkHost.TransceiveAsync"/>.</summary>
    /// <param name="apdu">The command.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">There is no response.</exception>
    public Task<byte[]> TransceiveAsync(byte[] apdu, CancellationToken cancellation) => _link.TransceiveAsync(apdu, cancellation);

    /// <summary>Closes the line.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    async Task<BoardKind> SelectAsync(CancellationToken cancellation)
    {
        byte[] answer = await _link.TransceiveAsync(Select(TokenApplet.Aid()).ToBytes(), cancellation);
        if (ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) && response.StatusWord == StatusWord.ApplicationNotFound)
        {
            await AskAsync(Select(TerminalApplet.Aid()), cancellation);
            return BoardKind.Terminal;
        }

        Check(answer);
        return BoardKind.Token;
    }

    async Task<byte[]> AskAsync(CommandApdu command, CancellationToken cancellation) =>
        Check(await _link.TransceiveAsync(command.ToBytes(), cancellation));

    static CommandApdu Select(byte[] aid) => new(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, aid, 256);

    static byte[] Check(byte[] answer) =>
        ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) && response.StatusWord == StatusWord.Success
            ? response.Data
            : throw new NotATokenException($"The device on the line is no PaymentCode token or terminal (it answers {Convert.ToHexString(answer)}).");
}
