using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>The chip on I2C and on its UART, alone and on a board.</summary>
[TestClass]
public sealed class Pn532LinkTests
{
    private static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];
    private static readonly byte[] GetFirmwareVersion = [0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00];
    private static readonly byte[] FirmwareVersion = [0x00, 0x00, 0xFF, 0x06, 0xFA, 0xD5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xE8, 0x00];

    private readonly VirtualClock _clock = new();
    private readonly List<byte> _heard = [];

    [TestMethod]
    [DataRow("55")]
    [DataRow("0000000000")]
    public void The_UART_is_woken_by_five_edges(string wakeUpHex)
    {
        Pn532Chip chip = Uart();
        Send(chip, GetFirmwareVersion[^2..]);
        _clock.Advance(10 * SpiHost.Ms);
        Assert.IsFalse(chip.Clock.NowNs == 0);
        chip.PowerOff();
        chip.PowerOn();
        Send(chip, Convert.FromHexString(wakeUpHex));
        _clock.Advance(2 * SpiHost.Ms);
        Assert.IsTrue(chip.IsAwake);
        Send(chip, GetFirmwareVersion);
        _clock.Advance(10 * SpiHost.Ms);
        CollectionAssert.AreEqual((byte[])[.. Ack, .. FirmwareVersion], _heard);
    }

    [TestMethod]
    public void Bytes_that_come_before_the_chip_is_awake_are_lost()
    {
        Pn532Chip chip = Uart();
        Send(chip, [0x55, .. GetFirmwareVersion]);
        _clock.Advance(10 * SpiHost.Ms);
        Assert.IsEmpty(_heard);
        Send(chip, GetFirmwareVersion);
        _clock.Advance(10 * SpiHost.Ms);
        CollectionAssert.AreEqual((byte[])[.. Ack, .. FirmwareVersion], _heard);
    }

    [TestMethod]
    public void Bytes_leave_the_UART_one_after_the_other_at_its_rate()
    {
        Pn532Chip chip = Awake();
        List<long> moments = [];
        chip.Serial.Sent += _ => moments.Add(_clock.NowNs);
        Send(chip, GetFirmwareVersion);
        _clock.Advance(10 * SpiHost.Ms);
        Assert.HasCount(Ack.Length + FirmwareVersion.Length, moments);
        Assert.AreEqual(86_805, moments[1] - moments[0]);
    }

    [TestMethod]
    public void A_new_rate_holds_from_the_hosts_ACK_on()
    {
        Pn532Chip chip = Awake();
        Send(chip, [0x00, 0x00, 0xFF, 0x03, 0xFD, 0xD4, 0x10, 0x06, 0x16, 0x00]);
        _clock.Advance(10 * SpiHost.Ms);
        CollectionAssert.AreEqual((byte[])[.. Ack, 0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD5, 0x11, 0x1A, 0x00], _heard);
        Assert.AreEqual(115_200, chip.Serial.BaudRate);
        Send(chip, Ack);
        Assert.AreEqual(460_800, chip.Serial.BaudRate);
    }

    [TestMethod]
    public void A_frame_that_is_cut_off_on_the_UART_is_forgotten_after_its_time()
    {
        Pn532Chip chip = Awake();
        for (int length = 1; length < GetFirmwareVersion.Length - 1; length++)
        {
            Send(chip, GetFirmwareVersion[..length]);
            _clock.Advance(90 * SpiHost.Ms);
            _heard.Clear();
            Send(chip, GetFirmwareVersion);
            _clock.Advance(10 * SpiHost.Ms);
            CollectionAssert.AreEqual((byte[])[.. Ack, .. FirmwareVersion], _heard, $"{length} bytes");
        }
    }

    [TestMethod]
    public void On_I2C_every_read_begins_with_whether_a_frame_follows()
    {
        EmulatedBoard board = new();
        Pn532Chip chip = new(board.Clock, new RadioField()) { Link = Pn532Link.I2c };
        I2cWires wires = board.I2c(21, 22);
        wires.Attach(chip.I2c);
        board.PowerOn();
        long beganNs = board.Clock.NowNs;
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, GetFirmwareVersion, []));
        Assert.IsGreaterThan(SpiHost.Ms / 2, board.Clock.NowNs - beganNs, "the clock is held low until the chip is awake");

        byte[] read = new byte[20];
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, [], read.AsSpan(0, 1)));
        Assert.AreEqual(0x00, read[0]);
        board.Advance(1);
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, [], read.AsSpan(0, 1)));
        Assert.AreEqual(0x01, read[0]);
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, [], read.AsSpan(0, 7)));
        CollectionAssert.AreEqual((byte[])[0x01, .. Ack], read[..7]);
        board.Advance(1);
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, [], read.AsSpan(0, 14)));
        CollectionAssert.AreEqual((byte[])[0x01, .. FirmwareVersion], read[..14]);
        Assert.IsTrue(wires.Transfer(Pn532Chip.I2cAddress, [], read.AsSpan(0, 7)));
        CollectionAssert.AreEqual(new byte[7], read[..7]);
        Assert.IsFalse(wires.Transfer(0x48, [], read));
    }

    [TestMethod]
    [DataRow("spi")]
    [DataRow("i2c")]
    [DataRow("serial")]
    public void The_boards_driver_finds_the_chip_and_exchanges_APDUs_on_every_link(string link)
    {
        EmulatedBoard board = new();
        RadioField field = new();
        Pn532Chip chip = new(board.Clock, field);
        _ = link switch
        {
            "spi" => board.Spi(23, 19, 18).Attach(chip, board.Pin(26)),
            "serial" => board.Serial(17, 16).Attach(chip),
            _ => Wired(board, chip),
        };
        field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x03], command => [.. command, 0x90, 0x00]));
        board.PowerOn();
        using (board.Power())
        {
            using Iot.Device.Pn532.Pn532 driver = Driver(link);
            Assert.AreEqual(new Version(1, 6), driver.FirmwareVersion!.Version);
            byte[]? listed = driver.ListPassiveTarget(Iot.Device.Pn532.ListPassive.MaxTarget.One, Iot.Device.Pn532.ListPassive.TargetBaudRate.B106kbpsTypeA);
            Hex.Is("010100042004080102030578808002", listed);
            byte[] answer = new byte[64];
            int count = driver.TransceiveAdvance(0x01, new byte[] { 0x00, 0xA4, 0x04, 0x00 }, answer);
            Hex.Is("00A404009000", answer[..count]);
        }

        Assert.IsEmpty(chip.UnknownCommands);
        Assert.IsEmpty(board.FirmwareFaults);
    }

    private static Pn532Chip Wired(EmulatedBoard board, Pn532Chip chip)
    {
        chip.Link = Pn532Link.I2c;
        board.I2c(21, 22).Attach(chip.I2c);
        return chip;
    }

    private static Iot.Device.Pn532.Pn532 Driver(string link)
    {
        switch (link)
        {
            case "spi":
                Configuration.SetPinFunction(23, DeviceFunction.SPI1_MOSI);
                Configuration.SetPinFunction(19, DeviceFunction.SPI1_MISO);
                Configuration.SetPinFunction(18, DeviceFunction.SPI1_CLOCK);
                System.Device.Spi.SpiConnectionSettings settings = new(1)
                {
                    ClockFrequency = Iot.Device.Pn532.Pn532.SpiClockFrequency,
                    Mode = Iot.Device.Pn532.Pn532.SpiMode,
                    DataFlow = System.Device.Spi.DataFlow.LsbFirst,
                };
                return new Iot.Device.Pn532.Pn532(System.Device.Spi.SpiDevice.Create(settings), 26);
            case "i2c":
                Configuration.SetPinFunction(21, DeviceFunction.I2C1_DATA);
                Configuration.SetPinFunction(22, DeviceFunction.I2C1_CLOCK);
                return new Iot.Device.Pn532.Pn532(I2cDevice.Create(new I2cConnectionSettings(1, Iot.Device.Pn532.Pn532.I2cDefaultAddress, I2cBusSpeed.FastMode)));
            default:
                Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
                Configuration.SetPinFunction(16, DeviceFunction.COM2_RX);
                return new Iot.Device.Pn532.Pn532("COM2");
        }
    }

    private Pn532Chip Uart()
    {
        Pn532Chip chip = new(_clock, new RadioField()) { Link = Pn532Link.Hsu };
        chip.Serial.Sent += _heard.Add;
        chip.PowerOn();
        return chip;
    }

    private Pn532Chip Awake()
    {
        Pn532Chip chip = Uart();
        Send(chip, [0x55]);
        _clock.Advance(2 * SpiHost.Ms);
        return chip;
    }

    private void Send(Pn532Chip chip, byte[] bytes)
    {
        foreach (byte value in bytes)
        {
            _clock.Advance(86_805);
            chip.Serial.Receive(value);
        }
    }
}
