namespace nanoFramework.UI.GraphicDrivers;

/// <summary>
/// The ILI9341's commands for DisplayControl, byte for byte what package nanoFramework.Graphics.Ili9341 has. Each call gives a new object, so
/// that boards do not share one; on the device it is always the same.
/// </summary>
public static class Ili9341
{
    // MADCTL, datasheet V1.11 §8.2.29.
    private const byte MirrorRows = 0x80;
    private const byte MirrorColumns = 0x40;
    private const byte SwapRowsAndColumns = 0x20;
    private const byte Bgr = 0x08;

    /// <summary>Columns of the upright glass.</summary>
    public static ushort Width => 240;

    /// <summary>Rows of the upright glass.</summary>
    public static ushort Height => 320;

    /// <summary>With power, gamma and timing settings of the package's own.</summary>
    public static GraphicDriver GraphicDriver => Make(
    [
        .. Command(0xCF, 0x00, 0x83, 0x30), // power control B
        .. Command(0xED, 0x64, 0x03, 0x12, 0x81), // power-on sequence control
        .. Command(0xE8, 0x85, 0x01, 0x79), // driver timing control A
        .. Command(0xCB, 0x39, 0x2C, 0x00, 0x34, 0x02), // power control A
        .. Command(0xF7, 0x20), // pump ratio control
        .. Command(0xEA, 0x00, 0x00), // driver timing control B
        .. Command(0xC0, 0x26), // power control 1
        .. Command(0xC1, 0x11), // power control 2
        .. Command(0xC5, 0x35, 0x3E), // VCOM control 1
        .. Command(0xC7, 0xBE), // VCOM control 2
        .. Command(0x36, SwapRowsAndColumns | Bgr), // memory access control
        .. Command(0x3A, 0x55), // pixel format set
        .. Command(0xB1, 0x00, 0x1B), // frame rate control
        .. Command(0xF2, 0x08), // enable 3 gamma
        .. Command(0x26, 0x01), // gamma set
        .. Command(0xE0, 0x1F, 0x1A, 0x18, 0x0A, 0x0F, 0x06, 0x45, 0x87, 0x32, 0x0A, 0x07, 0x02, 0x07, 0x05, 0x00), // positive gamma correction
        .. Command(0xE1, 0x00, 0x25, 0x27, 0x05, 0x10, 0x09, 0x3A, 0x78, 0x4D, 0x05, 0x18, 0x0D, 0x38, 0x3A, 0x1F), // negative gamma correction
        .. Command(0x2A, 0x00, 0x00, 0x01, 0x3F), // column address set
        .. Command(0x2B, 0x00, 0x00, 0x00, 0xEF), // page address set
        .. Command(0x2C), // memory write
        .. Command(0xB7, 0x07), // entry mode set
        .. Command(0xB6, 0x0A, 0x82, 0x27, 0x00), // display function control
        .. Command(0x11), // sleep out
        .. Sleep(2),
        .. Command(0x13), // normal display mode on
        .. Sleep(1),
        .. Command(0x29), // display on
        .. Sleep(2),
        .. Command(0x00),
        .. Sleep(2),
    ]);

    /// <summary>With the chip's own settings of power, gamma and timing.</summary>
    public static GraphicDriver GraphicDriverWithDefaultManufacturingSettings => Make(
    [
        .. Command(0xB0, 0xE0), // RGB interface signal control
        .. Command(0xF6, 0x01, 0x00, 0x00), // interface control
        .. Command(0x3A, 0x55), // pixel format set
        .. Command(0xB6, 0x08, 0x82, 0x27, 0x04), // display function control
        .. Command(0x2A, 0x00, 0x00, 0x01, 0x3F), // column address set
        .. Command(0x11), // sleep out
        .. Sleep(1),
        .. Command(0x29), // display on
        .. Sleep(20),
        .. Command(0x00),
        .. Sleep(2),
    ]);

    private static GraphicDriver Make(byte[] initialisation) => new()
    {
        BitsPerPixel = 16,
        MemoryWrite = 0x2C,
        SetColumnAddress = 0x2A,
        SetRowAddress = 0x2B,
        InitializationSequence = initialisation,
        OrientationLandscape = Orientation(SwapRowsAndColumns),
        OrientationLandscape180 = Orientation(MirrorRows | MirrorColumns | SwapRowsAndColumns),
        OrientationPortrait = Orientation(MirrorColumns),
        OrientationPortrait180 = Orientation(MirrorRows),
        PowerModeNormal = Command(0x10, 0x00, 0x00),
        PowerModeSleep = Command(0x10, 0x00, 0x01),
        DefaultOrientation = DisplayOrientation.Landscape,
        Brightness = 0x51,
        SetWindowType = SetWindowType.X16bitsY16Bit,
    };

    private static byte[] Orientation(int memoryAccess) =>
    [
        .. Command(0x00), .. Sleep(2), .. Command(0x36, (byte)(memoryAccess | Bgr)), .. Sleep(2), .. Command(0x2C), .. Sleep(2),
    ];

    private static byte[] Command(params byte[] bytes) => [(byte)GraphicDriverCommandType.Command, (byte)bytes.Length, .. bytes];

    private static byte[] Sleep(byte tensOfMs) => [(byte)GraphicDriverCommandType.Sleep, tensOfMs];
}
