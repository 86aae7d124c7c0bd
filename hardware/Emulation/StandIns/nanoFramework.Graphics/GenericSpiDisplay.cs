using System.Device.Spi;
using nanoFramework.UI;

namespace PaymentCode.Emulation;

/// <summary>
/// The device's native side of DisplayControl, as read in nf-interpreter, src/nanoFramework.Graphics (Generic_SPI.cpp, Spi_To_Display.cpp,
/// DisplayControl.cpp): what goes over SPI in which order, faults included. Where the native code would read or jump beyond what it has,
/// the board reports a firmware fault; where that ends in a crash, the board loses its power.
/// </summary>
internal sealed class GenericSpiDisplay(Esp32 mcu)
{
    private const int ClockHz = 40_000_000;
    private const int TransferBytes = 320 * 2 * 8;
    private const int ResetMs = 100;

    private readonly Random _rubbish = new(mcu.Board.Seed);
    private SpiDevice? _spi;
    private BoardPin? _dataCommand;
    private GraphicDriver? _driver;
    private ScreenConfiguration _screen;

    public uint MaximumBufferSize { get; private set; }

    public short LongerSide { get; private set; }

    public short ShorterSide { get; private set; }

    public short Width { get; private set; }

    public short Height { get; private set; }

    public short BitsPerPixel { get; private set; }

    public uint Initialize(SpiConfiguration spi, ScreenConfiguration screen, uint bufferSize)
    {
        mcu.ThrowIfDead();

        // The heap is taken once and kept over further calls.
        MaximumBufferSize = MaximumBufferSize == 0 ? Math.Min(bufferSize, mcu.Pins.GraphicsHeapBytes) : MaximumBufferSize;
        _driver = screen.GraphicDriver ?? throw Crash("DisplayControl.Initialize without a GraphicDriver");
        _screen = screen;
        Open(spi);
        SetAttributes(_driver);
        Send(_driver.InitializationSequence ?? throw Crash("GraphicDriver.InitializationSequence is null"));

        // Twice: by the driver's initialisation and by its caller.
        ChangeOrientation(_driver.DefaultOrientation);
        ChangeOrientation(_driver.DefaultOrientation);
        Clear();
        return MaximumBufferSize;
    }

    public bool ChangeOrientation(DisplayOrientation orientation)
    {
        mcu.ThrowIfDead();
        byte[]? sequence = orientation switch
        {
            DisplayOrientation.Portrait => _driver?.OrientationPortrait,
            DisplayOrientation.Portrait180 => _driver?.OrientationPortrait180,
            DisplayOrientation.Landscape => _driver?.OrientationLandscape,
            DisplayOrientation.Landscape180 => _driver?.OrientationLandscape180,
            _ => null,
        };
        if (sequence == null)
        {
            return false;
        }

        bool upright = orientation is DisplayOrientation.Portrait or DisplayOrientation.Portrait180;
        (Width, Height) = upright ? (ShorterSide, LongerSide) : (LongerSide, ShorterSide);
        Send(sequence);
        return true;
    }

    public void Clear()
    {
        GraphicDriver driver = Initialised();
        if (driver.Clear != null)
        {
            Send(driver.Clear);
            return;
        }

        SetWindow(driver, 0, 0, Width - 1, Height - 1);
        SendCommand(driver.MemoryWrite);

        // The odd part goes first.
        int left = Width * Height * 2;
        byte[] zeros = new byte[TransferBytes];
        SendBytes(zeros.AsSpan(0, left % TransferBytes));
        for (left -= left % TransferBytes; left > 0; left -= TransferBytes)
        {
            SendBytes(zeros);
        }
    }

    public void Write(ushort x, ushort y, ushort width, ushort height, ushort[] colors)
    {
        GraphicDriver driver = Initialised();
        if (colors == null)
        {
            throw new NullReferenceException("colors is null.");
        }

        int count = width * height;
        if (count == 0)
        {
            mcu.Board.ReportFirmwareFault($"DisplayControl.Write of {width}×{height} pixels leaves a window that ends before it begins.");
        }

        if (x + width > Width || y + height > Height)
        {
            mcu.Board.ReportFirmwareFault($"DisplayControl.Write of {width}×{height} at {x},{y} leaves the screen of {Width}×{Height}.");
        }

        if (count > colors.Length)
        {
            mcu.Board.ReportFirmwareFault($"DisplayControl.Write reads {count - colors.Length} words beyond an array of {colors.Length}.");
        }

        SetWindow(driver, x, y, x + width - 1, y + height - 1);
        SendCommand(driver.MemoryWrite);
        byte[] transfer = new byte[TransferBytes];
        for (int sent = 0; sent < count; sent += TransferBytes / 2)
        {
            int now = Math.Min(count - sent, TransferBytes / 2);
            for (int i = 0; i < now; i++)
            {
                int word = sent + i < colors.Length ? colors[sent + i] : _rubbish.Next(0x10000);
                transfer[2 * i] = (byte)(word >> 8);
                transfer[(2 * i) + 1] = (byte)word;
            }

            SendBytes(transfer.AsSpan(0, now * 2));
        }
    }

