using System.Device.Gpio;
using System.Device.I2c;
using Iot.Device.Ssd13xx;
using Iot.Device.Ssd13xx.Commands;
using Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

namespace PaymentCode.Emulation.Tests;

/// <summary>The stand-in of nanoFramework.Iot.Device.Ssd13xx: the bytes that upstream's sends, and its known faults.</summary>
[TestClass]
public sealed class Ssd1306DriverTests : IDisposable
{
    private const string Initialisation = "00AED580A83FD300408D142000A1C8DA1281CFD9F1DB40A4A6AF";

    private readonly EmulatedBoard _board = new();
    private readonly BusLog _log;
    private readonly EmulatedBoard.PowerScope _power;

    public Ssd1306DriverTests()
    {
        _log = _board.I2c(21, 22).Attach(new BusLog());
        _board.PowerOn();
        _power = _board.Power();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void The_constructor_sends_the_initialisation()
    {
        Make();
        CollectionAssert.AreEqual(new[] { Initialisation }, _log.Transfers);
    }

    [TestMethod]
    [DataRow(Ssd13xx.DisplayResolution.OLED128x32, "00AED580A81FD300408D142000A1C8DA02818FD9F1DB40A4A6AF", 4)]
    [DataRow(Ssd13xx.DisplayResolution.OLED96x16, "00AED580A81FD300408D142000A1C8DA0281AFD9F1DB40A4A6AF", 2)]
    [DataRow(Ssd13xx.DisplayResolution.OLED64x128, "00D5AED580A83FD31F408D142000A1C8DA1281CFD9F1DB40A4A6AF", 16)]
    public void Other_glasses_have_their_own(Ssd13xx.DisplayResolution resolution, string bytes, int pages)
    {
        Ssd1306 display = new(Firmware.OpenI2c(0x3C), resolution);
        CollectionAssert.AreEqual(new[] { bytes }, _log.Transfers);
        Assert.AreEqual(pages, display.Pages);
    }

    [TestMethod]
    public void A_frame_is_eight_pages_each_after_its_address()
    {
        Ssd1306 display = Make();
        _log.Transfers.Clear();
        display.DrawPixel(0, 0);
        display.DrawPixel(127, 63);
        display.Display();
        Assert.HasCount(16, _log.Transfers);
        for (int page = 0; page < 8; page++)
        {
            Assert.AreEqual($"00B{page}0010", _log.Transfers[2 * page]);
        }

        string blank = new('0', 256);
        Assert.AreEqual("4001" + blank[2..], _log.Transfers[1]);
        Assert.AreEqual("40" + blank, _log.Transfers[3]);
        Assert.AreEqual("40" + blank[2..] + "80", _log.Transfers[15]);
    }

    [TestMethod]
    public void Page_format_bytes_are_copied_as_they_are()
    {
        Ssd1306 display = Make();
        display.DrawDirectAligned(2, 8, 3, 16, [1, 2, 3, 4, 5, 6]);
        _log.Transfers.Clear();
        display.Display();
        Assert.StartsWith("40" + "0000" + "010203" + "00", _log.Transfers[3]);
        Assert.StartsWith("40" + "0000" + "040506" + "00", _log.Transfers[5]);
        display.ClearDirectAligned(3, 8, 1, 16);
        _log.Transfers.Clear();
        display.Display();
        Assert.StartsWith("40" + "0000" + "010003" + "00", _log.Transfers[3]);
        Assert.ThrowsExactly<ArgumentException>(() => display.DrawDirectAligned(0, 4, 8, 8, new byte[8]));
        Assert.ThrowsExactly<ArgumentException>(() => display.DrawDirectAligned(0, 0, 8, 8, new byte[7]));
        Assert.ThrowsExactly<ArgumentException>(() => display.ClearDirectAligned(0, 0, 8, 4));
    }

    [TestMethod]
    public void A_command_takes_the_whole_frame_buffer_with_it()
    {
        Ssd1306 display = Make();
        display.DrawDirectAligned(0, 0, 4, 8, [0x11, 0x22, 0xA5, 0xAE]);
        _log.Transfers.Clear();
        display.SendCommand(new SetDisplayOff());
        Assert.AreEqual("00AEA5AE" + new string('0', 2048), _log.Transfers[0]);
        display.Display();
        Assert.StartsWith("4000AEA5AE", _log.Transfers[2]);
    }

    [TestMethod]
    public void Data_overwrites_the_frame_buffer()
    {
        Ssd1306 display = Make();
        _log.Transfers.Clear();
        display.SendData(new byte[] { 0x55 });
        Assert.AreEqual("4055" + new string('0', 2052), _log.Transfers[0]);
        display.Display();
        Assert.StartsWith("404055", _log.Transfers[2]);
        Assert.ThrowsExactly<ArgumentNullException>(() => display.SendData(SpanByte.Empty));
        Assert.ThrowsExactly<ArgumentNullException>(() => display.SendCommand((ISharedCommand)null!));
    }

    [TestMethod]
    public void A_filled_rectangle_has_one_row_too_many()
    {
        Ssd1306 display = Make();
        display.DrawFilledRectangle(0, 0, 2, 3);
        _log.Transfers.Clear();
        display.Display();
        Assert.StartsWith("400F0F00", _log.Transfers[1]);
    }

    [TestMethod]
    public void A_bitmap_counts_its_width_in_bytes_and_its_pixels_from_bit_0()
    {
        Ssd1306 display = Make();
        display.DrawBitmap(0, 0, 1, 2, [0x01, 0x82]);
        _log.Transfers.Clear();
        display.Display();
        Assert.StartsWith("40" + "0102000000000002" + "00", _log.Transfers[1]);
        Assert.ThrowsExactly<ArgumentException>(() => display.DrawBitmap(0, 0, 8, 2, new byte[2]));
    }

    [TestMethod]
    public void Text_is_drawn_with_the_font_that_was_set()
    {
        Ssd1306 display = Make();
        Assert.ThrowsExactly<NullReferenceException>(() => display.DrawString(0, 0, "A"));
        display.Font = new OneDotFont();
        display.Write(1, 0, "BA");
        display.DrawString(0, 8, "A", center: true);
        _log.Transfers.Clear();
        display.Display();
        Assert.StartsWith("40" + "0000000000000000" + "0001000000000000" + "0100000000000000", _log.Transfers[1]);
        Assert.AreEqual(7 * 8 * 2, _log.Transfers[3][2..].IndexOf("01", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(DisplayOrientation.Landscape, 3, 5)]
    [DataRow(DisplayOrientation.Landscape180, 124, 58)]
    [DataRow(DisplayOrientation.Portrait, 122, 3)]
    [DataRow(DisplayOrientation.Portrait180, 122, 3)]
    public void Orientation_turns_pixels(DisplayOrientation orientation, int column, int row)
    {
        Ssd1306Chip chip = new();
        EmulatedBoard board = new();
        board.I2c(21, 22).Attach(chip);
        board.PowerOn();
        using (board.Power())
        {
            Ssd1306 display = new(Firmware.OpenI2c(0x3C), Ssd13xx.DisplayResolution.OLED128x64, orientation);
            display.ClearScreen();
            display.DrawPixel(3, 5);
            display.Display();
        }

        Assert.IsTrue(chip.IsLit(column, row));
    }

    [TestMethod]
    public void An_absent_display_goes_unnoticed()
    {
        _board.Faults.RemoveI2c(bus: 1, address: 0x3C);
        Ssd1306 display = Make();
        display.Display();
        Assert.IsEmpty(_log.Transfers);
        Assert.AreEqual(17, _board.Faults.Spoilt);
    }

    [TestMethod]
    public void The_reset_pin_goes_low_for_ten_milliseconds_before_the_first_byte()
    {
        List<(bool Level, long AtMs)> edges = [];
        _board.Pin(4).LevelChanged += level => edges.Add((level, _board.NowMs));
        Ssd1306 display = new(Firmware.OpenI2c(0x3C), resetPin: 4);
        CollectionAssert.AreEqual(new[] { (true, 0L), (false, 1L), (true, 11L) }, edges);
        Assert.HasCount(1, _log.Transfers);
        display.Dispose();
        new GpioController().OpenPin(4);
    }

    [TestMethod]
    public void Disposing_the_driver_disposes_its_device()
    {
        I2cDevice device = Firmware.OpenI2c(0x3C);
        new Ssd1306(device).Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => device.WriteByte(0));
    }

    [TestMethod]
    public void Commands_have_the_bytes_of_the_datasheet_but_one()
    {
        AssertBytes("AE", new SetDisplayOff());
        AssertBytes("AF", new SetDisplayOn());
        AssertBytes("A7", new SetInverseDisplay());
        AssertBytes("A6", new SetNormalDisplay());
        AssertBytes("817F", new SetContrastControlForBank0());
        AssertBytes("A83F", new SetMultiplexRatio());
        AssertBytes("E3", new NoOperation());
        AssertBytes("A5", new EntireDisplayOn(true));
        AssertBytes("2002", new SetMemoryAddressingMode());
        AssertBytes("21007F", new SetColumnAddress());
        AssertBytes("22B0B7", new SetPageAddress());
        AssertBytes("05", new SetLowerColumnStartAddressForPageAddressingMode(5));
        AssertBytes("15", new SetHigherColumnStartAddressForPageAddressingMode(5));
        AssertBytes("68", new SetDisplayStartLine(40));
        AssertBytes("A1", new SetSegmentReMap(true));
        AssertBytes("C8", new SetComOutputScanDirection(false));
        AssertBytes("D308", new SetDisplayOffset(8));
        AssertBytes("DA12", new SetComPinsHardwareConfiguration());
        AssertBytes("8D14", new SetChargePump(true));
        AssertBytes("D580", new SetDisplayClockDivideRatioOscillatorFrequency());
        AssertBytes("D922", new SetPreChargePeriod());
        AssertBytes("DB20", new SetVcomhDeselectLevel());
        AssertBytes("2F", new ActivateScroll());
        AssertBytes("2E", new DeactivateScroll());
        AssertBytes(
            "2700B001B700FF",
            new HorizontalScrollSetup(
                HorizontalScrollSetup.HorizontalScrollType.Left, PageAddress.Page0, FrameFrequencyType.Frames64, PageAddress.Page7));
        AssertBytes(
            "2900B007B701",
            new ContinuousVerticalAndHorizontalScrollSetup(
                ContinuousVerticalAndHorizontalScrollSetup.VerticalHorizontalScrollType.Right,
                PageAddress.Page0,
                FrameFrequencyType.Frames2,
                PageAddress.Page7,
                1));
        AssertBytes("A30040", new SetVerticalScrollArea());
        AssertBytes("60", new SetPageStartAddressForPageAddressingMode());
    }

    [TestMethod]
    public void Values_outside_their_range_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new SetMultiplexRatio(14));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SetColumnAddress(0, 128));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SetDisplayStartLine(64));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SetPreChargePeriod(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SetDisplayOffset(64));
    }

    private static Ssd1306 Make() => new(Firmware.OpenI2c(0x3C));

    private static void AssertBytes(string expected, ICommand command)
    {
        Assert.AreEqual(expected, Convert.ToHexString(command.GetBytes()));
        Assert.AreEqual(command.Id, command.GetBytes()[0]);
    }

    /// <summary>A chip that takes everything at address 3C and remembers it, a line for each transfer.</summary>
    private sealed class BusLog : II2cChip
    {
        private readonly List<byte> _transfer = [];

        public int MaxClockHz => 400_000;

        public List<string> Transfers { get; } = [];

        public bool Start(int address, bool read) => address == 0x3C;

        public bool Receive(byte value)
        {
            _transfer.Add(value);
            return true;
        }

        public byte Send() => 0;

        public void Stop()
        {
            Transfers.Add(Convert.ToHexString([.. _transfer]));
            _transfer.Clear();
        }

        public void PowerOn() => Transfers.Clear();

        public void PowerOff() => _transfer.Clear();
    }

    /// <summary>Has a dot in the first column of an A and in the second of anything else.</summary>
    private sealed class OneDotFont : IFont
    {
        public override byte Width => 8;

        public override byte Height => 8;

        public override byte[] this[char character] => [character switch { 'A' => 0x01, ' ' => 0x00, _ => 0x02 }];
    }
}
