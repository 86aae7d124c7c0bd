using nanoFramework.Hardware.Esp32;
using nanoFramework.UI;
using nanoFramework.UI.GraphicDrivers;

namespace PaymentCode.Emulation.Tests;

/// <summary>The stand-in for nanoFramework.Graphics on an ESP32-S3 with an ILI9341 on SPI1, driven like firmware drives it.</summary>
[TestClass]
public sealed class DisplayControlTests : IDisposable
{
    private const int Red = 0xFF0000;
    private const int Green = 0x00FF00;
    private const int Blue = 0x0000FF;

    private readonly EmulatedBoard _board = new(seed: 1, Microcontroller.Esp32S3Octal);
    private readonly Ili9341Chip _panel;
    private readonly EmulatedBoard.PowerScope _power;

    public DisplayControlTests()
    {
        _panel = _board.Spi(mosiPin: 11, misoPin: 13, clockPin: 12)
            .Attach(new Ili9341Chip(_board, dataCommandPin: 14, seed: 3), _board.Pin(10));
        _board.PowerOn();
        _power = _board.Power();
        Configuration.SetPinFunction(11, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(13, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(12, DeviceFunction.SPI1_CLOCK);
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void Initialise_leaves_a_black_lying_screen_that_shows_what_is_written()
    {
        Assert.AreEqual(0u, Initialise());
        Assert.IsTrue(_panel.IsOn);
        Assert.AreEqual((320, 240), (DisplayControl.ScreenWidth, DisplayControl.ScreenHeight));
        Assert.AreEqual((320, 240), (DisplayControl.LongerSide, DisplayControl.ShorterSide));
        Assert.AreEqual(0, PanelBench.Lit(_panel).Count);
        DisplayControl.Write(0, 0, 2, 1, [0xF800, 0x07E0]);
        DisplayControl.WritePoint(0, 1, 0x001F);
        CollectionAssert.AreEquivalent(new[] { (239, 0, Red), (239, 1, Green), (238, 0, Blue) }, PanelBench.Lit(_panel));
        Assert.IsEmpty(_panel.UnknownCommands);
        Assert.IsEmpty(_board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow(DisplayOrientation.Portrait, 240, 320, 0, 0, 239, 319)]
    [DataRow(DisplayOrientation.Portrait180, 240, 320, 239, 319, 0, 0)]
    [DataRow(DisplayOrientation.Landscape, 320, 240, 239, 0, 0, 319)]
    [DataRow(DisplayOrientation.Landscape180, 320, 240, 0, 319, 239, 0)]
    public void Each_orientation_has_its_corners(DisplayOrientation orientation, int width, int height, int x1, int y1, int x2, int y2)
    {
        Initialise();
        Assert.IsTrue(DisplayControl.ChangeOrientation(orientation));
        Assert.AreEqual((width, height), (DisplayControl.ScreenWidth, DisplayControl.ScreenHeight));
        DisplayControl.WritePoint(0, 0, 0xF800);
        DisplayControl.WritePoint((ushort)(width - 1), (ushort)(height - 1), 0x001F);
        CollectionAssert.AreEquivalent(new[] { (x1, y1, Red), (x2, y2, Blue) }, PanelBench.Lit(_panel));
        Assert.AreEqual(DisplayOrientation.Portrait, DisplayControl.Orientation, "The device never sets it.");
        Assert.IsFalse(DisplayControl.ChangeOrientation((DisplayOrientation)4));
    }

    [TestMethod]
    public void A_write_sends_window_and_pixels_high_byte_first()
    {
        Initialise();
        SpiLog log = Listen();
        DisplayControl.Write(0x102, 3, 2, 1, [0x1234, 0xABCD]);
        CollectionAssert.AreEqual(
            new[] { "c2A", "d01 02 01 03", "c2B", "d00 03 00 03", "c2C", "d12 34 AB CD" }, log.Transfers);
    }

    [TestMethod]
    public void Pixels_go_in_transfers_of_eight_lines()
    {
        Initialise();
        SpiLog log = Listen();
        DisplayControl.Write(0, 0, 320, 9, new ushort[320 * 9]);
        CollectionAssert.AreEqual(new[] { 5_120, 640 }, log.Lengths[^2..].ToArray());
    }

    [TestMethod]
    public void The_screens_origin_moves_the_window()
    {
        Initialise(new ScreenConfiguration(2, 1, 320, 240, Ili9341.GraphicDriver));
        SpiLog log = Listen();
        DisplayControl.WritePoint(0, 0, 0);
        CollectionAssert.AreEqual(new[] { "c2A", "d00 02 00 02", "c2B", "d00 01 00 01", "c2C", "d00 00" }, log.Transfers);
    }

    [TestMethod]
    public void A_full_screen_takes_its_time_on_a_bus_of_40_MHz()
    {
        Initialise();
        long beganNs = _board.Clock.NowNs;
        DisplayControl.Write(0, 0, 320, 240, new ushort[320 * 240]);
        Assert.AreEqual(((320 * 240 * 2) + 11) * 200, _board.Clock.NowNs - beganNs);
    }

    [TestMethod]
    public void The_driver_makes_no_pauses_so_that_the_panel_hears_commands_too_early()
    {
        Initialise();
        CollectionAssert.IsSubsetOf(new[] { "13 came 5 ms too early", "29 came 5 ms too early" }, _panel.EarlyCommands.ToArray());
    }

    [TestMethod]
    public void The_driver_with_the_makers_settings_shows_the_same()
    {
        Initialise(new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriverWithDefaultManufacturingSettings));
        DisplayControl.WritePoint(319, 239, 0xF800);
        CollectionAssert.AreEqual(new[] { (0, 319, Red) }, PanelBench.Lit(_panel));
        Assert.IsEmpty(_panel.UnknownCommands);
    }

    [TestMethod]
    public void A_screen_given_upright_is_taken_for_lying()
    {
        Initialise(new ScreenConfiguration(0, 0, 240, 320, Ili9341.GraphicDriver));
        Assert.AreEqual((240, 320), (DisplayControl.LongerSide, DisplayControl.ShorterSide));
        Assert.AreEqual((240, 320), (DisplayControl.ScreenWidth, DisplayControl.ScreenHeight));
        Assert.IsGreaterThan(10_000, PanelBench.Lit(_panel).Count, "Clearing 240 columns and 320 rows of a lying screen misses a quarter of it.");
    }

    [TestMethod]
    public void A_height_of_the_driver_is_taken_for_the_longer_side()
    {
        GraphicDriver driver = Ili9341.GraphicDriver;
        driver.Width = 240;
        driver.Height = 320;
        Initialise(new ScreenConfiguration(0, 0, 320, 240, driver));
        Assert.AreEqual((320, 0), (DisplayControl.LongerSide, DisplayControl.ShorterSide));
    }

    [TestMethod]
    public void What_leaves_the_screen_is_a_fault_and_goes_where_the_panel_puts_it()
    {
        Initialise();
        DisplayControl.Write(319, 0, 2, 1, [0xF800, 0x07E0]);
        CollectionAssert.AreEqual(new[] { (239, 319, Red) }, PanelBench.Lit(_panel));
        CollectionAssert.AreEqual(new[] { "DisplayControl.Write of 2×1 at 319,0 leaves the screen of 320×240." }, _board.FirmwareFaults.ToArray());
    }

    [TestMethod]
    public void An_array_that_is_too_short_sends_what_lies_behind_it()
    {
        Initialise();
        DisplayControl.Write(0, 0, 100, 1, [0xF800]);
        Assert.AreEqual(Red, _panel.PixelAt(239, 0));
        Assert.IsGreaterThan(80, PanelBench.Lit(_panel).Count);
        CollectionAssert.AreEqual(new[] { "DisplayControl.Write reads 99 words beyond an array of 1." }, _board.FirmwareFaults.ToArray());
    }

    [TestMethod]
    public void An_empty_window_is_a_fault_and_no_array_an_exception()
    {
        Initialise();
        DisplayControl.Write(5, 5, 0, 1, []);
        Assert.HasCount(1, _board.FirmwareFaults);
        CollectionAssert.AreEqual(new[] { "2A from 5 to 4" }, _panel.UnknownCommands.ToArray());
        Assert.ThrowsExactly<NullReferenceException>(() => DisplayControl.Write(0, 0, 1, 1, null!));
    }

    [TestMethod]
    public void Before_initialisation_drawing_crashes_and_sizes_are_nothing()
    {
        Assert.AreEqual((0, 0), (DisplayControl.ScreenWidth, DisplayControl.ScreenHeight));
        Assert.IsFalse(DisplayControl.ChangeOrientation(DisplayOrientation.Landscape));
        Assert.ThrowsExactly<PowerLostException>(DisplayControl.Clear);
        Assert.IsFalse(_board.IsPowered);
        Assert.HasCount(1, _board.FirmwareFaults);
    }

    [TestMethod]
    public void A_driver_that_is_missing_or_malformed_crashes()
    {
        foreach (byte[]? sequence in new byte[]?[] { null, [1], [1, 0], [1, 3, 0x36, 0x48] })
        {
            GraphicDriver driver = Ili9341.GraphicDriver;
            driver.InitializationSequence = sequence;
            Assert.ThrowsExactly<PowerLostException>(() => InitialiseAnother(new ScreenConfiguration(0, 0, 320, 240, driver)));
        }

        Assert.ThrowsExactly<PowerLostException>(() => InitialiseAnother(new ScreenConfiguration(0, 0, 320, 240)));
    }

    [TestMethod]
    public void A_bus_that_cannot_be_opened_is_not_reported_to_the_firmware()
    {
        DisplayControl.Initialize(new SpiConfiguration(2, 10, 14, -1, -1), new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver), 0);
        DisplayControl.WritePoint(0, 0, 0xFFFF);
        Assert.IsFalse(_panel.IsOn);
        Assert.HasCount(1, _board.FirmwareFaults);
        StringAssert.Contains(_board.FirmwareFaults[0], "SPI2", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_second_initialisation_keeps_bus_and_heap()
    {
        Assert.AreEqual(20_480u, DisplayControl.Initialize(Bus(), new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver)));
        DisplayControl.WritePoint(0, 0, 0xFFFF);
        Assert.AreEqual(20_480u, Initialise());
        Assert.AreEqual(0, PanelBench.Lit(_panel).Count, "It clears the screen.");
        DisplayControl.WritePoint(0, 0, 0xFFFF);
        Assert.HasCount(1, PanelBench.Lit(_panel));
        Assert.IsEmpty(_board.FirmwareFaults);
    }

    [TestMethod]
    public void The_heap_for_bitmaps_is_what_the_image_leaves()
    {
        DisplayControl.Initialize(Bus(), new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver), 4_000_000);
        Assert.AreEqual(1_048_576u, DisplayControl.MaximumBufferSize);
        Assert.IsTrue(DisplayControl.IsFullScreenBufferAvailable);
        Assert.AreEqual(0, DisplayControl.BitsPerPixel % 4, "The low byte of an address.");
    }

    [TestMethod]
    public void Displays_on_I2C_are_not_there() =>
        Assert.ThrowsExactly<NotImplementedException>(() => DisplayControl.Initialize(new I2cConfiguration(1, 0x3C, true), default));

    [TestMethod]
    public void After_power_came_back_the_display_has_to_be_initialised_anew()
    {
        Initialise();
        _board.PowerOff();
        Assert.AreEqual(0, PanelBench.Lit(_panel).Count);
        _board.PowerOn();
        Assert.IsFalse(_panel.IsOn);
        Assert.AreEqual(0, DisplayControl.ScreenWidth);
    }

    [TestMethod]
    public void Reset_and_backlight_pins_are_driven_and_the_light_stays_off()
    {
        EmulatedBoard board = new(seed: 1, Microcontroller.Esp32S3Quad);
        Ili9341Chip panel = board.Spi(11, 13, 12).Attach(new Ili9341Chip(board, 14, resetPin: 8, backlightPin: 9), board.Pin(10));
        board.PowerOn();
        using (board.Power())
        {
            Configuration.SetPinFunction(11, DeviceFunction.SPI1_MOSI);
            Configuration.SetPinFunction(13, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(12, DeviceFunction.SPI1_CLOCK);
            DisplayControl.Initialize(
                new SpiConfiguration(1, 10, 14, 8, 9), new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver), 0);
            Assert.IsGreaterThanOrEqualTo(200, board.NowMs);
            Assert.IsFalse(panel.IsOn);
            new System.Device.Gpio.GpioController().OpenPin(9, System.Device.Gpio.PinMode.Output).Write(System.Device.Gpio.PinValue.High);
            Assert.IsTrue(panel.IsOn);
        }
    }

    private static SpiConfiguration Bus() => new(1, 10, 14, -1, -1);

    private static uint Initialise() => Initialise(new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver));

    private static uint Initialise(ScreenConfiguration screen) => DisplayControl.Initialize(Bus(), screen, 0);

    private static void InitialiseAnother(ScreenConfiguration screen)
    {
        EmulatedBoard board = new(seed: 0, Microcontroller.Esp32S3Octal);
        board.PowerOn();
        using (board.Power())
        {
            Initialise(screen);
        }
    }

    private SpiLog Listen() => _board.Spi(11, 13, 12).Attach(new SpiLog(_board.Pin(14)), _board.Pin(10));

    /// <summary>Writes down what goes over the bus: c before a command, d before data.</summary>
    private sealed class SpiLog(BoardPin dataCommand) : ISpiChip
    {
        private readonly List<byte> _bytes = [];

        public List<string> Transfers { get; } = [];

        public List<int> Lengths { get; } = [];

        public void Select() => _bytes.Clear();

        public byte Exchange(byte mosi, System.Device.Spi.SpiMode mode, int clockHz)
        {
            _bytes.Add(mosi);
            return 0xFF;
        }

        public void Deselect()
        {
            Transfers.Add((dataCommand.Level ? "d" : "c") + Convert.ToHexString([.. _bytes]).Chunk(2).Aggregate("", Join));
            Lengths.Add(_bytes.Count);
        }

        public void PowerOn() => Transfers.Clear();

        public void PowerOff() => Transfers.Clear();

        private static string Join(string before, char[] pair) => before.Length == 0 ? new string(pair) : $"{before} {new string(pair)}";
    }
}
