namespace PaymentCode.Emulation.Tests;

/// <summary>The chip against table 9-1 and section 8 and 10 of the SSD1306 datasheet, in bytes as the bus carries them.</summary>
[TestClass]
public sealed class Ssd1306ChipTests
{
    private const int Address = 0x3C;
    private const int TopLineIsCom63 = 63;

    private readonly EmulatedBoard _board = new();
    private readonly I2cWires _bus;
    private readonly Ssd1306Chip _chip;

    public Ssd1306ChipTests()
    {
        _bus = _board.I2c(21, 22);
        _chip = _bus.Attach(new Ssd1306Chip(seed: 1));
        _board.PowerOn();
    }

    [TestMethod]
    public void It_is_dark_after_power_on_whatever_its_memory_holds()
    {
        Assert.AreEqual(0, CountLit());
    }

    [TestMethod]
    public void Its_memory_is_random_at_power_on_and_the_same_for_the_same_seed()
    {
        Commands(0x8D, 0x14, 0xAF);
        int lit = CountLit();
        Assert.IsTrue(lit is > 3500 and < 4700, $"{lit} pixels are lit.");

        EmulatedBoard other = new();
        Ssd1306Chip twin = other.I2c(21, 22).Attach(new Ssd1306Chip(seed: 1));
        other.PowerOn();
        other.I2c(21, 22).Transfer(Address, [0x00, 0x8D, 0x14, 0xAF], []);
        CollectionAssert.AreEqual(Picture(_chip), Picture(twin));
    }

    [TestMethod]
    [DataRow(new byte[] { 0xAF }, DisplayName = "the charge pump is off")]
    [DataRow(new byte[] { 0x8D, 0x14 }, DisplayName = "the display sleeps")]
    [DataRow(new byte[] { 0x8D, 0x14, 0xAF, 0xAE }, DisplayName = "it was put to sleep")]
    [DataRow(new byte[] { 0x8D, 0x14, 0xAF, 0x8D, 0x10 }, DisplayName = "the charge pump was switched off")]
    public void Nothing_is_lit_while(byte[] commands)
    {
        Commands([0xA5, .. commands]);
        Assert.AreEqual(0, CountLit());
    }

    [TestMethod]
    public void Entire_display_on_lights_all_and_memory_comes_back_after_it()
    {
        Clear();
        Commands(0xA5);
        Assert.AreEqual(128 * 64, CountLit());
        Commands(0xA7);
        Assert.AreEqual(128 * 64, CountLit());
        Commands(0xA4);
        Assert.AreEqual(128 * 64, CountLit());
        Commands(0xA6);
        Assert.AreEqual(0, CountLit());
    }

    [TestMethod]
    public void Horizontal_addressing_wraps_in_its_window()
    {
        Clear();
        Commands(0x21, 126, 127, 0x22, 6, 7);
        Data(0x01, 0x02, 0x04, 0x08, 0x80);
        AssertOnlyLit((126, 55), (127, 49), (126, 58), (127, 59));
    }

    [TestMethod]
    public void Vertical_addressing_goes_down_first()
    {
        Clear();
        Commands(0x20, 0x01, 0x21, 5, 6, 0x22, 0, 1);
        Data(0x01, 0x01, 0x01);
        AssertOnlyLit((5, 0), (5, 8), (6, 0));
    }

    [TestMethod]
    public void Page_addressing_is_the_mode_after_reset_and_stays_in_its_page()
    {
        Clear();
        _chip.Reset();
        Commands(0x8D, 0x14, 0xAF, 0xA1, 0xC8, 0xB3, 0x0F, 0x17);
        Data(0x01, 0x02);
        AssertOnlyLit((127, 25));
    }

    [TestMethod]
    public void Page_commands_do_nothing_in_horizontal_addressing()
    {
        Clear();
        Commands(0xB5, 0x0A, 0x12);
        Data(0x01);
        AssertOnlyLit((0, 0));
    }

    [TestMethod]
    public void Segment_remap_and_scan_direction_turn_the_picture()
    {
        Clear();
        Data(0x01);
        AssertOnlyLit((0, 0));
        Commands(0xA0);
        AssertOnlyLit((127, 0));
        Commands(0xC0);
        AssertOnlyLit((127, 63));
        Commands(0xA1);
        AssertOnlyLit((0, 63));
    }

