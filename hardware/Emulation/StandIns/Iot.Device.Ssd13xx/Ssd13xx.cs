using System.Device.Gpio;
using System.Device.I2c;
using Iot.Device.Ssd13xx.Commands;
using PaymentCode.Emulation;

namespace Iot.Device.Ssd13xx;

/// <summary>
/// What the drivers of nanoFramework.Iot.Device.Ssd13xx 1.3.689 have in common: a frame buffer in page format (a byte is eight rows, the
/// top one in bit 0), drawing into it, and <see cref="Display"/>. The same bytes go over the bus as upstream's, faults included.
/// </summary>
public abstract class Ssd13xx : IDisposable
{
    private const byte CommandsFollow = 0x00;
    private const byte DataFollows = 0x40;

    // Four bytes more, so that upstream's Sh1106 can be shifted.
    private const int SpareBytes = 4;

    private readonly byte[] _pageCommand = [CommandsFollow, 0xB0, 0x00, 0x10];
    private readonly byte[] _pageData;
    private readonly int _resetPin;
    private readonly bool _disposeGpio;
    private byte[] _frame;
    private GpioController? _gpio;
    private bool _disposed;

    /// <summary>Resets the display where it has a reset pin, and sends the initialisation.</summary>
    /// <param name="i2cDevice">The display; disposed with the driver.</param>
    /// <param name="resolution">Its resolution.</param>
    /// <param name="orientation">How the picture stands.</param>
    /// <param name="resetPin">GPIO number of RES#, or -1.</param>
    /// <param name="gpio">Controller for the reset pin.</param>
    /// <param name="shouldDispose">Whether to dispose the controller.</param>
    public Ssd13xx(
        I2cDevice i2cDevice,
        DisplayResolution resolution = DisplayResolution.OLED128x64,
        DisplayOrientation orientation = DisplayOrientation.Landscape,
        int resetPin = -1,
        GpioController? gpio = null,
        bool shouldDispose = true)
    {
        _resetPin = resetPin;
        if (resetPin >= 0)
        {
            _gpio = gpio ?? new GpioController();
            Reset(_gpio);
        }

        _disposeGpio = shouldDispose || gpio == null;
        _i2cDevice = i2cDevice ?? throw new ArgumentNullException(nameof(i2cDevice));
        Orientation = orientation;
        (Width, Height) = resolution switch
        {
            DisplayResolution.OLED128x64 => (128, 64),
            DisplayResolution.OLED64x128 => (64, 128),
            DisplayResolution.OLED128x32 => (128, 32),
            DisplayResolution.OLED96x16 => (96, 16),
            _ => (0, 0),
        };
        if (Width > 0)
        {
            _i2cDevice.Write(GlassInitialisation.BytesFor(resolution));
        }

        Pages = (byte)(Height / 8);
        _frame = new byte[(Pages * Width) + SpareBytes];
        _pageData = new byte[Width + 1];
    }

    /// <summary>Sizes of glass.</summary>
    public enum DisplayResolution
    {
        /// <summary>128 by 64.</summary>
        OLED128x64,

        /// <summary>128 by 32.</summary>
        OLED128x32,

        /// <summary>96 by 16.</summary>
        OLED96x16,

        /// <summary>64 by 128.</summary>
        OLED64x128,
    }

    /// <summary>How the picture stands; <see cref="DrawPixel"/> turns by it.</summary>
    public DisplayOrientation Orientation { get; set; }

    /// <summary>Columns of the glass.</summary>
    public int Width { get; set; }

    /// <summary>Rows of the glass.</summary>
    public int Height { get; set; }

    /// <summary>Rows divided by eight.</summary>
    public byte Pages { get; set; }

    /// <summary>What <see cref="DrawString"/> draws with; none to begin with.</summary>
    public IFont? Font { get; set; }

    /// <summary>The display on its bus. The name is upstream's.</summary>
    protected I2cDevice _i2cDevice { get; set; }

    /// <summary>Sends a command.</summary>
    /// <param name="command">The command.</param>
    public abstract void SendCommand(ISharedCommand command);

    /// <summary>
    /// Sends bytes to display RAM. They overwrite the beginning of the frame buffer, and all of it goes out: a fault of upstream's.
    /// </summary>
    /// <param name="data">The bytes.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public virtual void SendData(SpanByte data)
    {
        if (data.IsEmpty)
        {
            throw new ArgumentNullException(nameof(data));
        }

        SendThroughFrameBuffer(DataFollows, data.ToArray());
    }

