using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Diagnosis;

/// <summary>What the parts of a board are called, and what to do where one has a fault.</summary>
public static class PartAdvice
{
    /// <summary>Name of a part for a person.</summary>
    /// <param name="part">One of <see cref="SelfTestApplet"/>'s parts.</param>
    public static string NameOf(byte part) => part switch
    {
        SelfTestApplet.Display => "display",
        SelfTestApplet.Memory => "memory",
        SelfTestApplet.Button => "button",
        SelfTestApplet.Keypad => "keypad",
        SelfTestApplet.Led => "LED",
        SelfTestApplet.Clock => "clock",
        SelfTestApplet.Nfc => "NFC",
        SelfTestApplet.Serial => "serial",
        SelfTestApplet.Buzzer => "buzzer",
        _ => $"part {part:X2}",
    };

    /// <summary>What was found of a part, in a few words, and what to do about a fault.</summary>
    /// <param name="kind">The board.</param>
    /// <param name="report">Its report.</param>
    /// <param name="part">One of its parts.</param>
    public static (string Finding, string Advice) Of(BoardKind kind, SelfTestReport report, byte part)
    {
        ArgumentNullException.ThrowIfNull(report);
        byte[] detail = report.DetailOf(part);
        return report.OutcomeOf(part) switch
        {
            SelfTestApplet.Good => ("good", Good(part, detail)),
            SelfTestApplet.NotFitted => ("not fitted", "an option"),
            SelfTestApplet.Answers => ("answers", "a person has to look at it: doctor --person"),
            SelfTestApplet.Fault => ("FAULT", Fault(kind, part, report.ReasonOf(part), detail)),
            _ => ("not tested", "it takes a person: doctor --person"),
        };
    }

    static string Good(byte part, byte[] detail) => (part, detail.Length) switch
    {
        (SelfTestApplet.Clock, 1) => detail[0] != 0 ? "the time is set" : "the time is not set: the bank sets it when it asks for a code",
        (SelfTestApplet.Nfc, 4) => $"PN5{detail[0]:X2}, firmware {detail[1]}.{detail[2]}",
        _ => "",
    };

    static string Fault(BoardKind kind, byte part, byte reason, byte[] detail) => (part, reason) switch
    {
        (SelfTestApplet.Display, SelfTestApplet.Silent) => kind == BoardKind.Token
            ? "SSD1306 does not answer at 0x3C. Check its supply, SDA and SCL, their pull-ups, and the module's address (0x3D is the other one)."
            : "ILI9341 does not tell its identification. Check its supply, the SPI wires, SDO among them, and that RESET is tied to EN.",
        (SelfTestApplet.Memory, SelfTestApplet.Silent) =>
            "MB85RC256V does not answer at 0x50. Check its supply, SDA and SCL, their pull-ups, and that A0 to A2 are at ground.",
        (SelfTestApplet.Memory, _) => "the memory answers and does not store. Tie WP to ground; if it is there, replace the chip.",
        (SelfTestApplet.Clock, SelfTestApplet.Silent) => "DS3231 does not answer at 0x68. Check its supply, SDA and SCL, and their pull-ups.",
        (SelfTestApplet.Clock, _) => "the clock stands still: replace the module (a DS3231 oscillates without outside help).",
        (SelfTestApplet.Nfc, SelfTestApplet.Wrong) when detail.Length == 5 => $"a chip that calls itself {detail[1]:X2} answers where a PN532 (32) belongs. Replace the module.",
        (SelfTestApplet.Nfc, _) => "PN532 does not answer. Set the module's switches to SPI, check its supply (it draws 150 mA with the field on), MOSI, MISO, SCK and SS.",
        (SelfTestApplet.Button, SelfTestApplet.Stuck) => "the button is down all the time: look for a short to ground, or a button turned by 90 degrees.",
        (SelfTestApplet.Button, _) => "no press came. Check the button, its wire, and its way to ground.",
        (SelfTestApplet.Keypad, SelfTestApplet.Stuck) => "a key is down all the time: look for a short between rows and columns.",
        (SelfTestApplet.Keypad, _) => $"these keys did not come: {Keys(detail)}. A whole row or column points to its wire.",
        (SelfTestApplet.Led, _) => "nobody saw it flash. Check its direction (the short leg to ground), its resistor and wire.",
        (SelfTestApplet.Buzzer, _) => "nobody heard it. Check that it is an active one, its transistor and direction.",
        (SelfTestApplet.Display, _) => "a person saw dots that stayed dark or lit. Replace the module.",
        (SelfTestApplet.Serial, _) => "no echo came while the board waited for one. Run doctor with the port of its COM2 adapter.",
        _ => $"reason {reason:X2}, which this program does not know.",
    };

    static string Keys(byte[] detail)
    {
        if (detail.Length != 3)
        {
            return "all";
        }

        int missing = (detail[1] << 8) | detail[2];
        return string.Join(' ', "0123456789*#".Where((_, bit) => (missing & (1 << bit)) != 0));
    }
}
