using System.IO.Ports;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class SerialPortTests : IDisposable
{
    private readonly EmulatedBoard _board = new();
    private readonly SerialLine _line;
    private readonly EmulatedBoard.PowerScope _power;

    public SerialPortTests()
    {
        _line = _board.Serial(17, 16);
        _board.PowerOn();
        _power = _board.Power();
        Firmware.AssignCom2();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void Bytes_arrive_at_the_baud_rate_and_not_before()
    {
        SerialPort port = Open();
        _line.Send(new byte[240]);
        _board.Advance(10);
        Assert.AreEqual(0, port.BytesToRead, "115 bytes are there, the UART tells of 120.");
        _board.Advance(1);
        Assert.AreEqual(120, port.BytesToRead);
        _board.Advance(10);
        Assert.AreEqual(240, port.BytesToRead);
    }

    [TestMethod]
    public void A_short_message_is_seen_after_ten_silent_characters()
    {
        SerialPort port = Open();
        _line.Send([1, 2, 3]);
        _board.AdvanceNs(12 * 86_805);
        Assert.AreEqual(0, port.BytesToRead);
        _board.AdvanceNs(2 * 86_805);
        Assert.AreEqual(3, port.BytesToRead);
        byte[] read = new byte[4];
        Assert.AreEqual(2, port.Read(read, 1, 2));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 0 }, read);
        Assert.AreEqual(3, port.ReadByte());
        Assert.IsEmpty(_board.FirmwareFaults);
    }

    [TestMethod]
    public void Beyond_256_bytes_the_surplus_is_lost()
    {
        SerialPort port = Open();
        byte[] sent = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        _line.Send(sent);
        _board.Advance(100);
        Assert.AreEqual(256, port.BytesToRead);
        Assert.AreEqual(44, _line.LostAtBoard);
        byte[] read = new byte[256];
        port.Read(read, 0, 256);
        CollectionAssert.AreEqual(sent[..256], read);
    }

    [TestMethod]
    public void A_larger_buffer_must_be_asked_for_before_opening()
    {
        SerialPort port = new("COM2", 115200) { ReadBufferSize = 1500 };
        port.Open();
        _line.Send(new byte[1500]);
        _board.Advance(200);
        Assert.AreEqual(1500, port.BytesToRead);
        Assert.ThrowsExactly<InvalidOperationException>(() => port.ReadBufferSize = 2000);
        Assert.AreEqual(1500, port.WriteBufferSize);
    }

    [TestMethod]
    public void A_read_that_blocks_times_out_and_is_recorded()
    {
        SerialPort port = Open();
        _line.Send([1, 2]);
        _board.Advance(5);
        Assert.ThrowsExactly<TimeoutException>(() => port.Read(new byte[3], 0, 3));
        Assert.HasCount(1, _board.FirmwareFaults);
        Assert.Contains("Read(3) with 2 bytes", _board.FirmwareFaults[0]);
        Assert.AreEqual(2, port.BytesToRead);
    }

    [TestMethod]
    public void A_blocking_read_waits_for_its_timeout_on_the_boards_clock()
    {
        SerialPort port = Open();
        port.ReadTimeout = 250;
        Assert.ThrowsExactly<TimeoutException>(() => port.ReadByte());
        Assert.AreEqual(250, _board.NowMs);
        _line.Send([7]);
        Assert.AreEqual(7, port.ReadByte());
        Assert.HasCount(2, _board.FirmwareFaults);
    }

    [TestMethod]
    public void A_write_returns_when_all_but_128_bytes_are_out()
    {
        SerialPort port = Open();
        port.Write(new byte[128], 0, 128);
        Assert.AreEqual(0, _board.Clock.NowNs);
        port.Write(new byte[100], 0, 100);
        Assert.AreEqual(100 * 86_805, _board.Clock.NowNs);
        Assert.AreEqual(100, _line.BytesToReceive);
        _board.Advance(20);
        Assert.HasCount(228, _line.ReceiveAll());
    }

    [TestMethod]
    public void A_write_that_takes_too_long_times_out_and_the_bytes_go_out_none_the_less()
    {
        SerialPort port = Open();
        port.WriteTimeout = 5;
        Assert.ThrowsExactly<TimeoutException>(() => port.Write(new byte[1000], 0, 1000));
        Assert.AreEqual(5, _board.NowMs);
        _board.Advance(100);
        Assert.HasCount(1000, _line.ReceiveAll());
    }

    [TestMethod]
    public void Without_pin_functions_a_port_does_not_open()
    {
        SerialPort port = new("COM3", 115200);
        Assert.ThrowsExactly<Exception>(port.Open);
        Assert.IsFalse(port.IsOpen);
        Configuration.SetPinFunction(34, DeviceFunction.COM3_TX);
        Configuration.SetPinFunction(4, DeviceFunction.COM3_RX);
        Assert.ThrowsExactly<Exception>(port.Open);
    }

    [TestMethod]
    public void On_other_pins_nobody_is_heard()
    {
        Configuration.SetPinFunction(4, DeviceFunction.COM2_RX);
        SerialPort port = Open();
        _line.Send([1]);
        port.WriteByte(2);
        _board.Advance(10);
        Assert.AreEqual(0, port.BytesToRead);
        Assert.AreEqual(1, _line.LostAtBoard);
        Assert.IsEmpty(_line.ReceiveAll());
    }

    [TestMethod]
    [DataRow("COM1", DisplayName = "COM1 (the debugger's)")]
    [DataRow("COM4", DisplayName = "COM4 (not there)")]
    public void A_port_that_is_not_the_applications_does_not_open(string name) =>
        Assert.ThrowsExactly<ArgumentException>(new SerialPort(name).Open);

    [TestMethod]
    public void A_port_has_one_object_until_it_is_disposed()
    {
        SerialPort port = Open();
        Assert.ThrowsExactly<ArgumentException>(() => new SerialPort("COM2"));
        Assert.ThrowsExactly<InvalidOperationException>(port.Open);
        port.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => port.BytesToRead);
        Open().Dispose();
    }

    [TestMethod]
    public void A_closed_port_hears_nothing_and_does_not_send()
    {
        SerialPort port = Open();
        port.Close();
        _line.Send([1, 2]);
        _board.Advance(10);
        Assert.AreEqual(2, _line.LostAtBoard);
        Assert.ThrowsExactly<InvalidOperationException>(() => port.WriteByte(1));
    }

    [TestMethod]
    public void Another_baud_rate_gives_garbage_both_ways()
    {
        SerialPort port = new("COM2");
        port.Open();
        _line.Send([1, 2, 3, 4]);
        port.Write([5, 6, 7, 8], 0, 4);
        _board.Advance(20);
        byte[] read = new byte[4];
        port.Read(read, 0, 4);
        CollectionAssert.AreNotEqual(new byte[] { 1, 2, 3, 4 }, read);
        CollectionAssert.AreNotEqual(new byte[] { 5, 6, 7, 8 }, _line.ReceiveAll());
    }

    [TestMethod]
    public void Received_bytes_raise_the_event_from_the_threshold_on()
    {
        SerialPort port = Open();
        port.ReceivedBytesThreshold = 3;
        port.WatchChar = '~';
        List<(SerialData Why, int Waiting)> told = [];
        port.DataReceived += (_, e) => told.Add((e.EventType, port.BytesToRead));
        _line.Send([1, 2]);
        _board.Advance(5);
        _line.Send([3]);
        _board.Advance(5);
        _line.Send([0x7E]);
        _board.Advance(5);
        CollectionAssert.AreEqual(new[] { (SerialData.Chars, 3), (SerialData.WatchChar, 4) }, told);
    }

    [TestMethod]
    public void Text_goes_out_and_comes_in_as_UTF_8_lines()
    {
        SerialPort port = Open();
        port.WriteLine("né");
        _board.Advance(10);
        CollectionAssert.AreEqual(new byte[] { 0x6E, 0xC3, 0xA9, 0x0A }, _line.ReceiveAll());
        _line.Send("one\ntwo"u8);
        _board.Advance(10);
        Assert.AreEqual("one", port.ReadLine());
        Assert.ThrowsExactly<TimeoutException>(port.ReadLine);
        Assert.AreEqual("two", port.ReadExisting());
        Assert.AreEqual(string.Empty, port.ReadExisting());
    }

    [TestMethod]
    public void The_stream_is_the_port()
    {
        SerialPort port = Open();
        port.BaseStream!.Write([1, 2], 0, 2);
        _line.Send([9]);
        _board.Advance(5);
        Assert.AreEqual(9, port.BaseStream.ReadByte());
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, _line.ReceiveAll());
    }

    [TestMethod]
    [DataRow(5, 1, typeof(InvalidOperationException))]
    [DataRow(0, 5, typeof(InvalidOperationException))]
    [DataRow(2, 3, typeof(ArgumentException))]
    public void A_part_outside_the_buffer_is_refused(int offset, int count, Type expected)
    {
        SerialPort port = Open();
        Assert.AreEqual(expected, Assert.Throws<Exception>(() => port.Write(new byte[4], offset, count)).GetType());
        Assert.AreEqual(expected, Assert.Throws<Exception>(() => port.Read(new byte[4], offset, count)).GetType());
    }

    private static SerialPort Open()
    {
        SerialPort port = new("COM2", 115200);
        port.Open();
        return port;
    }
}