    /// <summary>Copies page-format bytes into the frame buffer.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Top row, a multiple of 8.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows, a multiple of 8.</param>
    /// <param name="buffer">Width times height / 8 bytes.</param>
    /// <exception cref="ArgumentException">A row is not a multiple of 8, or the buffer has another length.</exception>
    public void DrawDirectAligned(int x, int y, int width, int height, byte[] buffer)
    {
        CheckAligned(y, height);
        if (height / 8 * width != buffer.Length)
        {
            throw new ArgumentException($"{width}×{height} pixels are not {buffer.Length} bytes.", nameof(buffer));
        }

        for (int page = 0; page < height / 8; page++)
        {
            Array.Copy(buffer, page * width, _frame, (((y / 8) + page) * Width) + x, width);
        }
    }

    /// <summary>Clears a part of the frame buffer.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Top row, a multiple of 8.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows, a multiple of 8.</param>
    /// <exception cref="ArgumentException">A row is not a multiple of 8.</exception>
    public void ClearDirectAligned(int x, int y, int width, int height)
    {
        CheckAligned(y, height);
        for (int page = 0; page < height / 8; page++)
        {
            Array.Clear(_frame, (((y / 8) + page) * Width) + x, width);
        }
    }

    /// <summary>Sets a pixel of the frame buffer; one outside is ignored.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="inverted">True lights it.</param>
    public void DrawPixel(int x, int y, bool inverted = true)
    {
        DisplayOrientation upright = Width < Height ? DisplayOrientation.Portrait : DisplayOrientation.Landscape;
        (int column, int row) = Math.Abs((int)upright - (int)Orientation) switch
        {
            1 => (Width - y - 1, x),
            2 => (Width - x - 1, Height - y - 1),
            3 => (y, Height - x - 1),
            _ => (x, y),
        };
        if (column < 0 || column >= Width || row < 0 || row >= Height)
        {
            return;
        }

        int place = ((row / 8) * Width) + column;
        byte bit = (byte)(1 << (row % 8));
        _frame[place] = (byte)(inverted ? _frame[place] | bit : _frame[place] & ~bit);
    }

    /// <summary>Draws to the right.</summary>
    /// <param name="x0">First column.</param>
    /// <param name="y0">Row.</param>
    /// <param name="length">Pixels.</param>
    /// <param name="inverted">True lights them.</param>
    public void DrawHorizontalLine(int x0, int y0, int length, bool inverted = true)
    {
        for (int i = 0; i < length; i++)
        {
            DrawPixel(x0 + i, y0, inverted);
        }
    }

    /// <summary>Draws downwards.</summary>
    /// <param name="x0">Column.</param>
    /// <param name="y0">First row.</param>
    /// <param name="length">Pixels.</param>
    /// <param name="inverted">True lights them.</param>
    public void DrawVerticalLine(int x0, int y0, int length, bool inverted = true)
    {
        for (int i = 0; i < length; i++)
        {
            DrawPixel(x0, y0 + i, inverted);
        }
    }

    /// <summary>Fills a rectangle and one row more below it: a fault of upstream's.</summary>
    /// <param name="x0">Left column.</param>
    /// <param name="y0">Top row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows, less one.</param>
    /// <param name="inverted">True lights it.</param>
    public void DrawFilledRectangle(int x0, int y0, int width, int height, bool inverted = true)
    {
        for (int i = 0; i <= height; i++)
        {
            DrawHorizontalLine(x0, y0 + i, width, inverted);
        }
    }

    /// <summary>Draws a bitmap, row after row, the leftmost pixel in bit 0.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Top row.</param>
    /// <param name="width">Width in bytes, eight pixels each.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bitmap">Width times height bytes.</param>
    /// <param name="size">Magnification; above 1 the position is magnified too, as upstream does.</param>
    /// <exception cref="ArgumentException">The bitmap has another length.</exception>
    public void DrawBitmap(int x, int y, int width, int height, byte[] bitmap, byte size = 1)
    {
        if (width * height != bitmap.Length)
        {
            throw new ArgumentException($"{width} bytes by {height} rows are not {bitmap.Length} bytes.", nameof(bitmap));
        }

        for (int i = 0; i < bitmap.Length * 8; i++)
        {
            int column = x + (i % (width * 8));
            int row = i / (width * 8);
            bool lit = (bitmap[i / 8] >> (i % 8) & 1) != 0;
            if (size == 1)
            {
                DrawPixel(column, y + row, lit);
            }
            else
            {
                DrawFilledRectangle(column * size, ((y / size) + row) * size, size, size, lit);
            }
        }
    }

