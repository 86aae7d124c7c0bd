using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Terminals;

/// <summary>Why an order ended without money, as people read it, and the byte for the terminal (docs/PROTOCOLS.md section 8.3).</summary>
internal static class OrderReason
{
    public const string Other = "other";
    public const string Funds = "insufficient-funds";
    public const string Password = "wrong-password";
    public const string Locked = "locked";
    public const string Invalid = "invalid";
    public const string Limit = "over-limit";
    public const string Terminal = "terminal";
    public const string Receiver = "receiver";
    public const string Declined = "declined";
    public const string TimedOut = "timed-out";
    public const string Cancelled = "cancelled";
    public const string PowerLost = "power-lost";

    public static byte ToByte(string? reason) => reason switch
    {
        Funds => TerminalApplet.ReasonFunds,
        Password => TerminalApplet.ReasonPassword,
        Locked => TerminalApplet.ReasonLocked,
        Invalid => TerminalApplet.ReasonInvalid,
        Limit => TerminalApplet.ReasonLimit,
        Terminal => TerminalApplet.ReasonTerminal,
        Receiver => TerminalApplet.ReasonReceiver,
        Declined => TerminalApplet.ReasonDeclined,
        TimedOut => TerminalApplet.ReasonTimedOut,
        Cancelled => TerminalApplet.ReasonCancelled,
        _ => TerminalApplet.ReasonOther,
    };
}
