using System.Device.Gpio;
using System.Device.Spi;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

/// <summary>An ILI9341 on SPI1 of a board, spoken to in its own commands.</summary>
internal sealed class PanelBench : IDisposable
{
    public const int DataCommandPin = 14;
    public const int ResetPin = 21;
    public const int BacklightPin = 22;

    private readonly EmulatedBoard.PowerScope _power;
    private readonly SpiDevice _device;
    private readonly GpioPin _dataCommand;

    public PanelBench(int seed = 0, bool wired = false, SpiMode mode = SpiMode.Mode0, int clockHz = 5_000_000)
    {
        Board = new EmulatedBoard(seed);
        Panel = Board.Spi(mosiPin: 23, misoPin: 19, clockPin: 18)
            .Attach(new Ili9341Chip(Board, DataCommandPin, wired ? ResetPin : -1, wired ? BacklightPin : -1, seed), Board.Pin(5));
        Board.PowerOn();
        _power = Board.Power();
        Configuration.SetPinFunction(23, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(19, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(18, DeviceFunction.SPI1_CLOCK);
        _device = new SpiDevice(new SpiConnectionSettings(1, 5) { Mode = mode, ClockFrequency = clockHz });
        Gpio = new GpioController();
        _dataCommand = Gpio.OpenPin(DataCommandPin, PinMode.Output);
    }

    public EmulatedBoard Board { get; }

    public Ili9341Chip Panel { get; }

    public GpioController Gpio { get; }

    public void Dispose() => _power.Dispose();

    /// <summary>Awake, on, 16 bits a pixel, a given MADCTL, all black.</summary>
    public PanelBench Begin(byte madctl = 0x48)
    {
        Send(0x11);
        Board.Advance(120);
        Send(0x3A, 0x55);
        Send(0x36, madctl);
        Send(0x29);
        bool lying = (madctl & 0x20) != 0;
        Window(0, 0, lying ? 319 : 239, lying ? 239 : 319);
        Send(0x2C, new byte[240 * 320 * 2]);
        return this;
    }

    public void Send(byte command, params byte[] data)
    {
        _dataCommand.Write(PinValue.Low);
        _device.WriteByte(command);
        _dataCommand.Write(PinValue.High);
        Data(data);
    }

    public void Data(params byte[] data)
    {
        if (data.Length > 0)
        {
            _device.Write(data);
        }
    }

    public void Window(int left, int top, int right, int bottom)
    {
        Send(0x2A, (byte)(left >> 8), (byte)left, (byte)(right >> 8), (byte)right);
        Send(0x2B, (byte)(top >> 8), (byte)top, (byte)(bottom >> 8), (byte)bottom);
    }

    public byte[] Read(byte command, int count)
    {
        Send(command);
        byte[] read = new byte[count];
        _device.Read(read);
        return read;
    }

    /// <summary>What is not black on the glass.</summary>
    public List<(int X, int Y, int Colour)> Lit() => Lit(Panel);

    public static List<(int X, int Y, int Colour)> Lit(Ili9341Chip panel)
    {
        List<(int, int, int)> lit = [];
        for (int y = 0; y < Ili9341Chip.Height; y++)
        {
            for (int x = 0; x < Ili9341Chip.Width; x++)
            {
                int colour = panel.PixelAt(x, y);
                if (colour != 0)
                {
                    lit.Add((x, y, colour));
                }
            }
        }

        return lit;
    }
}
