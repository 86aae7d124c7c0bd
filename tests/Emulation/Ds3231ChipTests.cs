namespace PaymentCode.Emulation.Tests;

/// <summary>The chip against the DS3231 datasheet, figure 1 and its register descriptions, in bytes as the bus carries them.</summary>
[TestClass]
public sealed class Ds3231ChipTests
{
    private readonly EmulatedBoard _board = new();
    private readonly I2cWires _bus;
    private readonly Ds3231Chip _chip;

    public Ds3231ChipTests()
    {
        _bus = _board.I2c(21, 22);
        _chip = _bus.Attach(new Ds3231Chip(_board.Clock));
        _board.PowerOn();
    }

    [TestMethod]
    public void A_new_part_says_that_its_oscillator_had_stopped()
    {
        CollectionAssert.AreEqual(new byte[] { 0x1C, 0x88 }, Read(0x0E, 2));
        CollectionAssert.AreEqual(new byte[] { 0x00, 0x00, 0x00, 0x01, 0x01, 0x01, 0x00 }, Read(0x00, 7));
    }

    [TestMethod]
    public void A_time_that_was_set_goes_on()
    {
        Write(0x00, 0x50, 0x59, 0x23, 0x07, 0x28, 0x02, 0x28);
        _board.Advance(10_000);
        CollectionAssert.AreEqual(new byte[] { 0x00, 0x00, 0x00, 0x01, 0x29, 0x02, 0x28 }, Read(0x00, 7));
        Assert.AreEqual(new DateTime(2028, 2, 29, 0, 0, 0, DateTimeKind.Utc), _chip.Time);
        Assert.IsEmpty(_chip.IllogicalWrites);
    }

    [TestMethod]
    public void Setting_the_seconds_starts_the_second_anew()
    {
        _board.Advance(900);
        Write(0x00, 0x10);
        _board.Advance(950);
        Assert.AreEqual(0x10, Read(0x00, 1)[0]);
        _board.Advance(60);
        Assert.AreEqual(0x11, Read(0x00, 1)[0]);
    }

    [TestMethod]
    [DataRow((byte)0x52, (byte)0x41, DisplayName = "12 AM becomes 1 AM")]
    [DataRow((byte)0x51, (byte)0x72, DisplayName = "11 AM becomes 12 PM")]
    [DataRow((byte)0x72, (byte)0x61, DisplayName = "12 PM becomes 1 PM")]
    [DataRow((byte)0x71, (byte)0x52, DisplayName = "11 PM becomes 12 AM")]
    public void In_12_hour_mode_the_hour_runs_from_12_to_11(byte before, byte after)
    {
        Write(0x00, 0x59, 0x59, before);
        _board.Advance(1_000);
        Assert.AreEqual(after, Read(0x02, 1)[0]);
    }

    [TestMethod]
    public void The_mode_of_the_hours_can_be_changed_while_it_runs()
    {
        Write(0x02, 0x15);
        Write(0x02, 0x40 | 0x20 | 0x03);
        Assert.AreEqual(15, _chip.Time!.Value.Hour);
        Assert.AreEqual(0x63, Read(0x02, 1)[0]);
    }

    [TestMethod]
    public void The_century_bit_turns_over_after_99()
    {
        Write(0x00, 0x59, 0x59, 0x23, 0x05, 0x31, 0x12, 0x99);
        _board.Advance(1_000);
        CollectionAssert.AreEqual(new byte[] { 0x01, 0x81, 0x00 }, Read(0x04, 3));
        Assert.AreEqual(2100, _chip.Time!.Value.Year);
    }

    [TestMethod]
    public void The_stop_flag_is_cleared_by_writing_0_and_not_set_by_writing_1()
    {
        Write(0x0F, 0x08);
        Assert.AreEqual(0x08, Read(0x0F, 1)[0]);
        Write(0x0F, 0x88);
        Assert.AreEqual(0x08, Read(0x0F, 1)[0]);
    }

    [TestMethod]
    public void On_its_battery_it_goes_on_and_keeps_its_flag_clear()
    {
        Write(0x00, 0x00, 0x00, 0x12, 0x01, 0x01, 0x06, 0x26);
        Write(0x0F, 0x00);
        _board.PowerOff();
        _board.Advance(3_600_000);
        _board.PowerOn();
        CollectionAssert.AreEqual(new byte[] { 0x00, 0x00, 0x13 }, Read(0x00, 3));
        Assert.AreEqual(0x00, Read(0x0F, 1)[0] & Ds3231Chip.Osf);
    }

