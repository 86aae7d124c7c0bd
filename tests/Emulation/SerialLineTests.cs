using System.IO.Ports;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class SerialLineTests : IDisposable
{
    private static readonly byte[] Message = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    private readonly EmulatedBoard _board = new();
    private readonly SerialLine _line;
    private readonly EmulatedBoard.PowerScope _power;
    private readonly SerialPort _port;

    public SerialLineTests()
    {
        _line = _board.Serial(17, 16);
        _board.PowerOn();
        _power = _board.Power();
        Firmware.AssignCom2();
        _port = new SerialPort("COM2", 115200) { ReadBufferSize = 4096 };
        _port.Open();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(199)]
    public void The_plug_can_be_pulled_at_any_byte_to_the_board(int bytes)
    {
        _line.UnplugAfterBytesToBoard(bytes);
        CollectionAssert.AreEqual(Message[..bytes], ToBoard(Message));
        Assert.IsFalse(_line.IsPlugged);
        Assert.IsEmpty(ToBoard(Message));
        _line.Plug();
        CollectionAssert.AreEqual(Message, ToBoard(Message));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(199)]
    public void The_plug_can_be_pulled_at_any_byte_from_the_board(int bytes)
    {
        _line.UnplugAfterBytesFromBoard(bytes);
        CollectionAssert.AreEqual(Message[..bytes], FromBoard(Message));
        Assert.IsFalse(_line.IsPlugged);
        _line.Plug();
        CollectionAssert.AreEqual(Message, FromBoard(Message));
    }

    [TestMethod]
    public void Pulling_the_plug_loses_what_is_on_its_way()
    {
        _line.Send(Message);
        _port.Write(Message, 0, 100);
        _board.Advance(5);
        _line.Unplug();
        _board.Advance(100);
        Assert.AreEqual(57, _port.BytesToRead);
        CollectionAssert.AreEqual(Message[..57], _line.ReceiveAll());
    }

    [TestMethod]
    public void Power_that_fails_takes_the_unsent_bytes_with_it()
    {
        _port.Write(Message, 0, 100);
        _board.Advance(5);
        _board.PowerOff();
        _board.Advance(100);
        CollectionAssert.AreEqual(Message[..57], _line.ReceiveAll());
        _line.Send([1, 2]);
        _board.Advance(5);
        Assert.AreEqual(2, _line.LostAtBoard);
    }

    [TestMethod]
    public void Dropped_bytes_are_missing_and_the_rest_is_in_order()
    {
        SerialFaults faults = new(seed: 1, drop: 0.1);
        _line.FaultsToBoard = faults;
        byte[] received = ToBoard(Message);
        Assert.IsTrue(faults.Dropped is > 5 and < 50, $"{faults.Dropped} were dropped.");
        Assert.HasCount(Message.Length - faults.Dropped, received);
        CollectionAssert.AreEqual(Message.Intersect(received).ToArray(), received);
    }

    [TestMethod]
    public void Noise_turns_one_bit_over()
    {
        SerialFaults faults = new(seed: 1, noise: 0.1);
        _line.FaultsFromBoard = faults;
        byte[] received = FromBoard(Message);
        int[] wrongBits = [.. Message.Zip(received, (sent, got) => System.Numerics.BitOperations.PopCount((uint)(sent ^ got)))];
        Assert.IsTrue(faults.Spoilt is > 5 and < 50, $"{faults.Spoilt} were spoilt.");
        Assert.AreEqual(faults.Spoilt, wrongBits.Count(bits => bits == 1));
        Assert.AreEqual(Message.Length - faults.Spoilt, wrongBits.Count(bits => bits == 0));
    }

    [TestMethod]
    public void Duplicated_bytes_come_twice_in_a_row()
    {
        SerialFaults faults = new(seed: 1, duplicate: 0.1);
        _line.FaultsToBoard = faults;
        byte[] received = ToBoard(Message);
        Assert.IsTrue(faults.Duplicated is > 5 and < 50, $"{faults.Duplicated} were duplicated.");
        Assert.HasCount(Message.Length + faults.Duplicated, received);
        CollectionAssert.AreEqual(Message, received.Distinct().ToArray());
    }

    [TestMethod]
    public void The_same_seed_makes_the_same_faults()
    {
        _line.FaultsToBoard = new SerialFaults(7, 0.1, 0.1, 0.1);
        byte[] first = ToBoard(Message);
        _line.FaultsToBoard = new SerialFaults(7, 0.1, 0.1, 0.1);
        CollectionAssert.AreEqual(first, ToBoard(Message));
        _line.FaultsToBoard = new SerialFaults(8, 0.1, 0.1, 0.1);
        CollectionAssert.AreNotEqual(first, ToBoard(Message));
    }

    [TestMethod]
    public void The_host_may_send_from_another_thread()
    {
        Thread host = new(() =>
        {
            foreach (byte value in Message)
            {
                _line.Send([value]);
            }
        });
        host.Start();
        host.Join();
        CollectionAssert.AreEqual(Message, ToBoard([]));
    }

    [TestMethod]
    public void Bytes_follow_one_another_on_the_wire_over_several_sends()
    {
        _line.Send(Message);
        _board.Advance(1);
        _line.Send(Message);
        _board.Advance(33);
        Assert.IsLessThan(400, _port.BytesToRead);
        _board.Advance(3);
        Assert.AreEqual(400, _port.BytesToRead);
    }

    [TestMethod]
    public void The_hosts_adapter_takes_no_more_than_it_can_hold()
    {
        Assert.AreEqual(65_536, _line.Send(new byte[70_000]));
        Assert.AreEqual(0, _line.Room);
        Assert.AreEqual(0, _line.Send([1]));
        _board.Advance(10);
        Assert.AreEqual(115, _line.Room);
        _line.Unplug();
        Assert.AreEqual(1, _line.Send([1]));
        Assert.AreEqual(65_536, _line.Room);
    }

    private byte[] ToBoard(byte[] bytes)
    {
        _line.Send(bytes);
        _board.Advance(100);
        byte[] received = new byte[_port.BytesToRead];
        _port.Read(received, 0, received.Length);
        return received;
    }

    private byte[] FromBoard(byte[] bytes)
    {
        _port.Write(bytes, 0, bytes.Length);
        _board.Advance(100);
        return _line.ReceiveAll();
    }
}