    [TestMethod]
    public void The_start_line_moves_memory_up()
    {
        Clear();
        Data(0x01);
        Commands(0x41);
        AssertOnlyLit((0, 63));
        Commands(0x7F);
        AssertOnlyLit((0, 1));
    }

    [TestMethod]
    [DataRow((byte)0xC0, 56, DisplayName = "table 10-1: COM56 carries row 0")]
    [DataRow((byte)0xC8, 7, DisplayName = "table 10-2: COM7 carries row 0")]
    public void The_display_offset_moves_rows_on_the_glass(byte direction, int comOfRow0)
    {
        Clear();
        Data(0x01);
        Commands(direction, 0xD3, 8);
        AssertOnlyLit((0, TopLineIsCom63 - comOfRow0));
    }

    [TestMethod]
    public void Rows_beyond_the_multiplex_ratio_stay_dark()
    {
        Clear();
        Commands(0xA8, 0x0F, 0xA5);
        Assert.AreEqual(128 * 16, CountLit());
        Assert.IsTrue(_chip.IsLit(0, 63), "With C8 and 16 rows COM0 to COM15 are driven, which are the lowest lines.");
        Assert.IsFalse(_chip.IsLit(0, 47));
    }

    [TestMethod]
    public void A_wrong_com_pin_configuration_scrambles_the_rows()
    {
        Clear();
        Data(0x01);
        Commands(0xDA, 0x02);
        AssertOnlyLit((0, 0));
        Commands(0x21, 0, 127);
        Data(0x02);
        Commands(0xDA, 0x12);
        AssertOnlyLit((0, 1));
        Commands(0xDA, 0x02);
        AssertOnlyLit((0, 2));
        Commands(0xDA, 0x32);
        AssertOnlyLit((0, 0));
    }

    [TestMethod]
    public void Inverse_display_turns_every_pixel_over()
    {
        Clear();
        Data(0xFF);
        Commands(0xA7);
        Assert.AreEqual((128 * 64) - 8, CountLit());
        Assert.IsFalse(_chip.IsLit(0, 7));
    }

    [TestMethod]
    public void Zoom_doubles_the_rows()
    {
        Clear();
        Data(0x02);
        Commands(0xD6, 0x01);
        AssertOnlyLit((0, 2), (0, 3));
        Commands(0xD6, 0x00);
        AssertOnlyLit((0, 1));
    }

    [TestMethod]
    public void Contrast_is_kept_and_7F_after_reset()
    {
        Assert.AreEqual(0x7F, _chip.Contrast);
        Commands(0x81, 0xCF);
        Assert.AreEqual(0xCF, _chip.Contrast);
    }

    [TestMethod]
    public void A_parameter_may_come_in_a_transfer_of_its_own()
    {
        Commands(0x81);
        Commands(0x10);
        Assert.AreEqual(0x10, _chip.Contrast);
    }

    [TestMethod]
    public void A_control_byte_with_Co_is_for_one_byte_only()
    {
        Clear();
        Assert.IsTrue(_bus.Transfer(Address, [0x80, 0xD3, 0x80, 0x00, 0xC0, 0x01, 0x40, 0x02, 0x04], []));
        AssertOnlyLit((0, 0), (1, 1), (2, 2));
    }

    [TestMethod]
    public void All_commands_of_the_datasheet_are_known()
    {
        Commands(
            0x00, 0x1F, 0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, 0x23, 0x00, 0x26, 0, 0, 0, 7, 0, 0xFF, 0x27, 0, 0, 0, 7, 0, 0xFF,
            0x29, 0, 0, 0, 7, 1, 0x2A, 0, 0, 0, 7, 1, 0x2E, 0x40, 0x7F, 0x81, 0x7F, 0x8D, 0x14, 0xA0, 0xA1, 0xA3, 0, 64, 0xA4, 0xA5,
            0xA6, 0xA7, 0xA8, 0x3F, 0xAE, 0xAF, 0xB0, 0xB7, 0xC0, 0xC8, 0xD3, 0, 0xD5, 0x80, 0xD6, 0x00, 0xD9, 0x22, 0xDA, 0x12,
            0xDB, 0x20, 0xE3);
        Assert.IsEmpty(_chip.UnknownCommands);
        Assert.IsFalse(_chip.IsScrolling);
        Commands(0x2F, 0x23, 0x30);
        Assert.IsTrue(_chip.IsScrolling);
        Assert.IsTrue(_chip.IsFading);
    }