    [TestMethod]
    public void Without_a_battery_the_time_is_lost_with_the_power_and_it_says_so()
    {
        Write(0x00, 0x00, 0x00, 0x12, 0x01, 0x01, 0x06, 0x26);
        Write(0x0F, 0x00);
        _chip.RemoveBattery();
        Assert.AreEqual(0x26, Read(0x06, 1)[0], "With the supply on nothing happens yet.");
        _board.PowerOff();
        _chip.InsertBattery();
        _board.PowerOn();
        Assert.AreEqual(0x00, Read(0x06, 1)[0]);
        Assert.AreEqual(Ds3231Chip.Osf, Read(0x0F, 1)[0] & Ds3231Chip.Osf);
    }

    [TestMethod]
    public void A_battery_taken_out_while_it_is_off_loses_the_time()
    {
        Write(0x0F, 0x00);
        _board.PowerOff();
        _chip.RemoveBattery();
        _board.PowerOn();
        Assert.AreEqual(Ds3231Chip.Osf, Read(0x0F, 1)[0] & Ds3231Chip.Osf);
    }

    [TestMethod]
    public void With_EOSC_set_it_stops_on_its_battery_and_says_so()
    {
        Write(0x00, 0x30);
        Write(0x0E, Ds3231Chip.Eosc, 0x00);
        _board.PowerOff();
        _board.Advance(20_000);
        _board.PowerOn();
        Assert.AreEqual(0x30, Read(0x00, 1)[0]);
        Assert.AreEqual(Ds3231Chip.Osf, Read(0x0F, 1)[0] & Ds3231Chip.Osf);
    }

    [TestMethod]
    [DataRow(25.25, (byte)0x19, (byte)0x40)]
    [DataRow(-0.25, (byte)0xFF, (byte)0xC0)]
    public void Temperature_is_two_s_complement_in_quarters(double celsius, byte high, byte low)
    {
        _chip.Temperature = celsius;
        CollectionAssert.AreEqual(new[] { high, low }, Read(0x11, 2));
        Write(0x11, 0x55);
        Assert.AreEqual(high, Read(0x11, 1)[0]);
    }

    [TestMethod]
    public void The_address_runs_over_from_12_to_00_and_time_is_taken_anew()
    {
        byte[] registers = Read(0x10, 5);
        Assert.AreEqual(0x19, registers[1]);
        Assert.AreEqual(0x00, registers[3]);
    }

    [TestMethod]
    public void Alarm_and_aging_registers_keep_what_is_written()
    {
        Write(0x07, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87);
        Write(0x10, 0xF6);
        CollectionAssert.AreEqual(new byte[] { 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87 }, Read(0x07, 7));
        Assert.AreEqual(0xF6, Read(0x10, 1)[0]);
    }

    [TestMethod]
    [DataRow((byte)0x00, (byte)0x60, "Seconds 60")]
    [DataRow((byte)0x01, (byte)0x0A, "Minutes 0A")]
    [DataRow((byte)0x02, (byte)0x24, "Hours 24")]
    [DataRow((byte)0x03, (byte)0x08, "Day 08")]
    [DataRow((byte)0x04, (byte)0x00, "Date 00")]
    [DataRow((byte)0x05, (byte)0x13, "MonthCentury 13")]
    public void A_digit_that_does_not_exist_is_recorded(byte register, byte value, string recorded)
    {
        Write(register, value);
        CollectionAssert.AreEqual(new[] { recorded }, _chip.IllogicalWrites.ToArray());
    }

    [TestMethod]
    public void A_date_that_does_not_exist_is_recorded_once_it_should_move()
    {
        Write(0x04, 0x31, 0x02, 0x26);
        Assert.IsNull(_chip.Time);
        _board.Advance(1_000);
        Assert.IsNull(_chip.Time);
        CollectionAssert.AreEqual(new[] { "2026-2-31" }, _chip.IllogicalWrites.ToArray());
    }

    [TestMethod]
    public void Its_error_adds_up()
    {
        EmulatedBoard board = new();
        Ds3231Chip fast = board.I2c(21, 22).Attach(new Ds3231Chip(board.Clock, driftPpm: 100));
        board.PowerOn();
        for (int hour = 0; hour < 24; hour++)
        {
            board.Advance(3_600_000);
        }

        Assert.AreEqual(new DateTime(2000, 1, 2, 0, 0, 8, DateTimeKind.Utc), fast.Time);
    }

    private void Write(params byte[] bytes) => Assert.IsTrue(_bus.Transfer(Ds3231Chip.Address, bytes, []));

    private byte[] Read(byte register, int count)
    {
        byte[] bytes = new byte[count];
        Assert.IsTrue(_bus.Transfer(Ds3231Chip.Address, [register], bytes));
        return bytes;
    }
}
