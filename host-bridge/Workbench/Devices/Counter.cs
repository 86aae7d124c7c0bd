using PaymentCode.Boards;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>
/// The shop's counter: the terminal, the customer's token, and what lies on the terminal's reader. Each board lives by itself, on the world's thread; only while the token lies
/// on the reader they share their time, because one then answers while the other waits inside a call.
/// </summary>
internal sealed class Counter : IDisposable
{
    /// <summary>All that can lie on the reader.</summary>
    public static readonly IReadOnlyList<string> Things = [Tokens, Card, Phone];

    private const string Tokens = "token";
    private const string Card = "card";
    private const string Phone = "phone";

    private readonly TokenDevice _token;
    private readonly TerminalDevice _terminal;
    private readonly EventLog _log;
    private readonly NtagCard _phone;
    private readonly AirTap _air;
    private readonly SortedSet<string> _lying = new(StringComparer.Ordinal);
    private SharedTime? _shared;

    /// <summary>Nothing lies on the reader.</summary>
    /// <param name="token">The customer's token.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="phone">The receiver's phone, as a tag.</param>
    /// <param name="log">Where it is recorded what happens.</param>
    public Counter(TokenDevice token, TerminalDevice terminal, NtagCard phone, EventLog log)
    {
        (_token, _terminal, _phone, _log) = (token, terminal, phone, log);
        _air = new AirTap(log, card => card == BankCard?.Contactless ? Card : card == phone ? Phone : Tokens);
        terminal.Board.Field.FrameSent += _air.Hear;
    }

    /// <summary>The customer's bank card; there once the bank has issued it.</summary>
    public BankCard? BankCard { get; set; }

    /// <summary>What lies on the reader.</summary>
    public IReadOnlyList<string> Lying => [.. Things.Where(_lying.Contains)];

    /// <summary>Both live until a moment of the world's.</summary>
    public void LiveUntil(long ms)
    {
        _terminal.PressDue();

        // What a chip's program awaits goes on where its board runs, which may be a thread of its own: the world's context is none of its business.
        Pump.Complete(() => StepUntil(ms));
        _air.Carry();
        _token.Notice();
        _terminal.Notice();
    }

    /// <summary>From now on these things lie on the reader, and nothing else.</summary>
    public void Lay(IReadOnlyCollection<string> things)
    {
        foreach (var thing in Things)
        {
            if (things.Contains(thing) && _lying.Add(thing))
            {
                Pump.Complete(() => Bring(thing));
                _log.Add(EventKind.Terminal, "person", "terminal", thing.ToUpperInvariant() + " ON THE READER");
            }
            else if (!things.Contains(thing) && _lying.Remove(thing))
            {
                Pump.Complete(() => Take(thing));
                _log.Add(EventKind.Terminal, "person", "terminal", thing.ToUpperInvariant() + " TAKEN AWAY");
            }
        }
    }

    /// <summary>The token's battery in or out.</summary>
    public void PowerToken(bool on) => Pump.Complete(() => Apart(() => _token.Power(on)));

    /// <summary>The terminal's supply.</summary>
    public void PowerTerminal(bool on) => Pump.Complete(() => Apart(() => _terminal.Power(on)));

    /// <inheritdoc/>
    public void Dispose() => _shared?.Dispose();

    private void StepUntil(long ms)
    {
        if (_shared is null)
        {
            _token.LiveUntil(ms);
            _terminal.LiveUntil(ms);
            return;
        }

        var behindMs = ms - Math.Min(_token.Board.NowMs, _terminal.Board.NowMs);
        _shared.Advance(Math.Max(0, behindMs) * VirtualClock.NsPerMs);
    }

    // A board that is in the middle of a step cannot be switched: it comes to the step's end by itself first.
    private void Apart(Action action)
    {
        var wasTogether = _lying.Contains(Tokens);
        if (wasTogether)
        {
            Take(Tokens);
        }

        action();
        if (wasTogether)
        {
            Bring(Tokens);
        }
    }

    private void Bring(string thing)
    {
        switch (thing)
        {
            case Tokens:
                _shared = new SharedTime();
                _shared.Run(_terminal.Board.Time, _terminal.Board.Step);
                _shared.Run(_token.Board.Time, _token.Board.Step);
                _terminal.Board.Field.Bring(_token.Board.Pn532);
                break;
            case Card when BankCard is not null:
                _terminal.Board.Field.Bring(BankCard.Contactless);
                break;
            case Phone:
                _terminal.Board.Field.Bring(_phone);
                break;
        }
    }

    private void Take(string thing)
    {
        switch (thing)
        {
            case Tokens:
                _terminal.Board.Field.Remove(_token.Board.Pn532);
                _shared?.Dispose();
                _shared = null;
                break;
            case Card when BankCard is not null:
                _terminal.Board.Field.Remove(BankCard.Contactless);
                break;
            case Phone:
                _terminal.Board.Field.Remove(_phone);
                break;
        }
    }
}
