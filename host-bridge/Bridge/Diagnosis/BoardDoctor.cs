using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Diagnosis;

/// <summary>
/// Asks a board on a serial port for its versions, its life cycle and its self-test (docs/PROTOCOLS.md section 13), and tries the line with echoes. Unlike
/// <see cref="TokenLink"/> it gets along with a board whose memory is missing. Nothing of what it hears is authenticated.
/// </summary>
public sealed class BoardDoctor : IAsyncDisposable
{
    const int EchoCount = 4;

    static readonly TimeSpan UntilSecondLook = TimeSpan.FromSeconds(1);

    readonly SerialLinkHost _link;
    readonly TimeProvider _time;

    BoardDoctor(SerialLinkHost link, TimeProvider time, BoardKind kind) => (_link, _time, Kind) = (link, time, kind);

    /// <summary>Which board answers.</summary>
    public BoardKind Kind { get; }

    /// <summary>Opens the port and finds the board on it.</summary>
    /// <param name="port">The port.</param>
    /// <param name="time">The clock for repetition.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SerialException">The port cannot be opened.</exception>
    /// <exception cref="NoBoardException">No board answers on it; the message says what was heard instead, and what to look at.</exception>
    public static async Task<BoardDoctor> ConnectAsync(ISerialPort port, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(port);
        ListeningChannel line = new(await port.OpenAsync(cancellation));
        SerialLinkHost link = new(line, time, Random.Shared);
        try
        {
            await link.ResetAsync(cancellation);
            return new BoardDoctor(link, time, await SelectAsync(link, cancellation));
        }
        catch (LinkException failure)
        {
            await link.DisposeAsync();
            throw new NoBoardException(LineSuspicion.Explain(port.Name, line.Heard, line.Sent), failure);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Has the board test what needs no person, and tries the line. Where a part is silent it has the board test once more a second later: a board that
    /// was just switched on may not have found all its parts yet.
    /// </summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">The line ended meanwhile.</exception>
    public async Task<BoardFindings> ExamineAsync(CancellationToken cancellation)
    {
        ResponseApdu tested = await SendAsync(SelfTest(SelfTestApplet.TestNow), cancellation);
        if (IsPartSilent(tested))
        {
            await Task.Delay(UntilSecondLook, _time, cancellation);
            tested = await SendAsync(SelfTest(SelfTestApplet.TestNow), cancellation);
        }

        TokenInformation? information = await InformationAsync(cancellation);
        bool hasSelfTest = tested.StatusWord != StatusWord.InstructionNotSupported;
        int returned = hasSelfTest ? await EchoAsync(cancellation) : 0;
        return new BoardFindings
        {
            Kind = Kind,
            Information = information,
            Report = await ReportAsync(cancellation),
            IsBusy = tested.StatusWord == StatusWord.ConditionsOfUseNotSatisfied,
            Echoes = hasSelfTest ? EchoCount : 0,
            EchoesReturned = returned,
            DamagedFrames = _link.DroppedFrames,
        };
    }

    /// <summary>Begins the test with a person at the board.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False if the board is busy, or its firmware has no such test.</returns>
    /// <exception cref="LinkException">The line ended.</exception>
    public async Task<bool> BeginWithPersonAsync(CancellationToken cancellation) =>
        (await SendAsync(SelfTest(SelfTestApplet.BeginWithPerson), cancellation)).StatusWord == StatusWord.Success;

    /// <summary>What the board found last; null where its firmware has no self-test.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">The line ended.</exception>
    public async Task<SelfTestReport?> ReportAsync(CancellationToken cancellation)
    {
        ResponseApdu answer = await SendAsync(SelfTest(SelfTestApplet.ReportLast), cancellation);
        return answer.StatusWord == StatusWord.Success && SelfTestReport.TryParse(answer.Data, out SelfTestReport report) ? report : null;
    }

    /// <summary>Closes the line.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    static CommandApdu SelfTest(byte what) => new(TokenApplet.ClaPlain, SelfTestApplet.InsSelfTest, what, 0, null, 256);

    static async Task<BoardKind> SelectAsync(SerialLinkHost link, CancellationToken cancellation)
    {
        if (await SelectAsync(link, TokenApplet.Aid(), cancellation) == StatusWord.Success)
        {
            return BoardKind.Token;
        }

        return await SelectAsync(link, TerminalApplet.Aid(), cancellation) == StatusWord.Success
            ? BoardKind.Terminal
            : throw new NoBoardException("A board answers, and it is neither token nor terminal of a version that this program knows. Is its firmware newer?");
    }

    static async Task<ushort> SelectAsync(SerialLinkHost link, byte[] aid, CancellationToken cancellation)
    {
        CommandApdu select = new(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, aid, 256);
        return Parse(await link.TransceiveAsync(select.ToBytes(), cancellation)).StatusWord;
    }

    static bool IsPartSilent(ResponseApdu tested)
    {
        if (tested.StatusWord != StatusWord.Success || !SelfTestReport.TryParse(tested.Data, out SelfTestReport report))
        {
            return false;
        }

        return Enumerable.Range(0, report.Count).Select(report.PartAt)
            .Any(part => report.OutcomeOf(part) == SelfTestApplet.Fault && report.ReasonOf(part) == SelfTestApplet.Silent);
    }

    static ResponseApdu Parse(byte[] answer) =>
        ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) ? response : new ResponseApdu(0);

    async Task<ResponseApdu> SendAsync(CommandApdu command, CancellationToken cancellation) =>
        Parse(await _link.TransceiveAsync(command.ToBytes(), cancellation));

    async Task<TokenInformation?> InformationAsync(CancellationToken cancellation)
    {
        ResponseApdu answer = await SendAsync(
            new CommandApdu(
                TokenApplet.ClaPlain, TokenApplet.InsGetData, TokenApplet.TagTokenInformation >> 8, TokenApplet.TagTokenInformation & 0xFF, null, 256),
            cancellation);
        return answer.StatusWord == StatusWord.Success && TokenInformation.TryParse(answer.Data, out TokenInformation information) ? information : null;
    }

    // Every value of a byte comes in it, those that framing escapes and those that a terminal with flow control would swallow. A line that loses an echo
    // again and again is begun anew, so that what the board found can still be asked for in shorter frames.
    async Task<int> EchoAsync(CancellationToken cancellation)
    {
        byte[] data = new byte[SelfTestApplet.MaxEcho];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)i;
        }

        int returned = 0;
        try
        {
            for (int i = 0; i < EchoCount; i++)
            {
                ResponseApdu answer = await SendAsync(new CommandApdu(TokenApplet.ClaPlain, SelfTestApplet.InsEcho, 0, 0, data, 1024), cancellation);
                returned += answer.StatusWord == StatusWord.Success && answer.Data.AsSpan().SequenceEqual(data) ? 1 : 0;
            }
        }
        catch (LinkException)
        {
            await _link.ResetAsync(cancellation);
        }

        return returned;
    }
}
