using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using Iot.Device.Pn532;
using Iot.Device.Pn532.ListPassive;
using Iot.Device.Pn532.RfConfiguration;

namespace PaymentCode.Emulation.Tests;

/// <summary>The stand-in of nanoFramework.Iot.Device.Pn532 on its three links: upstream's bytes, in upstream's time.</summary>
[TestClass]
public sealed class Pn532LinkTests : IDisposable
{
    private const string Sam = "00FF05FBD41401170000";
    private const string FirmwareVersion = "00FF02FED4022A";
    private const string Parameters = "00FF03FDD4121406";

    private readonly Pn532Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [TestMethod]
    public void Over_SPI_it_begins_with_a_pulse_and_five_exchanges()
    {
        GpioController gpio = new();
        Pn532 driver = new(Pn532Bench.OpenSpi(), Pn532Bench.ChipSelect, gpio);
        string[] expected =
        [
            "", // the pulse that wakes the chip
            "01" + Sam, "0200", "03000000000000", "0200", "03000000000000000000",
            "01" + FirmwareVersion, "0200", "03000000000000", "0200", "0300000000000000000000000000",
            "01" + Parameters, "0200", "03000000000000", "0200", "03000000000000000000",
            "01" + Sam, "0200", "03000000000000", "0200", "03000000000000000000",
        ];
        CollectionAssert.AreEqual(expected, _bench.Spi.Windows);
        Assert.AreEqual((SpiMode.Mode0, 2_000_000), _bench.Spi.LastSettings);
        Assert.AreEqual("50 1.6 IsoIec14443TypeA, IsoIec14443TypeB, Iso18092", Described(driver));
    }

    [TestMethod]
    public void Its_first_command_over_SPI_goes_out_while_the_chip_is_not_selected()
    {
        BusMonitor monitor = _bench.Board.Spi(23, 19, 18).Attach(new BusMonitor(), _bench.Board.Pin(5));
        _bench.Board.Pin(5).Outside = true;
        _bench.Board.Pin(5).Outside = false;
        _ = new Pn532(Pn532Bench.OpenSpi(), Pn532Bench.ChipSelect);

        // As the wire has it: each byte with its lowest bit first.
        Assert.StartsWith("00000000000000000000" + "00FFA0DF2B2880E80000" + "80" + "00FFA0DF2B2880E80000" + "40", monitor.Sent);
    }

    [TestMethod]
    public void Over_I2C_it_begins_with_a_long_preamble_and_reads_answers_as_1024_bytes()
    {
        Pn532 driver = new(Pn532Bench.OpenI2c());
        CollectionAssert.AreEqual(new[] { Sam, Sam, FirmwareVersion, Parameters, Sam }, _bench.Chip.Frames);

        // What the waking command answered is dropped: ACK, answer, nothing more. Then each command polls, reads the ACK, polls, reads the answer.
        CollectionAssert.AreEqual(new[] { 7, 7, 7, 1, 7, 1, 1024, 1, 7, 1, 1024, 1, 7, 1, 1024, 1, 7, 1, 1024 }, _bench.I2c.Reads);
        Assert.AreEqual("50 1.6 IsoIec14443TypeA, IsoIec14443TypeB, Iso18092", Described(driver));
    }

    [TestMethod]
    public void Over_a_serial_port_it_begins_with_the_wake_up_call()
    {
        ScriptedPn532.OnSerial serial = new(_bench.Chip, _bench.Board, _bench.Board.Serial(17, 16));
        Pn532 driver = new("COM2");
        CollectionAssert.AreEqual(new[] { "5555" + new string('0', 50) + Sam, Sam, FirmwareVersion, Parameters }, serial.Heard);
        Assert.AreEqual("50 1.6 IsoIec14443TypeA, IsoIec14443TypeB, Iso18092", Described(driver));
        Assert.IsEmpty(_bench.Board.FirmwareFaults);
    }

