using PaymentCode.Emulation;

namespace nanoFramework.UI;

/// <summary>
/// The display of the powered board. What the device does natively is <see cref="GenericSpiDisplay"/>. Members that need a Bitmap, a Font or a
/// System.Drawing.Color are not here: the device's Color is another type than .NET's of the same name.
/// </summary>
public static class DisplayControl
{
    /// <summary>Bytes of the heap for bitmaps, as the last <see cref="Initialize(SpiConfiguration, ScreenConfiguration, uint)"/> returned it.</summary>
    public static uint MaximumBufferSize => Native.MaximumBufferSize;

    /// <summary>Whether a bitmap of the whole screen would fit, by the device's own sum of 3/8 of a byte a pixel.</summary>
    public static bool IsFullScreenBufferAvailable => ScreenWidth * ScreenHeight * 3 / 8 <= MaximumBufferSize;

    /// <summary>Pixels of what was configured as the longer side; 0 before initialisation.</summary>
    public static int LongerSide => Native.LongerSide;

    /// <summary>Pixels of what was configured as the shorter side; 0 before initialisation.</summary>
    public static int ShorterSide => Native.ShorterSide;

    /// <summary>Pixels of a line in this orientation.</summary>
    public static int ScreenWidth => Native.Width;

    /// <summary>Lines in this orientation.</summary>
    public static int ScreenHeight => Native.Height;

    /// <summary>On the device the low byte of an address, not the bits of a pixel.</summary>
    public static int BitsPerPixel => Native.BitsPerPixel;

    /// <summary>On the device always <see cref="DisplayOrientation.Portrait"/>: nothing sets it.</summary>
    public static DisplayOrientation Orientation => DisplayOrientation.Portrait;

    private static GenericSpiDisplay Native => EmulatedBoard.Powered.Mcu.Display;

    /// <summary>
    /// Opens SPI at 40 MHz, pulses the reset for 100 ms and waits 100 ms more where a pin is wired, sends the driver's sequences, and clears the
    /// screen. A bus that cannot be opened is not reported: nothing is shown.
    /// </summary>
    /// <param name="spi">Where the display hangs.</param>
    /// <param name="screen">Its size and its commands.</param>
    /// <param name="bufferSize">Bytes to take for bitmaps; 0 for none.</param>
    /// <returns>Bytes taken for bitmaps.</returns>
    public static uint Initialize(SpiConfiguration spi, ScreenConfiguration screen, uint bufferSize = 20 * 1024) =>
        Native.Initialize(spi, screen, bufferSize);

    /// <summary>Not there on an ESP32 with an SPI display.</summary>
    /// <param name="i2c">Where the display hangs.</param>
    /// <param name="screen">Its size and its commands.</param>
    /// <param name="bufferSize">Bytes to take for bitmaps.</param>
    /// <exception cref="NotImplementedException">Always.</exception>
    public static uint Initialize(I2cConfiguration i2c, ScreenConfiguration screen, uint bufferSize = 20 * 1024) =>
        throw new NotImplementedException("The firmware image drives displays over SPI.");

    /// <summary>Sends the sequence of an orientation. What is on the screen stays in the display's memory as it was.</summary>
    /// <param name="orientation">The orientation.</param>
    /// <returns>Whether the driver has a sequence for it.</returns>
    public static bool ChangeOrientation(DisplayOrientation orientation) => Native.ChangeOrientation(orientation);

    /// <summary>Writes one pixel.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="color">Five bits of red at the top, six of green, five of blue.</param>
    public static void WritePoint(ushort x, ushort y, ushort color) => Write(x, y, 1, 1, [color]);

    /// <summary>Fills the screen with zeros.</summary>
    public static void Clear() => Native.Clear();

    /// <summary>
    /// Writes pixels into a window, row by row. Nothing is checked: what lies outside of the screen goes where the display puts it, and where the
    /// array is too short the device sends whatever follows it in memory.
    /// </summary>
    /// <param name="x">First column.</param>
    /// <param name="y">First row.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="colors">Five bits of red at the top, six of green, five of blue each.</param>
    public static void Write(ushort x, ushort y, ushort width, ushort height, ushort[] colors) => Native.Write(x, y, width, height, colors);
}