    private void Open(SpiConfiguration spi)
    {
        try
        {
            SpiDevice opened = new(new SpiConnectionSettings(spi.SpiBus, spi.ChipSelect) { ClockFrequency = ClockHz });
            _spi?.Dispose();
            _spi = opened;
        }
        catch (Exception refused) when (refused is ArgumentException or SpiDeviceAlreadyInUseException or IndexOutOfRangeException)
        {
            // The device looks at no result: it goes on with the bus of an earlier call, or with none.
            if (_spi == null)
            {
                mcu.Board.ReportFirmwareFault($"DisplayControl.Initialize cannot open SPI{spi.SpiBus}, and shows nothing: {refused.Message}");
            }

            return;
        }

        _dataCommand = Output(spi.DataCommand);
        if (spi.BackLight >= 0)
        {
            Output(spi.BackLight);
        }

        if (spi.Reset >= 0)
        {
            BoardPin? reset = Output(spi.Reset);
            mcu.Board.Advance(ResetMs);
            reset?.Configure(driven: true, pull: null);
            mcu.Board.Advance(ResetMs);
            mcu.ThrowIfDead();
        }
    }

    /// <summary>Makes a pin an output at low, reserved by nobody; a pin that cannot be one stays as it is.</summary>
    private BoardPin? Output(int number)
    {
        if (!mcu.Pins.IsOutput(number))
        {
            mcu.Board.ReportFirmwareFault($"DisplayControl drives GPIO{number}, which has no output.");
            return null;
        }

        if (mcu.IsBusy(number))
        {
            mcu.Board.ReportFirmwareFault($"DisplayControl drives GPIO{number}, which is in use.");
        }

        mcu.ReportIfUnguarded(number);
        BoardPin pin = mcu.Board.Pin(number);
        pin.Configure(driven: false, pull: null);
        return pin;
    }

    private void SetAttributes(GraphicDriver driver)
    {
        LongerSide = (short)(driver.Width == 0 ? _screen.Width : driver.Width);
        if (driver.Height == 0)
        {
            ShorterSide = (short)_screen.Height;
        }
        else
        {
            LongerSide = (short)driver.Height;
        }

        // The device takes the low byte of the sequence's address for the bits of a pixel, and 16 where that is 0.
        int lowByte = _rubbish.Next(0x40) * 4;
        BitsPerPixel = (short)(lowByte == 0 ? 16 : lowByte);
    }

    private void Send(byte[] sequence)
    {
        int next = 0;
        while (next < sequence.Length)
        {
            if (next + 1 == sequence.Length)
            {
                throw Crash("A GraphicDriver sequence ends in the middle of a step");
            }

            var type = (GraphicDriverCommandType)sequence[next];
            int size = sequence[next + 1];
            next += 2;
            if (type == GraphicDriverCommandType.Sleep)
            {
                // The device waits Sleep × size × 10 ms, and Sleep is 0.
                continue;
            }

            if (type != GraphicDriverCommandType.Command)
            {
                next++;
                continue;
            }

            if (size == 0 || next + size > sequence.Length)
            {
                throw Crash($"A GraphicDriver sequence has a command of {size} bytes where {sequence.Length - next} are left");
            }

            SendCommand(sequence.AsSpan(next, size).ToArray());
            next += size;
        }
    }

    private void SetWindow(GraphicDriver driver, int left, int top, int right, int bottom)
    {
        switch (driver.SetWindowType)
        {
            case SetWindowType.X8bitsY1Bit:
                SendCommand(driver.SetColumnAddress, (byte)left, (byte)right);
                SendCommand(driver.SetRowAddress, (byte)((short)top / 8), (byte)((short)bottom / 8));
                break;
            case SetWindowType.X8bitsY8Bits:
                SendCommand(driver.SetColumnAddress, (byte)left, (byte)right);
                SendCommand(driver.SetRowAddress, (byte)top, (byte)bottom);
                break;
            case SetWindowType.X16bitsY16Bit:
                (left, right) = (left + _screen.X, right + _screen.X);
                (top, bottom) = (top + _screen.Y, bottom + _screen.Y);
                SendCommand(driver.SetColumnAddress, (byte)(left >> 8), (byte)left, (byte)(right >> 8), (byte)right);
                SendCommand(driver.SetRowAddress, (byte)(top >> 8), (byte)top, (byte)(bottom >> 8), (byte)bottom);
                break;
        }
    }

    private void SendCommand(params byte[] command)
    {
        _dataCommand?.Configure(driven: false, pull: null);
        SendBytes(command.AsSpan(0, 1));
        _dataCommand?.Configure(driven: true, pull: null);
        SendBytes(command.AsSpan(1));
    }

    private void SendBytes(ReadOnlySpan<byte> bytes)
    {
        mcu.ThrowIfDead();
        if (!bytes.IsEmpty)
        {
            _spi?.Write(bytes.ToArray());
        }
    }

    private GraphicDriver Initialised()
    {
        mcu.ThrowIfDead();
        return _driver ?? throw Crash("DisplayControl is used before Initialize");
    }

    private PowerLostException Crash(string fault)
    {
        mcu.Board.ReportFirmwareFault($"{fault}: on the board this ends in a crash.");
        mcu.Board.PowerOff();
        return new PowerLostException();
    }
}
