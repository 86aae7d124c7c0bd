namespace nanoFramework.UI;

/// <summary>How a display is told the window that pixels go to.</summary>
public enum SetWindowType
{
    /// <summary>It has no window.</summary>
    NoWindowing = 0,

    /// <summary>Columns of 8 bits, rows in pages of eight.</summary>
    X8bitsY1Bit = 1,

    /// <summary>Columns and rows of 8 bits.</summary>
    X8bitsY8Bits = 2,

    /// <summary>Columns and rows of 16 bits, high byte first.</summary>
    X16bitsY16Bit = 3,
}
