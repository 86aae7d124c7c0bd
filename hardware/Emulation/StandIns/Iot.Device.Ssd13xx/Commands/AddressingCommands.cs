namespace Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

/// <summary>Pages by the codes that set them in page addressing mode.</summary>
public enum PageAddress
{
    /// <summary>Rows 0 to 7.</summary>
    Page0 = 0xB0,

    /// <summary>Rows 8 to 15.</summary>
    Page1 = 0xB1,

    /// <summary>Rows 16 to 23.</summary>
    Page2 = 0xB2,

    /// <summary>Rows 24 to 31.</summary>
    Page3 = 0xB3,

    /// <summary>Rows 32 to 39.</summary>
    Page4 = 0xB4,

    /// <summary>Rows 40 to 47.</summary>
    Page5 = 0xB5,

    /// <summary>Rows 48 to 55.</summary>
    Page6 = 0xB6,

    /// <summary>Rows 56 to 63.</summary>
    Page7 = 0xB7,
}

/// <summary>Sets how the address moves on after a byte of display RAM.</summary>
/// <param name="memoryAddressingMode">The mode.</param>
public class SetMemoryAddressingMode(
    SetMemoryAddressingMode.AddressingMode memoryAddressingMode = SetMemoryAddressingMode.AddressingMode.Page) : ISsd1306Command
{
    /// <summary>Ways of moving on.</summary>
    public enum AddressingMode
    {
        /// <summary>To the right, then to the next page.</summary>
        Horizontal = 0x00,

        /// <summary>To the next page, then to the right.</summary>
        Vertical = 0x01,

        /// <summary>To the right, within the page.</summary>
        Page = 0x02,
    }

    /// <inheritdoc/>
    public byte Id => 0x20;

    /// <summary>The mode.</summary>
    public AddressingMode MemoryAddressingMode { get; } = memoryAddressingMode;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)MemoryAddressingMode];
}

/// <summary>Sets the column window of horizontal and vertical addressing.</summary>
public class SetColumnAddress : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="startAddress">First column, 0 to 127.</param>
    /// <param name="endAddress">Last column, 0 to 127.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetColumnAddress(byte startAddress = 0x00, byte endAddress = 0x7F)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startAddress, (byte)127);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endAddress, (byte)127);
        StartAddress = startAddress;
        EndAddress = endAddress;
    }

    /// <inheritdoc/>
    public byte Id => 0x21;

    /// <summary>First column.</summary>
    public byte StartAddress { get; set; }

    /// <summary>Last column.</summary>
    public byte EndAddress { get; set; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, StartAddress, EndAddress];
}

/// <summary>Sets the page window of horizontal and vertical addressing. The codes go out as they are; the chip looks at their low three bits.</summary>
/// <param name="startAddress">First page.</param>
/// <param name="endAddress">Last page.</param>
public class SetPageAddress(PageAddress startAddress = PageAddress.Page0, PageAddress endAddress = PageAddress.Page7) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => 0x22;

    /// <summary>First page.</summary>
    public PageAddress StartAddress { get; set; } = startAddress;

    /// <summary>Last page.</summary>
    public PageAddress EndAddress { get; set; } = endAddress;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)StartAddress, (byte)EndAddress];
}

/// <summary>Sets the low four bits of the column for page addressing.</summary>
public class SetLowerColumnStartAddressForPageAddressingMode : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="lowerColumnStartAddress">The bits, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetLowerColumnStartAddressForPageAddressingMode(byte lowerColumnStartAddress = 0x00)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowerColumnStartAddress, (byte)15);
        LowerColumnStartAddress = lowerColumnStartAddress;
    }

    /// <inheritdoc/>
    public byte Id => LowerColumnStartAddress;

    /// <summary>The bits.</summary>
    public byte LowerColumnStartAddress { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets the high four bits of the column for page addressing.</summary>
public class SetHigherColumnStartAddressForPageAddressingMode : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="higherColumnStartAddress">The bits, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetHigherColumnStartAddressForPageAddressingMode(byte higherColumnStartAddress = 0x00)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(higherColumnStartAddress, (byte)15);
        HigherColumnStartAddress = higherColumnStartAddress;
    }

    /// <inheritdoc/>
    public byte Id => (byte)(0x10 + HigherColumnStartAddress);

    /// <summary>The bits.</summary>
    public byte HigherColumnStartAddress { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets the page for page addressing. Upstream adds B0 twice, so that the display gets a start line instead: 60 for page 0.</summary>
/// <param name="startAddress">The page.</param>
public class SetPageStartAddressForPageAddressingMode(PageAddress startAddress = PageAddress.Page0) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => (byte)(0xB0 + StartAddress);

    /// <summary>The page.</summary>
    public PageAddress StartAddress { get; } = startAddress;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}
