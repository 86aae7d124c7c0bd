using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// The channel to a terminal that is kept open (docs/PROTOCOLS.md section 8). Only answers with the terminal's MAC prove anything. After a lost or foreign answer nothing of
/// the channel is used any more; another one is opened, and what was not proved is asked again.
/// </summary>
internal sealed class TerminalChannel
{
    private readonly BoardTalk _talk;
    private readonly string _serial;
    private readonly SecureExchange _exchange;

    private TerminalChannel(BoardTalk talk, string serial, SecureExchange exchange) => (_talk, _serial, _exchange) = (talk, serial, exchange);

    /// <summary>Whether the channel is of no further use.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Opens a channel; null if no bridge has the terminal, or it did not prove itself.</summary>
    public static async Task<TerminalChannel?> TryOpenAsync(BoardTalk talk, string serial, CancellationToken cancellation) =>
        await talk.TryKeepAsync(serial, cancellation) is { } exchange ? new TerminalChannel(talk, serial, exchange) : null;

    /// <summary>PUT DATA: the configuration. False if the terminal has not proved to have it.</summary>
    public async Task<bool> ConfigureAsync(byte[] configuration, CancellationToken cancellation) => (await SendAsync(
        new CommandApdu(
            TokenApplet.ClaSecure, TokenApplet.InsPutData, TerminalApplet.TagConfiguration >> 8, TerminalApplet.TagConfiguration & 0xFF, configuration),
        cancellation)).IsDone;

    /// <summary>GET EVENT.</summary>
    /// <param name="newest">Newest event that the bank has acted on.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The oldest newer one; null if there is none, or the channel is lost.</returns>
    public async Task<TerminalEvent?> NextEventAsync(long newest, CancellationToken cancellation)
    {
        var data = new TlvList().AddNumber(TerminalApplet.TagSequence, (ulong)newest, 4).ToBytes();
        var answer = await SendAsync(new CommandApdu(TokenApplet.ClaSecure, TerminalApplet.InsGetEvent, 0, 0, data, 256), cancellation);
        if (answer.IsDone && TerminalEvent.TryParse(answer.Data, out _, out var found))
        {
            return found;
        }

        IsLost = true;
        return null;
    }

    /// <summary>DIRECT. True: the terminal has proved that it took it, or that it had taken it before.</summary>
    public async Task<bool> DirectAsync(byte[] directive, CancellationToken cancellation) =>
        (await SendAsync(new CommandApdu(TokenApplet.ClaSecure, TerminalApplet.InsDirect, 0, 0, directive), cancellation)).IsDone;

    /// <summary>GET STATUS: one of <see cref="TerminalApplet"/>'s Journal constants; null if the terminal has proved nothing.</summary>
    public async Task<byte?> JournalAsync(long number, CancellationToken cancellation)
    {
        var data = new TlvList().AddNumber(TerminalApplet.TagTransaction, (ulong)number, 4).ToBytes();
        var answer = await SendAsync(new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGetStatus, 0, 0, data, 256), cancellation);
        return answer.IsDone && TlvList.TryParse(answer.Data, out var list)
            && list.TryGetNumber(TerminalApplet.TagTransaction, 4, out var answered) && answered == (ulong)number
            && list.TryGetNumber(TerminalApplet.TagJournal, 1, out var journal)
            ? (byte)journal
            : null;
    }

    /// <summary>EXCHANGE: the line to the card or token in the terminal's field.</summary>
    public IApduLine Through(long number) => new FieldLine(this, number);

    /// <summary>Erases the session keys.</summary>
    public void Close() => _exchange.Close();

    private async Task<SecureAnswer> SendAsync(CommandApdu command, CancellationToken cancellation)
    {
        if (IsLost)
        {
            return SecureAnswer.None;
        }

        var answer = await _talk.SendAsync(_serial, _exchange, command, cancellation);
        IsLost = answer.Result == ExchangeResult.None || answer is { Result: ExchangeResult.BareStatus, StatusWord: StatusWord.SecurityStatusNotSatisfied };
        return answer;
    }

    private sealed class FieldLine(TerminalChannel terminal, long number) : IApduLine
    {
        public async Task<RelayAnswer> AskAsync(byte[] apdu, CancellationToken cancellation)
        {
            if (apdu.Length > TerminalApplet.MaxCardCommand)
            {
                return new RelayAnswer(null, RelayFailure.Malformed);
            }

            var data = new TlvList()
                .AddNumber(TerminalApplet.TagTransaction, (ulong)number, 4)
                .Add(TerminalApplet.TagCommand, apdu)
                .ToBytes();
            var answer = await terminal.SendAsync(new CommandApdu(TokenApplet.ClaSecure, TerminalApplet.InsExchange, 0, 0, data, 256), cancellation);
            return answer.IsDone && TlvList.TryParse(answer.Data, out var list)
                && list.TryGetNumber(TerminalApplet.TagExchange, 1, out var result) && result == TerminalApplet.ExchangeDone
                && list.Find(TerminalApplet.TagResponse) is { Length: >= 2 } response
                ? new RelayAnswer(response, RelayFailure.None)
                : new RelayAnswer(null, RelayFailure.LinkLost);
        }
    }
}
