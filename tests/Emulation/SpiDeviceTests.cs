using System.Device.Gpio;
using System.Device.Spi;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class SpiDeviceTests : IDisposable
{
    private readonly EmulatedBoard _board = new();
    private readonly ShiftRegister _first = new(0xF0);
    private readonly ShiftRegister _second = new(0x0F);
    private readonly EmulatedBoard.PowerScope _power;

    public SpiDeviceTests()
    {
        SpiWires bus = _board.Spi(mosiPin: 23, misoPin: 19, clockPin: 18);
        bus.Attach(_first, _board.Pin(26));
        bus.Attach(_second, _board.Pin(5));
        _board.PowerOn();
        _power = _board.Power();
        Configuration.SetPinFunction(23, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(19, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(18, DeviceFunction.SPI1_CLOCK);
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void A_transfer_reaches_the_selected_chip_only_and_brings_its_bytes_back()
    {
        SpiDevice device = SpiDevice.Create(new SpiConnectionSettings(1, 26));
        byte[] read = new byte[3];
        device.TransferFullDuplex(new byte[] { 1, 2, 3 }, read);
        CollectionAssert.AreEqual(new byte[] { 0xF0, 1, 2 }, read);
        CollectionAssert.AreEqual(new[] { "select", "01", "02", "03", "deselect" }, _first.Log);
        Assert.IsEmpty(_second.Log);
        Assert.AreEqual(48_000, _board.Clock.NowNs);
    }

    [TestMethod]
    public void A_read_sends_zeros_and_words_go_high_byte_first()
    {
        SpiDevice device = new(new SpiConnectionSettings(1, 26) { DataBitLength = 16 });
        device.Write(new ushort[] { 0x1234 });
        ushort[] read = new ushort[1];
        device.Read(read);
        Assert.AreEqual(0x3400, read[0]);
        CollectionAssert.AreEqual(new[] { "select", "12", "34", "deselect", "select", "00", "00", "deselect" }, _first.Log);
        device.WriteByte(0x55);
        Assert.AreEqual(0x55, device.ReadByte());
    }

    [TestMethod]
    public void A_second_device_on_a_bus_gets_the_settings_of_the_first()
    {
        _ = new SpiDevice(new SpiConnectionSettings(1, 26) { Mode = SpiMode.Mode0, ClockFrequency = 1_000_000 });
        SpiDevice second = new(
            new SpiConnectionSettings(1, 5) { Mode = SpiMode.Mode3, ClockFrequency = 5_000_000, DataFlow = DataFlow.LsbFirst });
        second.WriteByte(0x01);
        Assert.AreEqual((SpiMode.Mode0, 1_000_000), _second.LastSettings);
        CollectionAssert.AreEqual(new[] { "select", "01", "deselect" }, _second.Log);
    }

    [TestMethod]
    public void Lowest_bit_first_turns_the_bytes_on_the_wire()
    {
        SpiDevice device = new(new SpiConnectionSettings(1, 26) { DataFlow = DataFlow.LsbFirst });
        byte[] read = new byte[2];
        device.TransferFullDuplex(new byte[] { 0x01, 0xC0 }, read);
        CollectionAssert.AreEqual(new[] { "select", "80", "03", "deselect" }, _first.Log);
        CollectionAssert.AreEqual(new byte[] { 0x0F, 0x01 }, read);
    }

    [TestMethod]
    public void A_chip_select_driven_by_the_firmware_spans_transfers()
    {
        GpioPin select = new GpioController().OpenPin(26, PinMode.Output);
        select.Write(PinValue.High);
        _first.Log.Clear();
        SpiDevice device = new(new SpiConnectionSettings(1));
        select.Write(PinValue.Low);
        device.WriteByte(1);
        device.WriteByte(2);
        select.Write(PinValue.High);
        CollectionAssert.AreEqual(new[] { "select", "01", "02", "deselect" }, _first.Log);
        Assert.AreEqual(0xFF, device.ReadByte(), "With nobody selected the line stays high.");
    }

    [TestMethod]
    public void Bus_and_chip_select_are_taken_until_the_last_device_is_disposed()
    {
        SpiDevice device = new(new SpiConnectionSettings(1, 26));
        Assert.ThrowsExactly<SpiDeviceAlreadyInUseException>(() => new SpiDevice(new SpiConnectionSettings(1, 26)));
        Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(23));
        Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(26));
        device.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => device.WriteByte(0));
        new GpioController().OpenPin(23);
    }

    [TestMethod]
    public void A_bus_without_pins_or_with_too_many_devices_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new SpiDevice(new SpiConnectionSettings(3, 26)));
        Assert.ThrowsExactly<ArgumentException>(() => new SpiDevice(new SpiConnectionSettings(2, 26)));
        foreach (int chipSelect in new[] { 26, 5, 4 })
        {
            _ = new SpiDevice(new SpiConnectionSettings(1, chipSelect));
        }

        Assert.ThrowsExactly<IndexOutOfRangeException>(() => new SpiDevice(new SpiConnectionSettings(1, 2)));
    }

    [TestMethod]
    public void On_other_pins_nothing_is_connected()
    {
        Configuration.SetPinFunction(13, DeviceFunction.SPI1_MISO);
        SpiDevice device = new(new SpiConnectionSettings(1, 26));
        Assert.AreEqual(0xFF, device.ReadByte());
    }

    [TestMethod]
    public void Half_duplex_reads_after_writing_and_is_no_full_duplex()
    {
        SpiDevice device = new(new SpiConnectionSettings(1, 26) { Configuration = SpiBusConfiguration.HalfDuplex });
        Assert.ThrowsExactly<InvalidOperationException>(() => device.TransferFullDuplex(new byte[1], new byte[1]));
        device.ConnectionSettings.Mode = SpiMode.Mode3;
        Assert.AreEqual(SpiMode.Mode0, device.ConnectionSettings.Mode, "The settings are a copy.");
    }

    /// <summary>Sends what it was sent a byte before.</summary>
    private sealed class ShiftRegister(byte atReset) : ISpiChip
    {
        private byte _held;

        public List<string> Log { get; } = [];

        public (SpiMode Mode, int ClockHz) LastSettings { get; private set; }

        public void Select() => Log.Add("select");

        public byte Exchange(byte mosi, SpiMode mode, int clockHz)
        {
            Log.Add($"{mosi:X2}");
            LastSettings = (mode, clockHz);
            (byte sent, _held) = (_held, mosi);
            return sent;
        }

        public void Deselect() => Log.Add("deselect");

        public void PowerOn() => _held = atReset;

        public void PowerOff() => Log.Clear();
    }
}
