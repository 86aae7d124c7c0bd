using PaymentCode.Bridge.Atm;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>Notes in the tray.</summary>
/// <param name="AmountMinor">Amount in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
internal sealed record Notes(long AmountMinor, string Currency);

/// <summary>How the last visit ended.</summary>
/// <param name="Outcome"><c>paid</c>, <c>refused</c>, <c>not-paid</c>, <c>unknown</c> or <c>unreachable</c>.</param>
/// <param name="Reason">Why; empty when paid.</param>
/// <param name="Amount">Amount as the bank wrote it.</param>
/// <param name="Currency">Its currency.</param>
internal sealed record VisitResult(string Outcome, string Reason, string Amount, string Currency);

/// <summary>
/// The ATM as a customer meets it: keypad, screen and tray before the bridge's <see cref="AtmClient"/>, which does everything that counts.
/// </summary>
internal sealed class Atm : ICashDispenser, IDisposable
{
    private const int LeastPhone = 7;
    private const int MaxPhone = 15;
    private const int PinLength = 6;
    private const int MaxFrames = 8;
    private const string NotDispensed = "not-dispensed";

    private readonly EventLog _log;
    private readonly AtmClient _client;
    private readonly AtmJournal _journal;
    private readonly Lens _lens;
    private string _screen = "phone";
    private string _phone = "";
    private string _line = "";

    /// <summary>An ATM that waits for a customer.</summary>
    public Atm(string id, byte[] key, HttpClient bank, Lens lens, EventLog log, TimeProvider time)
    {
        (Id, _lens, _log) = (id, lens, log);
        _journal = AtmJournal.InMemory(time);
        _client = new AtmClient(bank, id, key, _journal, lens, this, time);
    }

    /// <summary>Terminal id.</summary>
    public string Id { get; }

    /// <summary><c>phone</c>, <c>pin</c>, <c>working</c>, <c>camera</c>, <c>notes</c> or <c>end</c>.</summary>
    public string Screen => _screen == "working" && _lens.IsCapturing ? "camera" : _screen;

    /// <summary>What is typed, as the screen shows it.</summary>
    public string Typed => _screen == "pin" ? new string('*', _line.Length) : _line;

    /// <summary>What the dispenser will do.</summary>
    public DispenseResult Dispenser { get; private set; } = DispenseResult.Paid;

    /// <summary>What lies in the tray, or null.</summary>
    public Notes? Tray { get; private set; }

    /// <summary>How the last visit ended, or null.</summary>
    public VisitResult? Result { get; private set; }

    /// <summary>A key of the keypad: a digit, <c>enter</c>, <c>clear</c> or <c>cancel</c>.</summary>
    public void Press(string key)
    {
        var isSecret = _screen == "pin" && key.Length == 1;
        _log.Add(EventKind.Atm, "person", "atm", "KEY " + (isSecret ? "*" : key.ToUpperInvariant()), _screen);
        switch (_screen, key)
        {
            case ("end", _):
                Show("phone");
                break;
            case ("working" or "notes", _):
                break;
            case (_, "cancel"):
                Show("phone");
                break;
            case (_, "clear"):
                _line = "";
                break;
            case ("phone", "enter") when _line.Length >= LeastPhone:
                _phone = "+" + _line;
                Show("pin");
                break;
            case ("pin", "enter") when _line.Length == PinLength:
                Begin(_phone, _line);
                break;
            case (_, "enter"):
                break;
            case ("phone", _) when _line.Length < MaxPhone:
            case ("pin", _) when _line.Length < PinLength:
                _line += key;
                break;
        }
    }

    /// <summary>Somebody types a phone number and a pick-up PIN.</summary>
    /// <param name="phone">With a plus sign before it.</param>
    /// <param name="pin">Six digits.</param>
    public void Type(string phone, string pin)
    {
        if (_screen == "end")
        {
            Press("enter");
        }

        foreach (var digit in phone.TrimStart('+'))
        {
            Press(digit.ToString());
        }

        Press("enter");
        foreach (var digit in pin)
        {
            Press(digit.ToString());
        }

        Press("enter");
    }

    /// <summary>The customer takes the notes. False if there are none.</summary>
    public bool TryTakeNotes()
    {
        if (Tray is null)
        {
            return false;
        }

        _log.Add(EventKind.Atm, "person", "atm", "NOTES TAKEN", $"{Tray.AmountMinor} minor units of {Tray.Currency}");
        Tray = null;
        Show("end");
        return true;
    }

    /// <summary>Says what the dispenser will do.</summary>
    public void SetDispenser(DispenseResult result)
    {
        Dispenser = result;
        _log.Add(EventKind.Atm, "person", "atm", "DISPENSER", result.ToString());
    }

    /// <inheritdoc/>
    public Task<DispenseResult> DispenseAsync(long amountMinor, string currency)
    {
        var isPaid = Dispenser == DispenseResult.Paid;
        _log.Add(EventKind.Atm, "atm", "dispenser", "DISPENSE", $"{amountMinor} minor units of {currency}: {Dispenser}", refused: !isPaid);
        Tray = isPaid ? new Notes(amountMinor, currency) : null;
        return Task.FromResult(Dispenser);
    }

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    private async void Begin(string phone, string pin)
    {
        Show("working");
        VisitResult result;
        try
        {
            result = ToResult(await _client.WithdrawAsync(phone, pin, MaxFrames, CancellationToken.None));
        }
        catch (AtmException exception)
        {
            result = new VisitResult(exception.Fault == AtmFault.TerminalRefused ? "refused" : "unreachable", NameOf(exception.Fault), "", "");
        }

        Result = result;
        _log.Add(
            EventKind.Atm, "atm", "person", "RESULT " + result.Outcome, $"{result.Amount} {result.Currency} {result.Reason}".Trim(), refused: result.Outcome != "paid");
        Show(Tray is null ? "end" : "notes");
    }

    private static VisitResult ToResult(AtmResult result) => new(
        result.Outcome switch
        {
            AtmOutcome.Paid => "paid",
            AtmOutcome.Refused => "refused",
            AtmOutcome.NotPaid => "not-paid",
            _ => "unknown",
        },
        result.Outcome != AtmOutcome.NotPaid || result.Reason == NotDispensed ? result.Reason : NameOf(AtmFault.BankUnreachable),
        result.Amount,
        result.Currency);

    /// <summary>A fault as a reason: a name, for which pages have words.</summary>
    public static string NameOf(AtmFault fault) => fault switch
    {
        AtmFault.BankUnreachable => "not-reached",
        AtmFault.TerminalRefused => "terminal-refused",
        AtmFault.Journal => "journal",
        _ => "unexpected-answer",
    };

    private void Show(string screen)
    {
        _screen = screen;
        _line = "";
        if (screen is "phone" or "working")
        {
            Result = null;
        }
    }
}
