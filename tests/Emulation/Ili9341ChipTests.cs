using System.Device.Gpio;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class Ili9341ChipTests
{
    private const int Red = 0xFF0000;
    private const int Green = 0x00FF00;
    private const int Blue = 0x0000FF;
    private const int White = 0xFFFFFF;

    [TestMethod]
    public void Nothing_is_seen_until_it_is_awake_for_5_ms_and_on()
    {
        using PanelBench bench = new(seed: 4);
        Assert.AreEqual(0, bench.Lit().Count);
        bench.Send(0x29);
        Assert.IsTrue(bench.Panel.IsAsleep);
        Assert.AreEqual(0, bench.Lit().Count);
        bench.Send(0x11);
        bench.Board.Advance(4);
        Assert.IsFalse(bench.Panel.IsOn);
        bench.Board.Advance(1);
        Assert.IsTrue(bench.Panel.IsOn);
        Assert.IsGreaterThan(70_000, bench.Lit().Count, "The memory holds noise after power-on.");
        bench.Send(0x28);
        Assert.AreEqual(0, bench.Lit().Count);
        Assert.IsEmpty(bench.Panel.EarlyCommands);
        Assert.IsEmpty(bench.Panel.UnknownCommands);
    }

    [TestMethod]
    public void What_the_memory_holds_after_power_on_is_the_seeds()
    {
        CollectionAssert.AreEqual(FirstLine(seed: 7), FirstLine(seed: 7));
        CollectionAssert.AreNotEqual(FirstLine(seed: 7), FirstLine(seed: 8));
    }

    [TestMethod]
    public void Power_loss_forgets_picture_and_settings()
    {
        using PanelBench bench = new PanelBench(seed: 2).Begin();
        Assert.AreEqual(0, bench.Lit().Count);
        bench.Board.PowerOff();
        bench.Board.PowerOn();
        Assert.IsTrue(bench.Panel.IsAsleep);
        Assert.IsFalse(bench.Panel.IsOn);
    }

    [TestMethod]
    [DataRow((byte)0x00, 239, 0, 238, 0, 239, 1)]
    [DataRow((byte)0x40, 0, 0, 1, 0, 0, 1)]
    [DataRow((byte)0x80, 239, 319, 238, 319, 239, 318)]
    [DataRow((byte)0xC0, 0, 319, 1, 319, 0, 318)]
    [DataRow((byte)0x20, 239, 0, 239, 1, 238, 0)]
    [DataRow((byte)0x60, 0, 0, 0, 1, 1, 0)]
    [DataRow((byte)0xA0, 239, 319, 239, 318, 238, 319)]
    [DataRow((byte)0xE0, 0, 319, 0, 318, 1, 319)]
    public void Each_orientation_puts_the_first_pixels_where_the_datasheet_says(byte madctl, int x1, int y1, int x2, int y2, int x3, int y3)
    {
        using PanelBench bench = new PanelBench().Begin((byte)(madctl | 0x08));
        bench.Window(0, 0, 1, 1);
        bench.Send(0x2C, 0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F, 0x00, 0x00);
        CollectionAssert.AreEquivalent(new[] { (x1, y1, Red), (x2, y2, Green), (x3, y3, Blue) }, bench.Lit());
    }

    [TestMethod]
    public void Red_and_blue_change_places_at_once_with_the_colour_order()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 0, 0);
        bench.Send(0x2C, 0xF8, 0x00);
        Assert.AreEqual(Red, bench.Panel.PixelAt(0, 0));
        bench.Send(0x36, 0x40);
        Assert.AreEqual(Blue, bench.Panel.PixelAt(0, 0));
        bench.Send(0xF6, 0x09, 0x00, 0x00);
        Assert.AreEqual(Red, bench.Panel.PixelAt(0, 0), "BGR_EOR turns it round again.");
    }

    [TestMethod]
    public void Sixteen_bits_widen_to_eighteen_and_eighteen_are_kept()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 0, 0);
        bench.Send(0x2C, 0x84, 0x10);
        Assert.AreEqual(0x868286, bench.Panel.PixelAt(0, 0), "10000 widens to 100001 and 100000 stays, then six bits to eight.");
        bench.Send(0x3A, 0x66);
        bench.Send(0x2C, 0x84, 0x40, 0xFF);
        Assert.AreEqual(0x8641FF, bench.Panel.PixelAt(0, 0));
        bench.Send(0xF6, 0x01, 0x10, 0x00);
        bench.Send(0x3A, 0x55);
        bench.Send(0x2C, 0x84, 0x10);
        Assert.AreEqual(0x828282, bench.Panel.PixelAt(0, 0), "EPF 01 widens with a zero.");
    }

    [TestMethod]
    public void Inversion_and_idle_mode_change_what_is_seen_and_not_the_memory()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 0, 0);
        bench.Send(0x2C, 0x84, 0x10);
        bench.Send(0x21);
        Assert.AreEqual(0x797D79, bench.Panel.PixelAt(0, 0));
        bench.Send(0x20);
        bench.Send(0x39);
        Assert.AreEqual(White, bench.Panel.PixelAt(0, 0), "Idle mode has eight colours.");
        bench.Send(0x38);
        Assert.AreEqual(0x868286, bench.Panel.PixelAt(0, 0));
    }

    [TestMethod]
    public void Surplus_pixels_begin_the_window_anew_or_are_dropped_as_WEMODE_says()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(3, 5, 4, 5);
        bench.Send(0x2C, 0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F);
        CollectionAssert.AreEqual(new[] { (3, 5, Blue), (4, 5, Green) }, bench.Lit());
        bench.Send(0xF6, 0x00, 0x00, 0x00);
        bench.Send(0x2C, 0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F);
        CollectionAssert.AreEqual(new[] { (3, 5, Red), (4, 5, Green) }, bench.Lit());
    }

    [TestMethod]
    public void Write_memory_continue_goes_on_where_the_write_ended_and_drops_half_a_pixel()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 239, 0);
        bench.Send(0x2C, 0xF8, 0x00, 0x55);
        bench.Send(0x3C, 0x00, 0x1F);
        CollectionAssert.AreEqual(new[] { (0, 0, Red), (1, 0, Blue) }, bench.Lit());
        Assert.AreEqual((240 * 320) + 2, bench.Panel.PixelsWritten);
    }

    [TestMethod]
    public void Data_outside_of_the_memory_is_ignored_and_counted_on()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(238, 319, 241, 320);
        bench.Send(0x2C, 0xF8, 0x00, 0x07, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        CollectionAssert.AreEqual(new[] { (238, 319, Red), (239, 319, Green) }, bench.Lit());
        Assert.IsEmpty(bench.Panel.UnknownCommands);
    }

    [TestMethod]
    public void A_command_that_is_interrupted_keeps_the_parameters_that_came()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 9, 0);
        bench.Send(0x2A, 0x00, 0x07);
        bench.Send(0x2C, 0xF8, 0x00);
        CollectionAssert.AreEqual(new[] { (7, 0, Red) }, bench.Lit());
    }

    [TestMethod]
    public void The_scrolling_area_moves_between_the_fixed_ones()
    {
        using PanelBench bench = new PanelBench().Begin();
        Dot(bench, 10, Red);
        Dot(bench, 100, Green);
        Dot(bench, 310, Blue);
        bench.Send(0x33, 0x00, 0x14, 0x01, 0x18, 0x00, 0x14);
        bench.Send(0x37, 0x00, 0x1E);
        CollectionAssert.AreEqual(new[] { (0, 10, Red), (0, 90, Green), (0, 310, Blue) }, bench.Lit());
        bench.Send(0x37, 0x00, 0x65);
        CollectionAssert.AreEqual(new[] { (0, 10, Red), (0, 299, Green), (0, 310, Blue) }, bench.Lit());
        bench.Send(0x13);
        CollectionAssert.AreEqual(new[] { (0, 10, Red), (0, 100, Green), (0, 310, Blue) }, bench.Lit());
        Assert.IsEmpty(bench.Panel.UnknownCommands);
        bench.Send(0x33, 0x00, 0x14, 0x01, 0x18, 0x00, 0x15);
        CollectionAssert.AreEqual(new[] { "33 with areas that are not 320 lines" }, bench.Panel.UnknownCommands.ToArray());
    }

    [TestMethod]
    public void With_the_refresh_from_below_it_scrolls_the_other_way()
    {
        using PanelBench bench = new PanelBench().Begin();
        Dot(bench, 100, Green);
        bench.Send(0x36, 0x58);
        bench.Send(0x37, 0x00, 0x0A);
        CollectionAssert.AreEqual(new[] { (0, 110, Green) }, bench.Lit());
    }

    [TestMethod]
    public void Partial_mode_shows_its_area_alone()
    {
        using PanelBench bench = new PanelBench().Begin();
        Dot(bench, 99, Red);
        Dot(bench, 100, Green);
        Dot(bench, 201, Blue);
        bench.Send(0x30, 0x00, 100, 0x00, 200);
        bench.Send(0x12);
        CollectionAssert.AreEqual(new[] { (0, 100, Green) }, bench.Lit());
        bench.Send(0x30, 0x00, 200, 0x00, 99);
        CollectionAssert.AreEqual(new[] { (0, 99, Red), (0, 201, Blue) }, bench.Lit());
        bench.Send(0x13);
        Assert.HasCount(3, bench.Lit());
    }

    [TestMethod]
    [DataRow((byte)0x82, (byte)0x27, 2, 3)]
    [DataRow((byte)0xC2, (byte)0x27, 2, 316)]
    [DataRow((byte)0xA2, (byte)0x27, 237, 3)]
    [DataRow((byte)0x92, (byte)0x27, 2, 6)]
    public void Display_function_control_turns_the_scan_round(byte scan, byte lines, int x, int y)
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(2, 3, 2, 3);
        bench.Send(0x2C, 0xFF, 0xFF);
        bench.Send(0xB6, 0x0A, scan, lines, 0x00);
        CollectionAssert.AreEqual(new[] { (x, y, White) }, bench.Lit());
    }

    [TestMethod]
    public void Lines_that_are_not_scanned_stay_empty()
    {
        using PanelBench bench = new PanelBench().Begin();
        Dot(bench, 239, Red);
        Dot(bench, 240, Green);
        bench.Send(0xB6, 0x0A, 0x82, 0x1D, 0x00);
        CollectionAssert.AreEqual(new[] { (0, 239, Red) }, bench.Lit());
    }

    [TestMethod]
    public void A_software_reset_keeps_memory_and_orientation_and_loses_what_comes_within_5_ms()
    {
        using PanelBench bench = new PanelBench().Begin();
        Dot(bench, 5, Red);
        bench.Send(0x01);
        bench.Send(0x21);
        Assert.AreEqual(0, bench.Lit().Count);
        bench.Board.Advance(120);
        CollectionAssert.AreEqual(new byte[] { 0x48 }, bench.Read(0x0B, 1));
        bench.Send(0x11);
        bench.Board.Advance(5);
        bench.Send(0x29);
        CollectionAssert.AreEqual(new[] { (0, 5, Red) }, bench.Lit(), "The inversion was lost.");
        CollectionAssert.AreEqual(new[] { "21 came 5 ms too early" }, bench.Panel.EarlyCommands.ToArray());
    }

    [TestMethod]
    public void Going_to_sleep_and_waking_up_take_120_ms()
    {
        using PanelBench bench = new();
        bench.Send(0x11);
        bench.Board.Advance(100);
        bench.Send(0x10);
        bench.Board.Advance(120);
        bench.Send(0x11);
        bench.Board.Advance(5);
        bench.Send(0x00);
        CollectionAssert.AreEqual(new[] { "10 came 20 ms too early" }, bench.Panel.EarlyCommands.ToArray());
        Assert.IsFalse(bench.Panel.IsAsleep);
    }

    [TestMethod]
    public void Memory_can_be_written_while_it_sleeps()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Send(0x10);
        bench.Board.Advance(5);
        Dot(bench, 1, White);
        Assert.AreEqual(0, bench.Lit().Count);
        bench.Board.Advance(120);
        bench.Send(0x11);
        bench.Board.Advance(5);
        CollectionAssert.AreEqual(new[] { (0, 1, White) }, bench.Lit());
    }

    [TestMethod]
    public void The_reset_pin_resets_and_the_backlight_pin_lights()
    {
        using PanelBench bench = new(wired: true);
        GpioPin reset = bench.Gpio.OpenPin(PanelBench.ResetPin, PinMode.Output);
        reset.Write(PinValue.High);
        bench.Board.Advance(5);
        bench.Begin(madctl: 0x48);
        Dot(bench, 0, Red);
        Assert.IsFalse(bench.Panel.IsOn);
        bench.Gpio.OpenPin(PanelBench.BacklightPin, PinMode.Output).Write(PinValue.High);
        Assert.IsTrue(bench.Panel.IsOn);
        reset.Write(PinValue.Low);
        Assert.IsFalse(bench.Panel.IsOn);
        bench.Send(0x11);
        reset.Write(PinValue.High);
        Assert.IsTrue(bench.Panel.IsAsleep);
        bench.Board.Advance(5);
        CollectionAssert.AreEqual(new byte[] { 0x00 }, bench.Read(0x0B, 1), "A hardware reset takes the orientation back too.");
    }

    [TestMethod]
    public void Deep_standby_forgets_everything_and_hears_nothing()
    {
        using PanelBench bench = new PanelBench(seed: 3).Begin();
        bench.Send(0xB7, 0x0E);
        bench.Send(0x11);
        bench.Board.Advance(120);
        bench.Send(0x29);
        Assert.IsFalse(bench.Panel.IsOn);
        CollectionAssert.AreEqual(new byte[] { 0xFF }, bench.Read(0x0A, 1));
    }

    [TestMethod]
    public void A_picture_from_the_RGB_pins_is_none_here()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Send(0xF6, 0x01, 0x00, 0x06);
        Assert.IsFalse(bench.Panel.IsOn);
        Dot(bench, 0, Red);
        bench.Send(0xF6, 0x01, 0x00, 0x00);
        Assert.AreEqual(0, bench.Lit().Count, "Nor does the processor's bus reach the memory then.");
    }

    private static int[] FirstLine(int seed)
    {
        using PanelBench bench = new(seed);
        bench.Send(0x11);
        bench.Send(0x29);
        bench.Board.Advance(5);
        return [.. Enumerable.Range(0, Ili9341Chip.Width).Select(x => bench.Panel.PixelAt(x, 0))];
    }

    private static void Dot(PanelBench bench, int line, int colour)
    {
        bench.Window(0, line, 0, line);
        int rgb565 = ((colour >> 19) << 11) | ((colour >> 10 & 0x3F) << 5) | (colour >> 3 & 0x1F);
        bench.Send(0x2C, (byte)(rgb565 >> 8), (byte)rgb565);
    }
}