    [TestMethod]
    [DataRow(new byte[] { 0xAD }, "AD")]
    [DataRow(new byte[] { 0xE4 }, "E4")]
    [DataRow(new byte[] { 0x20, 0x03 }, "2003")]
    [DataRow(new byte[] { 0x21, 0x10, 0x0F }, "21100F")]
    [DataRow(new byte[] { 0xA8, 0x0E }, "A80E")]
    [DataRow(new byte[] { 0x8D, 0x95 }, "8D95")]
    public void What_the_datasheet_does_not_have_is_recorded(byte[] commands, string recorded)
    {
        Commands(commands);
        CollectionAssert.AreEqual(new[] { recorded }, _chip.UnknownCommands.ToArray());
    }

    [TestMethod]
    public void Without_power_it_answers_nobody_and_keeps_nothing()
    {
        Clear();
        Commands(0xA5);
        _board.PowerOff();
        Assert.AreEqual(0, CountLit());
        Assert.IsFalse(_bus.Transfer(Address, [0x00, 0xAF], []));
        _board.PowerOn();
        Assert.AreEqual(0, CountLit());
        Commands(0x8D, 0x14, 0xAF);
        Assert.IsGreaterThan(1000, CountLit());
    }

    [TestMethod]
    public void A_reset_keeps_display_memory_and_no_setting()
    {
        Clear();
        Data(0x01);
        _chip.Reset();
        Assert.AreEqual(0, CountLit());
        Commands(0x8D, 0x14, 0xAF);
        AssertOnlyLit((127, 63));
    }

    [TestMethod]
    public void It_is_not_heard_above_400_kHz_or_at_another_address()
    {
        Assert.IsTrue(_bus.Transfer(Address, [0x00, 0xE3], [], 400_000));
        Assert.IsFalse(_bus.Transfer(Address, [0x00, 0xE3], [], 1_000_000));
        Assert.IsFalse(_bus.Transfer(0x3D, [0x00, 0xE3], []));
    }

    [TestMethod]
    public void A_read_tells_whether_the_display_is_off()
    {
        byte[] status = new byte[1];
        Assert.IsTrue(_bus.Transfer(Address, [], status));
        Assert.AreEqual(0x40, status[0]);
        Commands(0xAF);
        _bus.Transfer(Address, [], status);
        Assert.AreEqual(0x00, status[0]);
    }

    [TestMethod]
    [DataRow(-1, 0)]
    [DataRow(128, 0)]
    [DataRow(0, -1)]
    [DataRow(0, 64)]
    public void There_is_nothing_to_see_beside_the_glass(int column, int row) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _chip.IsLit(column, row));

    private void Commands(params byte[] bytes) => Assert.IsTrue(_bus.Transfer(Address, [0x00, .. bytes], []));

    private void Data(params byte[] bytes) => Assert.IsTrue(_bus.Transfer(Address, [0x40, .. bytes], []));

    private void Clear()
    {
        Commands(0x8D, 0x14, 0xAF, 0xA1, 0xC8, 0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7);
        Data(new byte[1024]);
    }

    private int CountLit() => Picture(_chip).Count(lit => lit);

    private static bool[] Picture(Ssd1306Chip chip) =>
        [.. Enumerable.Range(0, 128 * 64).Select(pixel => chip.IsLit(pixel % 128, pixel / 128))];

    private void AssertOnlyLit(params (int Column, int Row)[] expected)
    {
        IEnumerable<(int Column, int Row)> all = Enumerable.Range(0, 128 * 64).Select(pixel => (pixel % 128, pixel / 128));
        (int Column, int Row)[] lit = [.. all.Where(pixel => _chip.IsLit(pixel.Column, pixel.Row))];
        CollectionAssert.AreEquivalent(expected, lit, string.Join(' ', lit));
    }
}
