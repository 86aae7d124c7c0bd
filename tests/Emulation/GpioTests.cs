using System.Device.Gpio;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class GpioTests : IDisposable
{
    private readonly EmulatedBoard _board = new();
    private readonly EmulatedBoard.PowerScope _power;
    private readonly GpioController _gpio;

    public GpioTests()
    {
        _board.PowerOn();
        _power = _board.Power();
        _gpio = new GpioController();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void A_pin_is_opened_once()
    {
        _gpio.OpenPin(4);
        Assert.IsTrue(_gpio.IsPinOpen(4));
        Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(4));
        _gpio.ClosePin(4);
        Assert.ThrowsExactly<InvalidOperationException>(() => _gpio.ClosePin(4));
        new GpioController().OpenPin(4);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(24)]
    [DataRow(31)]
    [DataRow(40)]
    [DataRow(6, DisplayName = "6 (the flash chip's)")]
    public void A_pin_that_is_not_there_cannot_be_opened(int number) =>
        Assert.ThrowsExactly<InvalidOperationException>(() => _gpio.OpenPin(number));

    [TestMethod]
    public void Pins_from_34_have_no_output()
    {
        Assert.IsFalse(_gpio.IsPinModeSupported(34, PinMode.Output));
        Assert.IsTrue(_gpio.IsPinModeSupported(34, PinMode.InputPullUp));
        Assert.IsTrue(_gpio.IsPinModeSupported(33, PinMode.OutputOpenSourcePullDown));
        Assert.ThrowsExactly<ArgumentException>(() => _gpio.OpenPin(34, PinMode.Output));
    }

    [TestMethod]
    public void An_output_drives_and_does_not_read_back()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.Output);
        pin.Write(PinValue.High);
        Assert.IsTrue(_board.Pin(4).Level);
        Assert.AreEqual(PinValue.Low, pin.Read());
        pin.Toggle();
        Assert.IsFalse(_board.Pin(4).Level);
    }

    [TestMethod]
    public void An_input_cannot_be_written()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.InputPullUp);
        Assert.ThrowsExactly<ArgumentException>(() => pin.Write(PinValue.Low));
        Assert.ThrowsExactly<ArgumentException>(() => _gpio.Write(4, PinValue.Low));
        Assert.AreEqual(PinValue.High, _gpio.Read(4));
    }

    [TestMethod]
    public void An_open_drain_drives_low_only()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.OutputOpenDrainPullUp);
        Assert.IsFalse(_board.Pin(4).Level);
        pin.Write(PinValue.High);
        Assert.IsTrue(_board.Pin(4).Level);
        _board.Pin(4).Outside = false;
        Assert.IsFalse(_board.Pin(4).Level);
    }

    [TestMethod]
    public void A_pin_whose_mode_was_never_set_reads_low()
    {
        _board.Pin(4).Outside = true;
        GpioPin pin = _gpio.OpenPin(4);
        Assert.AreEqual(PinValue.Low, pin.Read());
        pin.SetPinMode(PinMode.Input);
        Assert.AreEqual(PinValue.High, pin.Read());
        Assert.AreEqual(PinMode.Input, _gpio.GetPinMode(4));
    }

    [TestMethod]
    public void Edges_reach_the_event_with_their_direction()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.InputPullUp);
        List<PinEventTypes> edges = [];
        pin.ValueChanged += (_, e) => edges.Add(e.ChangeType);
        _board.Pin(4).Outside = false;
        _board.Pin(4).Outside = null;
        CollectionAssert.AreEqual(new[] { PinEventTypes.Falling, PinEventTypes.Rising }, edges);
    }

    [TestMethod]
    public void A_removed_handler_hears_nothing()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.InputPullUp);
        int edges = 0;
        void Count(object sender, PinValueChangedEventArgs e) => edges++;
        pin.ValueChanged += Count;
        pin.ValueChanged -= Count;
        _board.Pin(4).Outside = false;
        Assert.AreEqual(0, edges);
    }

    [TestMethod]
    public void A_debounced_pin_reports_a_bouncing_press_once_and_late()
    {
        PushButton button = new(_board, 27, seed: 2);
        GpioPin pin = _gpio.OpenPin(27, PinMode.InputPullUp);
        pin.DebounceTimeout = TimeSpan.FromMilliseconds(20);
        List<(PinEventTypes Edge, long AtMs)> edges = [];
        pin.ValueChanged += (_, e) => edges.Add((e.ChangeType, _board.NowMs));
        button.PressFor(200);
        _board.Advance(400);
        CollectionAssert.AreEqual(new[] { (PinEventTypes.Falling, 20L), (PinEventTypes.Rising, 220L) }, edges);
    }

    [TestMethod]
    public void A_pulse_shorter_than_the_debounce_time_is_not_reported()
    {
        GpioPin pin = _gpio.OpenPin(27, PinMode.InputPullUp);
        pin.DebounceTimeout = TimeSpan.FromMilliseconds(20);
        int edges = 0;
        pin.ValueChanged += (_, _) => edges++;
        _board.Pin(27).Outside = false;
        _board.Advance(10);
        _board.Pin(27).Outside = null;
        _board.Advance(100);
        Assert.AreEqual(0, edges);
    }

    [TestMethod]
    public void Debounce_time_counts_in_ticks_of_10_ms_and_at_least_one()
    {
        GpioPin pin = _gpio.OpenPin(27, PinMode.InputPullUp);
        pin.DebounceTimeout = TimeSpan.FromMilliseconds(3);
        long atMs = -1;
        pin.ValueChanged += (_, _) => atMs = _board.NowMs;
        _board.Pin(27).Outside = false;
        _board.Advance(100);
        Assert.AreEqual(10, atMs);
    }

    [TestMethod]
    public void A_pin_has_one_callback_and_the_last_one_counts()
    {
        _gpio.OpenPin(4, PinMode.InputPullUp);
        List<string> told = [];
        _gpio.RegisterCallbackForPinValueChangedEvent(4, PinEventTypes.Falling | PinEventTypes.Rising, (_, _) => told.Add("first"));
        _gpio.UnregisterCallbackForPinValueChangedEvent(4, (_, _) => { });
        _gpio.RegisterCallbackForPinValueChangedEvent(4, PinEventTypes.Falling, (_, e) => told.Add($"second {e.PinNumber} {e.ChangeType}"));
        _board.Pin(4).Outside = false;
        _board.Pin(4).Outside = null;
        CollectionAssert.AreEqual(new[] { "second 4 Falling" }, told);
    }

    [TestMethod]
    public void Disposing_one_controller_disposes_the_pins_of_all()
    {
        GpioPin pin = _gpio.OpenPin(4, PinMode.Output);
        new GpioController().Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => pin.Write(PinValue.High));
        Assert.IsFalse(_gpio.IsPinOpen(4));
    }

    [TestMethod]
    public void Levels_convert_from_and_to_numbers_and_truth_values()
    {
        PinValue low = 0;
        PinValue high = 7;
        Assert.AreEqual(PinValue.Low, low);
        Assert.IsTrue(high == PinValue.High && high != low);
        Assert.AreEqual(1, (int)high);
        Assert.AreEqual((byte)0, (byte)low);
        Assert.IsTrue((bool)high);
        Assert.AreEqual("High", high.ToString());
        (int number, PinValue level) = new PinValuePair(4, true);
        Assert.AreEqual((4, PinValue.High), (number, level));
    }

    [TestMethod]
    public void Pin_functions_begin_as_the_firmware_image_has_them_and_are_the_boards_own()
    {
        Assert.AreEqual(18, Configuration.GetFunctionPin(DeviceFunction.I2C1_DATA));
        Assert.AreEqual(-1, Configuration.GetFunctionPin(DeviceFunction.COM2_TX));
        Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
        Assert.AreEqual(17, Configuration.GetFunctionPin(DeviceFunction.COM2_TX));
        Assert.ThrowsExactly<ArgumentException>(() => Configuration.SetPinFunction(40, DeviceFunction.COM2_TX));
        Assert.ThrowsExactly<ArgumentException>(() => Configuration.SetPinFunction(4, (DeviceFunction)0x7F0101));
        Assert.ThrowsExactly<ArgumentException>(() => Configuration.SetPinFunction(4, DeviceFunction.COM4_TX));
        EmulatedBoard other = new();
        other.PowerOn();
        using (other.Power())
        {
            Assert.AreEqual(-1, Configuration.GetFunctionPin(DeviceFunction.COM2_TX));
        }
    }
}
