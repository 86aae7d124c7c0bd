namespace PaymentCode.Workbench.Events;

/// <summary>Something that happened in a world.</summary>
/// <param name="Seq">Sequence number, from 1 without gaps.</param>
/// <param name="AtMs">Moment on the world's clock.</param>
/// <param name="Kind">One of <see cref="EventKind"/>.</param>
/// <param name="From">Which part it comes from.</param>
/// <param name="To">Which part it goes to; empty where it goes nowhere.</param>
/// <param name="Name">What it is, by its name in the documents.</param>
/// <param name="Detail">One line more about it.</param>
/// <param name="Refused">Whether a part says no here.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Bytes">The first of them in hexadecimal, <see cref="EventLog.ShownBytes"/> at most.</param>
/// <param name="Fields">What was decoded from the bytes.</param>
public sealed record WorldEvent(
    long Seq, long AtMs, string Kind, string From, string To, string Name, string Detail, bool Refused, int Length, string Bytes,
    IReadOnlyDictionary<string, string> Fields);

/// <summary>Kinds of events.</summary>
internal static class EventKind
{
    public const string Apdu = "apdu";
    public const string Serial = "serial";
    public const string Relay = "relay";
    public const string Nfc = "nfc";
    public const string Http = "http";
    public const string Ledger = "ledger";
    public const string Audit = "audit";
    public const string Display = "display";
    public const string Token = "token";
    public const string Atm = "atm";
    public const string Camera = "camera";
    public const string Terminal = "terminal";
    public const string Shop = "shop";
    public const string Phone = "phone";
    public const string Attack = "attack";
    public const string Clock = "clock";
    public const string Story = "story";

    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        Apdu, Serial, Relay, Nfc, Http, Ledger, Audit, Display, Token, Atm, Camera, Terminal, Shop, Phone, Attack, Clock, Story,
    };
}