    [TestMethod]
    public void Nobody_on_the_link_is_an_exception_after_two_commands_that_nobody_acknowledged()
    {
        Exception none = Assert.ThrowsExactly<Exception>(() => new Pn532(Pn532Bench.OpenSpi(DataFlow.MsbFirst), Pn532Bench.ChipSelect));
        Assert.AreEqual("No PN532 answers.", none.Message);
        Assert.AreEqual(2 + (2 * (1 + 500)), _bench.Ticks, "Two sleeps of waking, then twice a sleep and 500 polls.");
        Assert.ThrowsExactly<Exception>(() => new Pn532("COM2"));
        Assert.ThrowsExactly<Exception>(() => new Pn532(I2cDevice.Create(new I2cConnectionSettings(1, 0x25, I2cBusSpeed.FastMode))));
    }

    [TestMethod]
    public void Arguments_are_checked_as_upstream_checks_them()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new Pn532((SpiDevice)null!, 26));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Pn532((I2cDevice)null!));
        Assert.ThrowsExactly<ArgumentException>(() => new Pn532(Pn532Bench.OpenSpi(), -1));
    }

    [TestMethod]
    public void A_command_over_SPI_sleeps_twice_and_once_more_for_each_poll_in_vain()
    {
        Pn532 driver = _bench.OverSpi();
        long before = _bench.Ticks;
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF));
        Assert.AreEqual(2, _bench.Ticks - before);
        Assert.IsLessThan(2, _bench.Board.UptimeMs % 10, "The bytes themselves take a fraction of a millisecond at 2 MHz.");

        _bench.Chip.PollsBeforeAck = 3;
        _bench.Chip.PollsBeforeAnswer = 4;
        before = _bench.Ticks;
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF));
        Assert.AreEqual(2 + 3 + 4, _bench.Ticks - before);
    }

    [TestMethod]
    public void A_command_over_I2C_does_not_sleep_but_its_answer_takes_23_ms()
    {
        Pn532 driver = _bench.OverI2c();
        long before = _bench.Board.Clock.NowNs;
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF));

        // Nine clocks a byte at 400 kHz: address and frame, two polls, the ACK, the 1,024 bytes.
        Assert.AreEqual((1 + 9 + 2 + 2 + 8 + 1_025) * 22_500L, _bench.Board.Clock.NowNs - before);
    }

    [TestMethod]
    public void It_waits_for_ACK_and_answer_as_many_polls_as_it_was_told()
    {
        Pn532 driver = _bench.OverSpi();
        driver.ReadTimeOut = 5;
        _bench.Chip.PollsBeforeAck = 4;
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF));

        long before = _bench.Ticks;
        _bench.Chip.PollsBeforeAck = 5;
        Assert.IsFalse(driver.SetRfField(RfFieldMode.RF));
        Assert.AreEqual(1 + 5, _bench.Ticks - before);

        before = _bench.Ticks;
        _bench.Chip.PollsBeforeAck = 0;
        _bench.Chip.PollsBeforeAnswer = 5;
        Assert.IsNull(driver.ListPassiveTarget(MaxTarget.One, TargetBaudRate.B106kbpsTypeA));
        Assert.AreEqual(1 + 5, _bench.Ticks - before);
    }

    [TestMethod]
    public void A_serial_port_is_polled_89_times_whatever_it_was_told()
    {
        Pn532 driver = _bench.OverSerial(out _);
        driver.ReadTimeOut = 5;
        long before = _bench.Ticks;
        Assert.AreEqual(-1, driver.TransceiveAdvance(1, new byte[] { 0x30 }, new byte[16]), "The script has no answer to that.");
        Assert.AreEqual(89, _bench.Ticks - before, 1);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    public void Waiting_for_ever_is_a_firmware_fault(int readTimeOut)
    {
        Pn532 driver = _bench.OverSpi();
        driver.ReadTimeOut = readTimeOut;
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF), "The chip was ready at once.");
        _bench.Chip.PollsBeforeAnswer = 1;
        Assert.ThrowsExactly<TimeoutException>(() => driver.SetRfField(RfFieldMode.RF));
        Assert.AreEqual($"Pn532: a ReadTimeOut of {readTimeOut} waits without end; set 1 or more.", _bench.Board.FirmwareFaults.Single());
    }

    [TestMethod]
    public void A_poll_that_is_not_acknowledged_on_I2C_reads_what_the_poll_before_it_read()
    {
        Pn532 driver = _bench.OverI2c();
        _bench.I2c.Deaf = 2;
        driver.ReadTimeOut = 3;
        Assert.IsFalse(driver.SetRfField(RfFieldMode.RF), "The frame was lost, the lost poll read the 01 of the one before, and no ACK was there.");
        Assert.IsEmpty(_bench.Chip.Frames);
        Assert.IsTrue(driver.SetRfField(RfFieldMode.RF));
    }

    [TestMethod]
    public void An_I2C_part_that_is_always_ready_is_a_firmware_fault()
    {
        _bench.Board.I2c(21, 22).Attach(new AlwaysReady());
        _ = _bench.OverI2c();
        I2cDevice other = I2cDevice.Create(new I2cConnectionSettings(1, AlwaysReady.Address, I2cBusSpeed.FastMode));
        Assert.ThrowsExactly<TimeoutException>(() => new Pn532(other));
        Assert.HasCount(1, _bench.Board.FirmwareFaults);
    }

    [TestMethod]
    public void The_serial_port_follows_the_chip_to_its_new_rate()
    {
        Pn532 driver = _bench.OverSerial(out ScriptedPn532.OnSerial serial);
        _bench.Chip.Answers.Enqueue("0000FF02FED5111A00");
        Assert.IsTrue(driver.SetSerialBaudRate(BaudRate.B0115200));
        _bench.Board.Advance(10);
        CollectionAssert.AreEqual(new[] { "00FF03FDD4100418", "0000FF00FF00" }, serial.Heard);
        Assert.IsTrue(driver.SetRfField(RfFieldMode.None));

        _bench.Chip.Answers.Enqueue("0000FF02FED5111A00");
        Assert.IsTrue(driver.SetSerialBaudRate(BaudRate.B0009600));
        Assert.IsFalse(driver.SetRfField(RfFieldMode.None), "The script stays at 115,200 baud.");
    }

    [TestMethod]
    public void SPI_and_I2C_have_no_baud_rate() => Assert.IsFalse(_bench.OverSpi().SetSerialBaudRate(BaudRate.B0009600));

    [TestMethod]
    public void After_Dispose_pin_and_bus_are_free_and_every_call_fails()
    {
        Pn532 driver = new(Pn532Bench.OpenSpi(), Pn532Bench.ChipSelect);
        driver.Dispose();
        Assert.IsFalse(driver.SetRfField(RfFieldMode.RF));
        Assert.IsNull(driver.ListPassiveTarget(MaxTarget.One, TargetBaudRate.B106kbpsTypeA));
        Assert.AreEqual(-1, driver.TransceiveAdvance(1, new byte[] { 0 }, new byte[2]));
        driver.WakeUp();
        driver.Dispose();
        _bench.OverSpi().Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(Pn532Bench.ChipSelect), "That one was given a controller.");
        _bench.OverSerial(out _).Dispose();
        new Pn532("COM2").Dispose();
    }

    [TestMethod]
    public void A_board_that_loses_its_power_while_the_driver_waits_ends_the_run()
    {
        Pn532 driver = _bench.OverSpi();
        _bench.Chip.PollsBeforeAnswer = int.MaxValue;
        _bench.Board.Clock.Schedule(_bench.Board.Clock.NowNs + 1_000_000_000, _bench.Board.PowerOff);
        Assert.ThrowsExactly<PowerLostException>(() => driver.SetRfField(RfFieldMode.RF));
    }

    private static string Described(Pn532 driver)
    {
        FirmwareVersion version = driver.FirmwareVersion!;
        Assert.IsTrue(version.IsPn532);
        return $"{version.IdentificationCode} {version.Version} {version.VersionSupported}";
    }

    /// <summary>Listens to everything.</summary>
    private sealed class BusMonitor : ISpiChip
    {
        public string Sent { get; private set; } = "";

        public void Select()
        {
        }

        public byte Exchange(byte mosi, SpiMode mode, int clockHz)
        {
            Sent += $"{mosi:X2}";
            return 0xFF;
        }

        public void Deselect()
        {
        }

        public void PowerOn()
        {
        }

        public void PowerOff()
        {
        }
    }

    private sealed class AlwaysReady : II2cChip
    {
        public const int Address = 0x26;

        public int MaxClockHz => 400_000;

        public bool Start(int address, bool read) => address == Address;

        public bool Receive(byte value) => true;

        public byte Send() => 0x01;

        public void Stop()
        {
        }

        public void PowerOn()
        {
        }

        public void PowerOff()
        {
        }
    }
}
