using System.IO.Ports;

namespace PaymentCode.Emulation;

/// <summary>
/// The cable between a UART of the board and a host, 8N1, seen from the host. Bytes take their time on the board's clock: ten bit times
/// each, one after the other. The host's methods may be called from any thread; what they send sets out at the board's next advance.
/// </summary>
public sealed class SerialLine : ISerialEnd
{
    /// <summary>Bytes that the host's adapter holds on their way to the board.</summary>
    public const int AdapterBufferSize = 65_536;

    private readonly Lock _lock = new();
    private readonly EmulatedBoard _board;
    private readonly Random _garbage;
    private readonly Queue<byte> _fromHost = new();
    private readonly Queue<(long AtNs, byte Value)> _onWire = new();
    private readonly Queue<(long AtNs, byte Value)> _toHost = new();
    private long _wireFreeNs;
    private long _transmitFreeNs;
    private int _leftToBoard = int.MaxValue;
    private int _leftFromBoard = int.MaxValue;
    private bool _unplugged;
    private bool _arrivalDue;

    internal SerialLine(EmulatedBoard board, int transmitPin, int receivePin, int baudRate, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(baudRate);
        _board = board;
        _garbage = new Random(seed);
        TransmitPin = transmitPin;
        ReceivePin = receivePin;
        BaudRate = baudRate;
    }

    /// <summary>GPIO number on which the board sends.</summary>
    public int TransmitPin { get; }

    /// <summary>GPIO number on which the board receives.</summary>
    public int ReceivePin { get; }

    /// <summary>Baud rate of the host. A board at a rate more than 3 % away hears and sends garbage.</summary>
    public int BaudRate { get; }

    /// <summary>What the cable does to bytes on their way to the board; null for a good one.</summary>
    public SerialFaults? FaultsToBoard { get; set; }

    /// <summary>What the cable does to bytes on their way to the host; null for a good one.</summary>
    public SerialFaults? FaultsFromBoard { get; set; }

    /// <summary>Whether the cable is plugged in.</summary>
    public bool IsPlugged
    {
        get
        {
            lock (_lock)
            {
                return !_unplugged;
            }
        }
    }

    /// <summary>The chip that is soldered to the line in a host's place, or null.</summary>
    internal Pn532Chip? Chip { get; private set; }

    /// <summary>How many bytes the host can take now.</summary>
    public int BytesToReceive
    {
        get
        {
            lock (_lock)
            {
                long now = _board.Clock.NowNs;
                return _toHost.Count(sent => sent.AtNs <= now);
            }
        }
    }

    /// <summary>Bytes that reached the board and were lost there: no port open, or its buffer full.</summary>
    public int LostAtBoard { get; private set; }

    private long HostByteNs => 10 * 1_000_000_000L / BaudRate;

