using System.Device.Gpio;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class PushButtonTests
{
    private readonly EmulatedBoard _board = new();

    [TestMethod]
    public void With_a_pull_up_it_reads_high_until_it_is_pressed()
    {
        PushButton button = new(_board, 27);
        GpioPin pin = Open(27, PinMode.InputPullUp);
        Assert.AreEqual(PinValue.High, pin.Read());
        button.Press();
        _board.Advance(10);
        Assert.AreEqual(PinValue.Low, pin.Read());
        button.Release();
        _board.Advance(10);
        Assert.AreEqual(PinValue.High, pin.Read());
    }

    [TestMethod]
    public void It_bounces_for_some_milliseconds_and_then_settles()
    {
        PushButton button = new(_board, 27, seed: 5, bounceMs: 5);
        Open(27, PinMode.InputPullUp);
        int edges = 0;
        long lastEdgeNs = 0;
        _board.Pin(27).LevelChanged += _ =>
        {
            edges++;
            lastEdgeNs = _board.Clock.NowNs;
        };
        button.Press();
        _board.Advance(1_000);
        Assert.IsGreaterThan(1, edges);
        Assert.IsTrue(lastEdgeNs is > 0 and <= 5 * VirtualClock.NsPerMs, $"The last edge was at {lastEdgeNs} ns.");
        Assert.IsFalse(_board.Pin(27).Level);
    }

    [TestMethod]
    public void The_same_seed_bounces_the_same_way()
    {
        CollectionAssert.AreEqual(Edges(seed: 9), Edges(seed: 9));
        CollectionAssert.AreNotEqual(Edges(seed: 9), Edges(seed: 10));
    }

    [TestMethod]
    public void A_press_for_a_time_ends_after_it()
    {
        PushButton button = new(_board, 27);
        Open(27, PinMode.InputPullUp);
        button.PressFor(1_600);
        _board.Advance(1_599);
        Assert.IsTrue(button.IsDown);
        _board.Advance(1);
        Assert.IsFalse(button.IsDown);
        _board.Advance(10);
        Assert.IsTrue(_board.Pin(27).Level);
    }

    [TestMethod]
    public void A_pin_without_a_pull_up_floats_when_it_is_released()
    {
        _ = new PushButton(_board, 27);
        GpioPin pin = Open(27, PinMode.Input);
        PinValue[] levels = [.. Enumerable.Range(0, 100).Select(_ => pin.Read())];
        Assert.Contains(PinValue.Low, levels);
        Assert.Contains(PinValue.High, levels);
    }

    [TestMethod]
    public void A_diode_shines_when_its_output_is_high()
    {
        Led led = new(_board, 4);
        GpioPin pin = Open(4, PinMode.Output);
        Assert.IsFalse(led.IsLit);
        pin.Write(PinValue.High);
        Assert.IsTrue(led.IsLit);
        pin.SetPinMode(PinMode.InputPullUp);
        Assert.IsFalse(led.IsLit);
        pin.SetPinMode(PinMode.Output);
        pin.Toggle();
        Assert.IsTrue(led.IsLit);
        _board.PowerOff();
        Assert.IsFalse(led.IsLit);
    }

    private static long[] Edges(int seed)
    {
        EmulatedBoard board = new();
        PushButton button = new(board, 27, seed);
        List<long> edges = [];
        board.PowerOn();
        using (board.Power())
        {
            new GpioController().OpenPin(27, PinMode.InputPullUp);
        }

        board.Pin(27).LevelChanged += _ => edges.Add(board.Clock.NowNs);
        button.PressFor(50);
        board.Advance(100);
        return [.. edges];
    }

    private GpioPin Open(int number, PinMode mode)
    {
        _board.PowerOn();
        using (_board.Power())
        {
            return new GpioController().OpenPin(number, mode);
        }
    }
}
