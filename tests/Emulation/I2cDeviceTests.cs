using System.Device.Gpio;
using System.Device.I2c;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class I2cDeviceTests : IDisposable
{
    private readonly EmulatedBoard _board = new();
    private readonly Mb85rc256vChip _fram;
    private readonly EmulatedBoard.PowerScope _power;

    public I2cDeviceTests()
    {
        _fram = _board.I2c(21, 22).Attach(new Mb85rc256vChip([]));
        _board.I2c(21, 22).Attach(new Ssd1306Chip());
        _board.PowerOn();
        _power = _board.Power();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void A_transfer_counts_bytes_written_and_read()
    {
        I2cDevice device = Firmware.OpenI2c(0x50);
        AssertFull(4, device.Write(new byte[] { 0, 0, 0x11, 0x22 }));
        byte[] read = new byte[2];
        AssertFull(4, device.WriteRead(new byte[] { 0, 0 }, read));
        CollectionAssert.AreEqual(new byte[] { 0x11, 0x22 }, read);
        AssertFull(1, device.WriteByte(0));
        AssertFull(1, device.Read(new SpanByte(read, 1, 1)));
    }

    [TestMethod]
    public void An_absent_chip_is_a_returned_status_and_no_exception()
    {
        I2cDevice device = Firmware.OpenI2c(0x3D);
        byte[] read = [0xEE];
        I2cTransferResult result = device.WriteRead(new byte[] { 1 }, read);
        Assert.AreEqual(I2cTransferStatus.SlaveAddressNotAcknowledged, result.Status);
        Assert.AreEqual(0u, result.BytesTransferred);
        Assert.AreEqual(0xEE, read[0]);
    }

    [TestMethod]
    public void A_transfer_of_no_bytes_finds_nobody_missing()
    {
        AssertFull(0, Firmware.OpenI2c(0x3D).Write(SpanByte.Empty));
    }

    [TestMethod]
    public void Without_pin_functions_nothing_is_connected()
    {
        I2cDevice device = I2cDevice.Create(new I2cConnectionSettings(1, 0x50));
        Assert.AreEqual(I2cTransferStatus.SlaveAddressNotAcknowledged, device.WriteByte(0).Status);
    }

    [TestMethod]
    public void With_data_and_clock_exchanged_nothing_is_connected()
    {
        Configuration.SetPinFunction(22, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(21, DeviceFunction.I2C1_CLOCK);
        I2cDevice device = new(new I2cConnectionSettings(1, 0x50));
        Assert.AreEqual(I2cTransferStatus.SlaveAddressNotAcknowledged, device.WriteByte(0).Status);
    }

    [TestMethod]
    public void The_second_bus_reaches_the_same_wires_by_its_own_functions()
    {
        Configuration.SetPinFunction(21, DeviceFunction.I2C2_DATA);
        Configuration.SetPinFunction(22, DeviceFunction.I2C2_CLOCK);
        AssertFull(1, new I2cDevice(new I2cConnectionSettings(2, 0x50)).WriteByte(0));
    }

    [TestMethod]
    public void The_device_made_last_sets_the_speed_for_all()
    {
        I2cDevice display = Firmware.OpenI2c(0x3C);
        AssertFull(2, display.Write(new byte[] { 0x00, 0xE3 }));
        I2cDevice fram = Firmware.OpenI2c(0x50, I2cBusSpeed.FastModePlus);
        AssertFull(1, fram.WriteByte(0));
        Assert.AreEqual(I2cTransferStatus.SlaveAddressNotAcknowledged, display.WriteByte(0).Status);
        Firmware.OpenI2c(0x68);
        AssertFull(2, display.Write(new byte[] { 0x00, 0xE3 }));
    }

    [TestMethod]
    [DataRow(I2cBusSpeed.StandardMode, 92_520_000L)]
    [DataRow(I2cBusSpeed.FastMode, 23_130_000L)]
    public void A_transfer_takes_nine_clocks_a_byte(I2cBusSpeed speed, long nanoseconds)
    {
        I2cDevice display = Firmware.OpenI2c(0x3C, speed);
        long before = _board.Clock.NowNs;
        byte[] frame = new byte[1027];
        frame[0] = 0x40;
        display.Write(frame);
        Assert.AreEqual(nanoseconds, _board.Clock.NowNs - before);
    }

    [TestMethod]
    public void A_bus_or_pins_that_cannot_be_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => I2cDevice.Create(new I2cConnectionSettings(3, 0x50)));
        new GpioController().OpenPin(21);
        Assert.ThrowsExactly<Exception>(() => Firmware.OpenI2c(0x50));
    }

    [TestMethod]
    public void Input_only_pins_cannot_be_a_bus()
    {
        Configuration.SetPinFunction(34, DeviceFunction.I2C1_DATA);
        Assert.ThrowsExactly<Exception>(() => I2cDevice.Create(new I2cConnectionSettings(1, 0x50)));
    }

    [TestMethod]
    public void A_bus_closes_with_its_last_device()
    {
        I2cDevice first = Firmware.OpenI2c(0x50);
        I2cDevice second = Firmware.OpenI2c(0x3C);
        first.Dispose();
        AssertFull(1, second.WriteByte(0x00));
        second.Dispose();
        second.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => second.WriteByte(0));
    }

    [TestMethod]
    public void A_planned_nak_comes_after_so_many_good_transfers_and_so_often()
    {
        I2cDevice device = Firmware.OpenI2c(0x50);
        _board.Faults.NakI2c(bus: 1, address: 0x50, count: 2, after: 1);
        I2cTransferStatus[] statuses = [.. Enumerable.Range(0, 5).Select(_ => device.Write(new byte[] { 0, 0, 1 }).Status)];
        CollectionAssert.AreEqual(
            new[]
            {
                I2cTransferStatus.FullTransfer,
                I2cTransferStatus.SlaveAddressNotAcknowledged,
                I2cTransferStatus.SlaveAddressNotAcknowledged,
                I2cTransferStatus.FullTransfer,
                I2cTransferStatus.FullTransfer,
            },
            statuses);
        Assert.AreEqual(2, _board.Faults.Spoilt);
        Assert.AreEqual(3, _fram.BytesWritten);
    }

    [TestMethod]
    public void A_planned_timeout_takes_a_second_and_no_byte_arrives()
    {
        I2cDevice device = Firmware.OpenI2c(0x50);
        _board.Faults.TimeOutI2c(bus: 1, address: 0x50);
        I2cTransferResult result = device.Write(new byte[] { 0, 0, 1 });
        Assert.AreEqual(I2cTransferStatus.ClockStretchTimeout, result.Status);
        Assert.AreEqual(0u, result.BytesTransferred);
        Assert.AreEqual(1_000, _board.NowMs);
        Assert.AreEqual(0, _fram.BytesWritten);
    }

    [TestMethod]
    public void A_removed_chip_is_missing_until_the_faults_end_and_others_are_there()
    {
        I2cDevice display = Firmware.OpenI2c(0x3C);
        I2cDevice fram = Firmware.OpenI2c(0x50);
        _board.Faults.RemoveI2c(bus: 1, address: 0x3C);
        for (int i = 0; i < 100; i++)
        {
            Assert.AreEqual(I2cTransferStatus.SlaveAddressNotAcknowledged, display.WriteByte(0).Status);
        }

        AssertFull(1, fram.WriteByte(0));
        _board.Faults.Clear();
        AssertFull(1, display.WriteByte(0));
    }

    [TestMethod]
    public void A_fault_must_happen_at_least_once() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _board.Faults.NakI2c(1, 0x50, count: 0));

    private static void AssertFull(int bytes, I2cTransferResult result)
    {
        Assert.AreEqual(I2cTransferStatus.FullTransfer, result.Status);
        Assert.AreEqual((uint)bytes, result.BytesTransferred);
    }
}