    /// <summary>Draws text.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Top row.</param>
    /// <param name="str">The text.</param>
    /// <param name="size">Magnification.</param>
    /// <param name="center">Whether to centre it with blanks before it.</param>
    /// <exception cref="NullReferenceException"><see cref="Font"/> is not set.</exception>
    /// <exception cref="Exception">The font is not 8 or 16 pixels wide.</exception>
    public void DrawString(int x, int y, string str, byte size = 1, bool center = false)
    {
        IFont font = Font ?? throw new NullReferenceException("Font is not set.");
        bool turned = Width < Height && Orientation is DisplayOrientation.Landscape or DisplayOrientation.Landscape180;
        int columns = (turned ? Height : Width) / size / font.Width;
        if (center && columns > str.Length)
        {
            str = new string(' ', (columns - str.Length) / 2) + str;
        }

        byte[] bitmap = TextRaster.Draw(str, font);
        DrawBitmap(x, y, bitmap.Length / font.Height, font.Height, bitmap, size);
    }

    /// <summary>Draws text at a place counted in characters.</summary>
    /// <param name="x">Character column.</param>
    /// <param name="y">Character row.</param>
    /// <param name="str">The text.</param>
    /// <param name="size">Magnification.</param>
    /// <param name="center">Whether to centre it.</param>
    public void Write(int x, int y, string str, byte size = 1, bool center = false)
    {
        IFont font = Font ?? throw new NullReferenceException("Font is not set.");
        DrawString(x * font.Width, y * font.Height, str, size, center);
    }

    /// <summary>
    /// Sends the frame buffer, a page at a time: B0 + page, column 0, then the bytes. Whether the display took it is not seen.
    /// </summary>
    public void Display()
    {
        for (int page = 0; page < Pages; page++)
        {
            _pageCommand[1] = (byte)(0xB0 + page);
            _i2cDevice.Write(_pageCommand);
            _pageData[0] = DataFollows;
            Array.Copy(_frame, page * Width, _pageData, 1, Width);
            _i2cDevice.Write(_pageData);
        }
    }

    /// <summary>Clears the frame buffer and sends it.</summary>
    public void ClearScreen()
    {
        Array.Clear(_frame);
        Display();
    }

    /// <summary>Disposes the I2C device.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The frame buffer: all of it, whatever length is asked for, a fault of upstream's.</summary>
    /// <param name="length">A length up to which the buffer grows once to its double.</param>
    protected SpanByte SliceGenericBuffer(int length) => SliceGenericBuffer(0, length);

    /// <summary>The frame buffer: all of it, whatever part is asked for, a fault of upstream's.</summary>
    /// <param name="start">Not looked at.</param>
    /// <param name="length">A length up to which the buffer grows once to its double.</param>
    protected SpanByte SliceGenericBuffer(int start, int length)
    {
        if (_frame.Length < length)
        {
            Array.Resize(ref _frame, _frame.Length * 2);
        }

        return _frame;
    }

    /// <summary>Disposes the I2C device, and the GPIO controller where it is the driver's.</summary>
    /// <param name="disposing">False on the collector's thread.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
        {
            return;
        }

        if (_resetPin >= 0)
        {
            _gpio?.ClosePin(_resetPin);
            if (_disposeGpio)
            {
                _gpio?.Dispose();
                _gpio = null;
            }
        }

        _i2cDevice?.Dispose();
        _disposed = true;
    }

    private protected void SendThroughFrameBuffer(byte controlByte, byte[] bytes)
    {
        SpanByte buffer = SliceGenericBuffer(bytes.Length + 1);
        buffer[0] = controlByte;
        new SpanByte(bytes).CopyTo(buffer.Slice(1));
        _i2cDevice.Write(buffer);
    }

    private static void CheckAligned(int y, int height)
    {
        if (y % 8 != 0 || height % 8 != 0)
        {
            throw new ArgumentException($"Row {y} and height {height} must be multiples of 8.");
        }
    }

    private void Reset(GpioController gpio)
    {
        GpioPin pin = gpio.OpenPin(_resetPin, PinMode.Output);
        pin.Write(PinValue.High);
        EmulatedBoard.Powered.Advance(1);
        pin.Write(PinValue.Low);
        EmulatedBoard.Powered.Advance(10);
        pin.Write(PinValue.High);
        EmulatedBoard.Powered.Advance(1);
    }
}
