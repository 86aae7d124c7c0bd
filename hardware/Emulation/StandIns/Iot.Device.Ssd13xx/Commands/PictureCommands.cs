namespace Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

/// <summary>Does nothing.</summary>
public class NoOperation : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => 0xE3;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>A 1 in display RAM is lit.</summary>
public class SetNormalDisplay : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => 0xA6;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Lights all pixels, or shows display RAM.</summary>
/// <param name="entireDisplay">True lights all.</param>
public class EntireDisplayOn(bool entireDisplay) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => (byte)(EntireDisplay ? 0xA5 : 0xA4);

    /// <summary>True lights all.</summary>
    public bool EntireDisplay { get; } = entireDisplay;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets the line of display RAM that is shown at the top.</summary>
public class SetDisplayStartLine : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="displayStartLine">The line, 0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetDisplayStartLine(byte displayStartLine = 0x00)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(displayStartLine, (byte)63);
        DisplayStartLine = displayStartLine;
    }

    /// <inheritdoc/>
    public byte Id => (byte)(0x40 + DisplayStartLine);

    /// <summary>The line.</summary>
    public byte DisplayStartLine { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets which column is at segment 0.</summary>
/// <param name="columnAddress127">True for column 127, false for column 0.</param>
public class SetSegmentReMap(bool columnAddress127 = false) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => (byte)(ColumnAddress127 ? 0xA1 : 0xA0);

    /// <summary>True for column 127, false for column 0.</summary>
    public bool ColumnAddress127 { get; set; } = columnAddress127;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets the direction in which the rows are scanned.</summary>
/// <param name="normalMode">True from COM0 up, false down to COM0.</param>
public class SetComOutputScanDirection(bool normalMode = true) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => (byte)(NormalMode ? 0xC0 : 0xC8);

    /// <summary>True from COM0 up, false down to COM0.</summary>
    public bool NormalMode { get; set; } = normalMode;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Shifts the rows on the glass.</summary>
public class SetDisplayOffset : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="displayOffset">Rows, 0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetDisplayOffset(byte displayOffset = 0x00)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(displayOffset, (byte)63);
        DisplayOffset = displayOffset;
    }

    /// <inheritdoc/>
    public byte Id => 0xD3;

    /// <summary>Rows.</summary>
    public byte DisplayOffset { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, DisplayOffset];
}

/// <summary>Says how the glass is wired to the COM pins.</summary>
/// <param name="alternativeComPinConfiguration">Even and odd rows on different sides.</param>
/// <param name="enableLeftRightRemap">The sides exchanged.</param>
public class SetComPinsHardwareConfiguration(bool alternativeComPinConfiguration = true, bool enableLeftRightRemap = false) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => 0xDA;

    /// <summary>Even and odd rows on different sides.</summary>
    public bool AlternativeComPinConfiguration { get; } = alternativeComPinConfiguration;

    /// <summary>The sides exchanged.</summary>
    public bool EnableLeftRightRemap { get; } = enableLeftRightRemap;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)(0x02 | (AlternativeComPinConfiguration ? 0x10 : 0) | (EnableLeftRightRemap ? 0x20 : 0))];
}
