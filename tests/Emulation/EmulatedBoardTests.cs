using System.Device.Gpio;
using System.Device.I2c;
using System.IO.Ports;
using Iot.Device.Ssd13xx;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class EmulatedBoardTests
{
    [TestMethod]
    public void Device_objects_cannot_be_made_where_no_board_is_powered()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController());
        Assert.ThrowsExactly<InvalidOperationException>(() => I2cDevice.Create(new I2cConnectionSettings(1, 0x3C)));
        Assert.ThrowsExactly<InvalidOperationException>(() => new SerialPort("COM2"));
    }

    [TestMethod]
    public void A_board_that_is_off_cannot_be_run()
    {
        EmulatedBoard board = new();
        Assert.ThrowsExactly<InvalidOperationException>(() => board.Power());
        board.PowerOn();
        Assert.ThrowsExactly<InvalidOperationException>(board.PowerOn);
    }

    [TestMethod]
    public void Scopes_nest_and_objects_stay_with_their_board()
    {
        EmulatedBoard outer = new();
        EmulatedBoard inner = new();
        Led outerLed = new(outer, 4);
        Led innerLed = new(inner, 4);
        outer.PowerOn();
        inner.PowerOn();
        using (outer.Power())
        {
            GpioPin onOuter = new GpioController().OpenPin(4, PinMode.Output);
            using (inner.Power())
            {
                Assert.AreSame(inner, EmulatedBoard.Powered);
                new GpioController().OpenPin(4, PinMode.Output);
                onOuter.Write(PinValue.High);
            }

            Assert.AreSame(outer, EmulatedBoard.Powered);
        }

        Assert.IsTrue(outerLed.IsLit);
        Assert.IsFalse(innerLed.IsLit);
    }

    [TestMethod]
    public void Objects_of_an_earlier_run_are_dead_after_power_came_back()
    {
        EmulatedBoard board = new();
        board.I2c(21, 22).Attach(new Mb85rc256vChip());
        board.PowerOn();
        I2cDevice device;
        GpioPin pin;
        SerialPort port;
        using (board.Power())
        {
            device = Firmware.OpenI2c(0x50);
            pin = new GpioController().OpenPin(4, PinMode.Output);
            Firmware.AssignCom2();
            port = new SerialPort("COM2");
            port.Open();
        }

        board.PowerOff();
        board.PowerOn();
        using (board.Power())
        {
            Assert.ThrowsExactly<PowerLostException>(() => device.WriteByte(0));
            Assert.ThrowsExactly<PowerLostException>(() => pin.Write(PinValue.High));
            Assert.ThrowsExactly<PowerLostException>(() => port.WriteByte(0));
            new SerialPort("COM2").Dispose();
            new GpioController().OpenPin(4, PinMode.Output);
        }
    }

    [TestMethod]
    public void Time_stands_still_until_it_is_advanced_and_uptime_begins_at_power_on()
    {
        EmulatedBoard board = new();
        board.Advance(500);
        board.PowerOn();
        board.Advance(20);
        board.AdvanceTo(600);
        board.AdvanceTo(550);
        Assert.AreEqual(600, board.NowMs);
        Assert.AreEqual(100, board.UptimeMs);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => board.Advance(-1));
    }

    [TestMethod]
    public void What_is_due_happens_at_its_own_moment_and_in_order()
    {
        VirtualClock clock = new();
        List<(string What, long AtMs)> happened = [];
        clock.Schedule(20 * VirtualClock.NsPerMs, () => happened.Add(("second", clock.NowMs)));
        clock.Schedule(10 * VirtualClock.NsPerMs, () =>
        {
            happened.Add(("first", clock.NowMs));
            clock.Schedule(15 * VirtualClock.NsPerMs, () => happened.Add(("between", clock.NowMs)));
        });
        clock.Schedule(20 * VirtualClock.NsPerMs, () => happened.Add(("third", clock.NowMs)));
        clock.Advance(30 * VirtualClock.NsPerMs);
        CollectionAssert.AreEqual(new[] { ("first", 10L), ("between", 15L), ("second", 20L), ("third", 20L) }, happened);
        Assert.AreEqual(30, clock.NowMs);
    }

    [TestMethod]
    public void Two_boards_run_on_two_threads_at_once_and_do_not_meet()
    {
        using Barrier bothInside = new(2);
        (bool[] Picture, string Text)[] results = new (bool[], string)[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(index => new Thread(() => results[index] = RunOne(index, bothInside)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        for (int index = 0; index < 2; index++)
        {
            Assert.AreEqual($"board {index}", results[index].Text);
            Assert.AreEqual(200, results[index].Picture.Count(lit => lit));
            Assert.IsTrue(results[index].Picture[index * 128]);
        }
    }

    [TestMethod]
    public void One_board_is_run_by_one_thread_at_a_time()
    {
        EmulatedBoard board = new();
        board.PowerOn();
        Exception? refused = null;
        using (board.Power())
        {
            Thread other = new(() =>
            {
                try
                {
                    board.Power().Dispose();
                }
                catch (InvalidOperationException exception)
                {
                    refused = exception;
                }
            });
            other.Start();
            other.Join();
        }

        Assert.IsNotNull(refused);
        Thread later = new(() => board.Power().Dispose());
        later.Start();
        later.Join();
    }

    [TestMethod]
    public void A_thousand_boards_live_in_one_process()
    {
        EmulatedBoard[] boards = [.. Enumerable.Range(0, 1_000).Select(seed => new EmulatedBoard(seed))];
        GpioPin[] pins = new GpioPin[boards.Length];
        for (int i = 0; i < boards.Length; i++)
        {
            boards[i].PowerOn();
            using (boards[i].Power())
            {
                pins[i] = new GpioController().OpenPin(4, PinMode.Output);
            }
        }

        for (int i = 0; i < boards.Length; i += 3)
        {
            pins[i].Write(PinValue.High);
        }

        for (int i = 0; i < boards.Length; i++)
        {
            Assert.AreEqual(i % 3 == 0, boards[i].Pin(4).Level);
        }
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(40)]
    public void There_are_pins_0_to_39(int number) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmulatedBoard().Pin(number));

    private static (bool[] Picture, string Text) RunOne(int index, Barrier bothInside)
    {
        EmulatedBoard board = new(index);
        Ssd1306Chip oled = board.I2c(21, 22).Attach(new Ssd1306Chip(index));
        SerialLine line = board.Serial(17, 16);
        board.PowerOn();
        using (board.Power())
        {
            bothInside.SignalAndWait();
            Ssd1306 display = new(Firmware.OpenI2c(0x3C));
            Firmware.AssignCom2();
            SerialPort port = new("COM2", 115200);
            port.Open();
            for (int column = 0; column < 100; column++)
            {
                display.DrawPixel(column, index);
                display.DrawPixel(column, index + 40);
                display.Display();
            }

            port.Write($"board {index}");
            board.Advance(10);
        }

        bool[] picture = [.. Enumerable.Range(0, 128 * 64).Select(pixel => oled.IsLit(pixel % 128, pixel / 128))];
        return (picture, System.Text.Encoding.ASCII.GetString(line.ReceiveAll()));
    }
}