    /// <summary>How many bytes the host's adapter takes now: it holds <see cref="AdapterBufferSize"/> that have not arrived yet.</summary>
    public int Room
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(0, AdapterBufferSize - _fromHost.Count - _onWire.Count);
            }
        }
    }

    /// <summary>Solders a chip's UART to the line, in place of a host. The chip is powered with the board.</summary>
    /// <param name="chip">The chip, on the board's clock.</param>
    /// <returns>The same chip, for wiring in one line.</returns>
    public Pn532Chip Attach(Pn532Chip chip)
    {
        ArgumentNullException.ThrowIfNull(chip);
        chip.Link = Pn532Link.Hsu;
        Chip = chip;
        chip.Serial.Sent += value => Deliver(value, chip.Serial.BaudRate);
        return chip;
    }

    /// <summary>Sends bytes to the board.</summary>
    /// <param name="bytes">The bytes; they vanish where the cable is unplugged.</param>
    /// <returns>How many were taken: all, or the <see cref="Room"/> there was.</returns>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_unplugged)
            {
                return bytes.Length;
            }

            int taken = Math.Min(bytes.Length, Room);
            foreach (byte value in bytes[..taken])
            {
                _fromHost.Enqueue(value);
            }

            return taken;
        }
    }

    /// <summary>Takes bytes that have arrived from the board.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <returns>How many there were, 0 where none have arrived yet.</returns>
    public int Receive(Span<byte> buffer)
    {
        lock (_lock)
        {
            long now = _board.Clock.NowNs;
            int count = 0;
            while (count < buffer.Length && _toHost.TryPeek(out (long AtNs, byte Value) sent) && sent.AtNs <= now)
            {
                buffer[count++] = _toHost.Dequeue().Value;
            }

            return count;
        }
    }

    /// <summary>Takes all bytes that have arrived from the board.</summary>
    public byte[] ReceiveAll()
    {
        byte[] bytes = new byte[BytesToReceive];
        return bytes[..Receive(bytes)];
    }

    /// <summary>Pulls the plug: bytes on the way are lost, and so are all until <see cref="Plug"/>.</summary>
    public void Unplug()
    {
        lock (_lock)
        {
            Break();
            KeepArrived();
        }
    }

    /// <summary>Plugs the cable in.</summary>
    public void Plug()
    {
        lock (_lock)
        {
            _unplugged = false;
            _leftToBoard = int.MaxValue;
            _leftFromBoard = int.MaxValue;
        }
    }

    /// <summary>Pulls the plug when so many more bytes have gone to the board.</summary>
    /// <param name="count">How many bytes still arrive, 0 or more.</param>
    public void UnplugAfterBytesToBoard(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            _leftToBoard = count;
        }
    }

    /// <summary>Pulls the plug when so many more bytes have come from the board.</summary>
    /// <param name="count">How many bytes still arrive, 0 or more.</param>
    public void UnplugAfterBytesFromBoard(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            _leftFromBoard = count;
        }
    }

    /// <summary>Board's thread: what the host has sent sets out.</summary>
    internal void CollectFromHost()
    {
        lock (_lock)
        {
            while (_fromHost.TryDequeue(out byte value))
            {
                int times = FaultsToBoard?.Pass(ref value) ?? 1;
                for (int i = 0; i < times; i++)
                {
                    _wireFreeNs = Math.Max(_wireFreeNs, _board.Clock.NowNs) + HostByteNs;
                    _onWire.Enqueue((_wireFreeNs, value));
                }
            }

            ScheduleArrival();
        }
    }

    /// <summary>Board's thread: the UART shifts a byte out.</summary>
    /// <returns>The moment its last bit is on the wire.</returns>
    internal long Transmit(byte value, SerialPort port)
    {
        lock (_lock)
        {
            _transmitFreeNs = Math.Max(_transmitFreeNs, _board.Clock.NowNs) + port.ByteNs;
            int times = FaultsFromBoard?.Pass(ref value) ?? 1;
            for (int i = 0; i < times && !_unplugged; i++)
            {
                if (_leftFromBoard == 0)
                {
                    Break();
                    break;
                }

                _leftFromBoard -= _leftFromBoard == int.MaxValue ? 0 : 1;
                if (Chip is { } chip)
                {
                    byte understood = Understood(value, port, chip.Serial.BaudRate);
                    _board.Clock.Schedule(_transmitFreeNs, () => chip.Serial.Receive(understood));
                    continue;
                }

                _toHost.Enqueue((_transmitFreeNs, Understood(value, port, BaudRate)));
            }

            return _transmitFreeNs;
        }
    }

    /// <summary>Board's thread: what was not on the wire yet never gets there.</summary>
    internal void BoardPoweredOff()
    {
        lock (_lock)
        {
            KeepArrived();
            _transmitFreeNs = 0;
        }
    }

    private void KeepArrived()
    {
        long now = _board.Clock.NowNs;
        (long AtNs, byte Value)[] arrived = [.. _toHost.Where(sent => sent.AtNs <= now)];
        _toHost.Clear();
        foreach ((long AtNs, byte Value) sent in arrived)
        {
            _toHost.Enqueue(sent);
        }
    }

    private void Break()
    {
        _unplugged = true;
        _fromHost.Clear();
        _onWire.Clear();
        _wireFreeNs = 0;
    }

    private void ScheduleArrival()
    {
        if (!_arrivalDue && _onWire.TryPeek(out (long AtNs, byte Value) next))
        {
            _arrivalDue = true;
            _board.Clock.Schedule(next.AtNs, Arrive);
        }
    }

    private void Arrive()
    {
        byte? arrived = null;
        lock (_lock)
        {
            _arrivalDue = false;
            if (_onWire.TryPeek(out (long AtNs, byte Value) next) && next.AtNs <= _board.Clock.NowNs)
            {
                _onWire.Dequeue();
                if (_leftToBoard == 0)
                {
                    Break();
                    KeepArrived();
                }
                else
                {
                    _leftToBoard -= _leftToBoard == int.MaxValue ? 0 : 1;
                    arrived = next.Value;
                }
            }

            ScheduleArrival();
        }

        if (arrived is byte value)
        {
            Deliver(value, BaudRate);
        }
    }

    private void Deliver(byte value, int baudRate)
    {
        SerialPort? port = _board.IsPowered ? _board.Mcu.SerialPorts.Find(open => open.Hears(this)) : null;
        if (port?.Arrive(Understood(value, port, baudRate)) != true)
        {
            LostAtBoard++;
        }
    }

    private byte Understood(byte value, SerialPort port, int baudRate)
    {
        bool sameRate = Math.Abs(port.BaudRate - baudRate) * 100L <= baudRate * 3L;
        return sameRate && port.IsEightNoneOne ? value : (byte)_garbage.Next(256);
    }
}
