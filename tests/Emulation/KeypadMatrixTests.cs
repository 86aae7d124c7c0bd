using System.Device.Gpio;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class KeypadMatrixTests : IDisposable
{
    private static readonly int[] Rows = [4, 5, 6, 7];
    private static readonly int[] Columns = [15, 16, 1];

    private readonly EmulatedBoard _board = new(seed: 0, Microcontroller.Esp32S3Octal);
    private readonly KeypadMatrix _keypad;
    private readonly EmulatedBoard.PowerScope _power;
    private readonly GpioPin[] _rows;
    private readonly GpioPin[] _columns;

    public KeypadMatrixTests()
    {
        _keypad = new KeypadMatrix(_board, Rows, Columns);
        _board.PowerOn();
        _power = _board.Power();
        GpioController gpio = new();
        _rows = Array.ConvertAll(Rows, pin => gpio.OpenPin(pin, PinMode.InputPullUp));
        _columns = Array.ConvertAll(Columns, pin => gpio.OpenPin(pin, PinMode.Input));
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void Each_key_is_seen_in_its_row_and_column_and_nowhere_else()
    {
        Assert.AreEqual("", Scan());
        foreach (char key in KeypadMatrix.TwelveKeys)
        {
            _keypad.Press(key);
            _board.Advance(10);
            Assert.AreEqual($"{key}", Scan());
            _keypad.Release(key);
            _board.Advance(10);
            Assert.AreEqual("", Scan());
        }

        Assert.IsEmpty(_board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow("15", "15")]
    [DataRow("14", "14")]
    [DataRow("12", "12")]
    [DataRow("159", "159")]
    [DataRow("124", "1245", DisplayName = "three corners of a rectangle: the fourth is a ghost")]
    [DataRow("379", "1379", DisplayName = "a ghost over the widest rectangle")]
    public void Several_keys_at_once_are_seen_as_a_matrix_without_diodes_shows_them(string pressed, string seen)
    {
        foreach (char key in pressed)
        {
            _keypad.Press(key);
        }

        _board.Advance(10);
        Assert.AreEqual(seen, Scan());
    }

    [TestMethod]
    public void It_can_be_scanned_the_other_way_round_too()
    {
        _keypad.Press('6');
        _board.Advance(10);
        Array.ForEach(_rows, row => row.SetPinMode(PinMode.Input));
        Array.ForEach(_columns, column => column.SetPinMode(PinMode.InputPullUp));
        _rows[1].SetPinMode(PinMode.Output);
        _rows[1].Write(PinValue.Low);
        CollectionAssert.AreEqual(new[] { true, true, false }, Array.ConvertAll(_columns, column => (bool)column.Read()));
    }

    [TestMethod]
    public void An_open_drain_column_pulls_down_and_lets_go()
    {
        _keypad.Press('8');
        _board.Advance(10);
        _columns[1].SetPinMode(PinMode.OutputOpenDrain);
        Assert.IsFalse((bool)_rows[2].Read());
        _columns[1].Write(PinValue.High);
        Assert.IsTrue((bool)_rows[2].Read());
    }

    [TestMethod]
    public void Outputs_that_fight_through_two_keys_are_a_fault_of_the_firmware()
    {
        Array.ForEach(_columns, column => column.SetPinMode(PinMode.Output));
        Array.ForEach(_columns, column => column.Write(PinValue.High));
        _columns[0].Write(PinValue.Low);
        _keypad.Press('4');
        _board.Advance(10);
        Assert.IsEmpty(_board.FirmwareFaults, "One key alone joins no two columns.");
        _keypad.Press('5');
        _board.Advance(10);
        int faults = _board.FirmwareFaults.Count;
        _columns[0].Write(PinValue.High);
        _columns[0].Write(PinValue.Low);
        Assert.HasCount(faults, _board.FirmwareFaults, "It is reported once for each movement of a key.");
        StringAssert.Contains(_board.FirmwareFaults[0], "leave the idle columns undriven", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Firmware_may_change_pins_while_it_is_told_of_a_key()
    {
        Array.ForEach(_columns, column => column.SetPinMode(PinMode.Output));
        _rows[1].ValueChanged += (_, _) => _columns[2].SetPinMode(PinMode.Input);
        _keypad.Press('6');
        _board.Advance(10);
        Assert.IsTrue((bool)_rows[1].Read(), "It let go of the column that the key joins to the row.");
    }

    [TestMethod]
    public void A_key_bounces_and_settles_the_same_way_for_the_same_seed()
    {
        CollectionAssert.AreEqual(Edges(seed: 6), Edges(seed: 6));
        CollectionAssert.AreNotEqual(Edges(seed: 6), Edges(seed: 7));
        long[] edges = Edges(seed: 6);
        Assert.IsGreaterThan(2, edges.Length);
        Assert.IsTrue(Array.TrueForAll(edges, ns => ns <= 5 * VirtualClock.NsPerMs || ns is >= 50 * VirtualClock.NsPerMs and <= 55 * VirtualClock.NsPerMs));
    }

    [TestMethod]
    public void A_press_for_a_time_begins_and_ends_by_itself()
    {
        _keypad.PressFor('0', ms: 40, afterMs: 100);
        _board.Advance(99);
        Assert.IsFalse(_keypad.IsDown('0'));
        _board.Advance(11);
        Assert.AreEqual("0", Scan());
        _board.Advance(40);
        Assert.AreEqual("", Scan());
    }

    [TestMethod]
    public void A_held_key_is_still_held_after_power_came_back()
    {
        _keypad.Press('#');
        _board.PowerOff();
        _board.Advance(100);
        _board.PowerOn();
        GpioController gpio = new();
        GpioPin row = gpio.OpenPin(7, PinMode.InputPullUp);
        GpioPin column = gpio.OpenPin(1, PinMode.Output);
        column.Write(PinValue.Low);
        Assert.IsFalse((bool)row.Read());
    }

    [TestMethod]
    public void A_row_without_a_pull_up_floats_or_follows_what_hangs_on_it()
    {
        _rows[0].SetPinMode(PinMode.Input);
        PinValue[] levels = [.. Enumerable.Range(0, 100).Select(_ => _rows[0].Read())];
        Assert.Contains(PinValue.Low, levels);
        Assert.Contains(PinValue.High, levels);
        _columns[2].SetPinMode(PinMode.InputPullDown);
        _keypad.Press('3');
        _board.Advance(10);
        Assert.IsFalse((bool)_rows[0].Read());
    }

    [TestMethod]
    public void Keys_that_are_not_there_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => _keypad.Press('A'));
        Assert.ThrowsExactly<ArgumentException>(() => new KeypadMatrix(_board, Rows, Columns, "123"));
        Assert.ThrowsExactly<ArgumentException>(() => new KeypadMatrix(_board, Rows, Columns, "123456789*00"));
    }

    private static long[] Edges(int seed)
    {
        EmulatedBoard board = new();
        KeypadMatrix keypad = new(board, [4], [15], "1", seed);
        board.PowerOn();
        List<long> edges = [];
        using (board.Power())
        {
            GpioController gpio = new();
            gpio.OpenPin(4, PinMode.InputPullUp);
            gpio.OpenPin(15, PinMode.Output);
        }

        board.Pin(4).LevelChanged += _ => edges.Add(board.Clock.NowNs);
        keypad.PressFor('1', 50);
        board.Advance(100);
        return [.. edges];
    }

    /// <summary>As firmware does it: one column at a time is driven low, the others are left alone.</summary>
    private string Scan()
    {
        List<int> seen = [];
        for (int column = 0; column < Columns.Length; column++)
        {
            _columns[column].SetPinMode(PinMode.Output);
            _columns[column].Write(PinValue.Low);
            seen.AddRange(Enumerable.Range(0, Rows.Length).Where(row => _rows[row].Read() == PinValue.Low).Select(row => (row * 3) + column));
            _columns[column].SetPinMode(PinMode.Input);
        }

        return string.Concat(seen.Order().Select(index => KeypadMatrix.TwelveKeys[index]));
    }
}
