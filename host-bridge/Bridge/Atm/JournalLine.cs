using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PaymentCode.Bridge.Atm;

/// <summary>What a line of the journal tells.</summary>
enum JournalEvent
{
    Opened,
    Send,
    Session,
    Refused,
    Approved,
    Paying,
    Paid,
    NotPaid,
    Reported,
    Ended,
}

/// <summary>
/// A line of the ATM's journal: <c>TIME EVENT ARGUMENT… CHECK</c>, separated by one blank. TIME is RFC 3339 UTC; CHECK is the first 8 hexadecimal digits
/// of the SHA-256 of what stands before it, so that a line torn by a power cut is seen.
/// <code>
/// Opened                        the program started
/// Send SEQUENCE METHOD PATH     written before a message to the bank leaves
/// Session SID                   the bank opened a capture session
/// Approved SID MINOR CURRENCY   verdict
/// Refused SID                   verdict
/// Paying SID                    written before the dispenser starts
/// Paid SID · NotPaid SID        what the dispenser said
/// Reported SID                  the bank has confirmed the report
/// Ended SID                     nothing was approved, nothing is open
/// </code>
/// </summary>
sealed record JournalLine(DateTimeOffset At, JournalEvent Event, string[] Arguments)
{
    const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    const int CheckLength = 8;
    const int MaxLength = 256;

    public string ToText()
    {
        string time = At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        string text = string.Join(' ', [time, Event.ToString(), .. Arguments]);
        return $"{text} {CheckOf(text)}";
    }

    public static bool TryParse(string text, out JournalLine line)
    {
        line = null!;
        int last = text.LastIndexOf(' ');
        if (text.Length > MaxLength || last < 0 || text[(last + 1)..] != CheckOf(text[..last]))
        {
            return false;
        }

        string[] parts = text[..last].Split(' ');
        if (parts.Length < 2
            || !DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            || !Enum.TryParse(parts[1], out JournalEvent what)
            || parts.Length - 2 != ArgumentCount(what))
        {
            return false;
        }

        line = new JournalLine(at, what, parts[2..]);
        return true;
    }

    static int ArgumentCount(JournalEvent what) => what switch
    {
        JournalEvent.Opened => 0,
        JournalEvent.Send or JournalEvent.Approved => 3,
        _ => 1,
    };

    static string CheckOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..CheckLength];
}
