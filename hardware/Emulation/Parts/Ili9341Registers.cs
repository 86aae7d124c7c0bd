using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>
/// The parameters of the ILI9341's commands. A parameter takes effect when its eight bits are in, so a command that another one interrupts
/// keeps the parameters that came before (datasheet V1.11 §7.1, data transfer break). Power, gamma and timing registers change how it looks, not what
/// is seen: they are taken, and their number is bounded.
/// </summary>
internal sealed class Ili9341Registers
{
    private readonly byte[]?[] _values = new byte[256][];

    public Ili9341Registers() => Reset(keepMadctl: false);

    /// <summary>MADCTL, section 8.2.29: MY, MX, MV, ML, BGR, MH in bits 7 to 2.</summary>
    public byte Madctl => this[MemoryAccessControl, 0];

    /// <summary>MADCTL's MY.</summary>
    public bool MirrorsRows => (Orientation & 0x80) != 0;

    /// <summary>MADCTL's MX.</summary>
    public bool MirrorsColumns => (Orientation & 0x40) != 0;

    /// <summary>MADCTL's MV.</summary>
    public bool SwapsRowsAndColumns => (Orientation & 0x20) != 0;

    /// <summary>MADCTL's ML: the refresh begins at the bottom.</summary>
    public bool RefreshesUpwards => (Madctl & 0x10) != 0;

    /// <summary>MADCTL's BGR.</summary>
    public bool SendsBgr => (Orientation & 0x08) != 0;

    /// <summary>COLMOD's DBI bits, section 8.2.33: 5 for 16 bits a pixel, 6 for 18.</summary>
    public int PixelFormat => this[PixelFormatSet, 0] & 7;

    /// <summary>Lines that the gate driver scans: NL of DISCTRL, section 8.3.7.</summary>
    public int ScannedLines => Math.Min(8 * ((this[DisplayFunctionControl, 2] & 0x3F) + 1), Ili9341Chip.Height);

    /// <summary>DISCTRL's GS: gates are scanned from G320.</summary>
    public bool ScansGatesDown => (this[DisplayFunctionControl, 1] & 0x40) != 0;

    /// <summary>DISCTRL's SS: sources are shifted from S720.</summary>
    public bool ShiftsSourcesDown => (this[DisplayFunctionControl, 1] & 0x20) != 0;

    /// <summary>ETMOD's GON and DTE, section 8.3.8: anything but 11 holds the gates still.</summary>
    public bool DrivesGates => (this[EntryModeSet, 0] & 0x06) == 0x06;

    /// <summary>IFCTL's WEMODE, section 8.3.29: data beyond the window begins it anew instead of being dropped.</summary>
    public bool WrapsWindow => (this[InterfaceControl, 0] & 0x01) != 0;

    /// <summary>IFCTL's EPF: what the low bit of a red and blue of five bits becomes, 0 the top bit, 1 zero, 2 one, 3 as 0 with green compared.</summary>
    public int PixelExpansion => (this[InterfaceControl, 1] >> 4) & 3;

    /// <summary>IFCTL's DM and RM: picture and memory come from the processor's bus and not from the RGB pins.</summary>
    public bool UsesProcessorInterface => (this[InterfaceControl, 2] & 0x0E) == 0;

    /// <summary>DISCTRL's SM: odd gates first, then even ones.</summary>
    public bool InterlacesGates => (this[DisplayFunctionControl, 1] & 0x10) != 0;

    /// <summary>DISCTRL's REV: for a glass that is white without a voltage, as the modules' are.</summary>
    public bool DrivesWhiteGlass => (this[DisplayFunctionControl, 1] & 0x80) != 0;

    public byte this[Ili9341Command command, int index] => _values[(int)command]![index];

    /// <summary>How many parameters a command takes; null where it takes none from the processor.</summary>
    public int? Count(Ili9341Command command) => _values[(int)command]?.Length;

    public void Set(Ili9341Command command, int index, byte value) => _values[(int)command]![index] = value;

    /// <summary>Two parameters as one number, high byte first.</summary>
    public int Word(Ili9341Command command, int index) => (this[command, index] << 8) | this[command, index + 1];

    /// <summary>The defaults, section 8 of each command; a software reset leaves MADCTL alone and sets the window by its MV.</summary>
    public void Reset(bool keepMadctl)
    {
        byte madctl = keepMadctl ? Madctl : (byte)0;
        bool swapped = (madctl & 0x20) != 0;
        byte[] narrow = [0, 0, 0x00, 0xEF];
        byte[] wide = [0, 0, 0x01, 0x3F];
        Default(MemoryAccessControl, madctl);
        Default(ColumnAddressSet, swapped ? wide : narrow);
        Default(PageAddressSet, swapped ? narrow : wide);
        Default(GammaSet, 0x01);
        Default(PartialArea, wide);
        Default(VerticalScrollingDefinition, 0x00, 0x00, 0x01, 0x40, 0x00, 0x00);
        Default(TearingEffectLineOn, 0x00);
        Default(VerticalScrollingStartAddress, 0x00, 0x00);
        Default(PixelFormatSet, 0x66);
        Default(SetTearScanline, 0x00, 0x00);
        Default(WriteDisplayBrightness, 0x00);
        Default(WriteCtrlDisplay, 0x00);
        Default(WriteAdaptiveBrightness, 0x00);
        Default(WriteMinimumBrightness, 0x00);
        Default(DisplayFunctionControl, 0x0A, 0x82, 0x27, 0x04);
        Default(EntryModeSet, 0x06);
        Default(InterfaceControl, 0x01, 0x00, 0x00);
        foreach ((Ili9341Command command, int count) in WriteOnly)
        {
            Default(command, new byte[count]);
        }
    }

    // Section 8.3.29: IFCTL's MY_EOR, MX_EOR, MV_EOR and BGR_EOR turn bits of MADCTL round.
    private int Orientation => Madctl ^ (this[InterfaceControl, 0] & 0xE8);

    // Registers that cannot be read back and do not change what is on the glass: only how many parameters they have matters.
    private static IEnumerable<(Ili9341Command Command, int Count)> WriteOnly =>
    [
        (ColorSet, 128),
        (RgbInterfaceSignalControl, 1), (FrameRateControlNormal, 2), (FrameRateControlIdle, 2), (FrameRateControlPartial, 2),
        (DisplayInversionControl, 1), (BlankingPorchControl, 4),
        (BacklightControl1, 1), (BacklightControl2, 1), (BacklightControl3, 1), (BacklightControl4, 1), (BacklightControl5, 1),
        (BacklightControl7, 1), (BacklightControl8, 1),
        (PowerControl1, 1), (PowerControl2, 1), (VcomControl1, 2), (VcomControl2, 1), (PowerControlA, 5), (PowerControlB, 3),
        (NvMemoryWrite, 2), (NvMemoryProtectionKey, 3),
        (PositiveGammaCorrection, 15), (NegativeGammaCorrection, 15), (DigitalGammaControl1, 16), (DigitalGammaControl2, 64),
        (DriverTimingControlA, 3), (DriverTimingControlAExternal, 3), (DriverTimingControlB, 2), (PowerOnSequenceControl, 4),
        (Enable3Gamma, 1), (PumpRatioControl, 1),
    ];

    private void Default(Ili9341Command command, params byte[] values) => _values[(int)command] = [.. values];
}
