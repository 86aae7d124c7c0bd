namespace PaymentCode.Boards;

/// <summary>What is plugged in on a terminal's board.</summary>
[Flags]
public enum TerminalParts
{
    /// <summary>Neither: the microcontroller, keypad, memory, buzzer and LEDs are soldered.</summary>
    None = 0,

    /// <summary>The PN532 module.</summary>
    Reader = 1,

    /// <summary>The display module.</summary>
    Panel = 2,

    /// <summary>Everything.</summary>
    All = Reader | Panel,
}
