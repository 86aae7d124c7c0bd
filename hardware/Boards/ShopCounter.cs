using PaymentCode.Emulation;

namespace PaymentCode.Boards;

/// <summary>A shop's counter: a terminal and a customer's token, in one time, so that the token answers while the terminal's reader waits for it.</summary>
public sealed class ShopCounter : ISteppedBoard, IDisposable
{
    private readonly SharedTime _time = new();

    /// <summary>Both live from now on; neither may be stepped by anybody else.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="token">The token, with its PN532.</param>
    public ShopCounter(TerminalBoard terminal, TokenBoard token)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(token);
        Terminal = terminal;
        Token = token;
        _time.Run(terminal.Time, terminal.Step);
        _time.Run(token.Time, token.Step);
    }

    /// <summary>The terminal.</summary>
    public TerminalBoard Terminal { get; }

    /// <summary>The token.</summary>
    public TokenBoard Token { get; }

    /// <inheritdoc/>
    public long NowMs => _time.NowNs / VirtualClock.NsPerMs;

    /// <summary>Lets 10 ms pass for both.</summary>
    public void Step() => Advance(TerminalBoard.StepMs);

    /// <summary>Lets time pass for both.</summary>
    /// <param name="ms">Milliseconds.</param>
    public void Advance(int ms) => _time.Advance(ms * VirtualClock.NsPerMs);

    /// <summary>Holds the token to the reader.</summary>
    public void Tap() => Terminal.Field.Bring(Token.Pn532);

    /// <summary>Takes the token away.</summary>
    public void TakeToken() => Terminal.Field.Remove(Token.Pn532);

    /// <summary>Ends both.</summary>
    public void Dispose() => _time.Dispose();
}
