using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using Iot.Device.Pn532;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

/// <summary>A powered board with a scripted PN532 on SPI1 (23, 19, 18; chip select 26), I2C1 (21, 22) and COM2 (17, 16).</summary>
internal sealed class Pn532Bench : IDisposable
{
    public const int ChipSelect = 26;

    private readonly EmulatedBoard.PowerScope _power;

    public Pn532Bench()
    {
        Spi = Board.Spi(mosiPin: 23, misoPin: 19, clockPin: 18).Attach(new ScriptedPn532.OnSpi(Chip), Board.Pin(ChipSelect));
        I2c = Board.I2c(21, 22).Attach(new ScriptedPn532.OnI2c(Chip));
        Board.PowerOn();
        _power = Board.Power();
        Configuration.SetPinFunction(23, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(19, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(18, DeviceFunction.SPI1_CLOCK);
        Firmware.AssignCom2();
    }

    public EmulatedBoard Board { get; } = new();

    public ScriptedPn532 Chip { get; } = new();

    public ScriptedPn532.OnSpi Spi { get; }

    public ScriptedPn532.OnI2c I2c { get; }

    /// <summary>The scheduler's ticks so far: what sleeping is counted in.</summary>
    public long Ticks => Board.UptimeMs / 10;

    public static SpiDevice OpenSpi(DataFlow dataFlow = DataFlow.LsbFirst) => SpiDevice.Create(
        new SpiConnectionSettings(1) { ClockFrequency = Pn532.SpiClockFrequency, Mode = Pn532.SpiMode, DataFlow = dataFlow });

    public static I2cDevice OpenI2c() => Firmware.OpenI2c(Pn532.I2cDefaultAddress);

    /// <summary>The driver over SPI with its beginning behind it.</summary>
    public Pn532 OverSpi()
    {
        Pn532 driver = new(OpenSpi(), ChipSelect, new GpioController());
        Forget();
        return driver;
    }

    /// <summary>The driver over I2C with its beginning behind it.</summary>
    public Pn532 OverI2c()
    {
        Pn532 driver = new(OpenI2c());
        Forget();
        return driver;
    }

    /// <summary>The driver over COM2 with its beginning behind it.</summary>
    public Pn532 OverSerial(out ScriptedPn532.OnSerial serial)
    {
        serial = new ScriptedPn532.OnSerial(Chip, Board, Board.Serial(17, 16));
        Pn532 driver = new("COM2");
        Forget();
        serial.Heard.Clear();
        return driver;
    }

    public void Dispose() => _power.Dispose();

    private void Forget()
    {
        Chip.Frames.Clear();
        Chip.Malformed.Clear();
        Spi.Windows.Clear();
        I2c.Reads.Clear();
    }
}
