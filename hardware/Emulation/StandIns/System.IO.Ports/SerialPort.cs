using System.Text;
using nanoFramework.Hardware.Esp32;
using PaymentCode.Emulation;

namespace System.IO.Ports;

/// <summary>
/// A serial port of the board that is powered when this is made, behaving as nf-interpreter's driver for the ESP32. Received bytes become
/// visible when the UART has 120 of them or the line was silent for ten characters; beyond <see cref="ReadBufferSize"/> they are
/// lost. A write returns when all but the last 128 bytes are on the wire. A read of more than <see cref="BytesToRead"/> blocks on the
/// device: here that is recorded in <see cref="EmulatedBoard.FirmwareFaults"/>, waits for <see cref="ReadTimeout"/> on the board's clock,
/// and ends in a TimeoutException; with no timeout set, where the device would wait for ever, it ends so at once.
/// </summary>
public sealed partial class SerialPort : IDisposable
{
    private const int PortCount = 3;

    private readonly Esp32 _mcu;
    private readonly int _index;
    private readonly UartFifo _fifo;
    private readonly Queue<byte> _received = new();
    private SerialStream? _stream;
    private SerialLine? _line;
    private bool _disposed;

    /// <summary>Makes the port; it is opened by <see cref="Open"/>.</summary>
    /// <param name="portName">COM1 to COM3.</param>
    /// <param name="baudRate">Bits a second.</param>
    /// <param name="parity">Parity bit.</param>
    /// <param name="dataBits">5 to 8.</param>
    /// <param name="stopBits">Length of the stop bit.</param>
    /// <exception cref="ArgumentException">An object for this port exists already and is not disposed.</exception>
    public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8, StopBits stopBits = StopBits.One)
    {
        ArgumentNullException.ThrowIfNull(portName);
        _mcu = EmulatedBoard.Powered.Mcu;
        _fifo = new UartFifo(_mcu.Board.Clock, OnVisible);
        _index = portName[3] - '0';
        if (_mcu.SerialPorts.Exists(port => port._index == _index))
        {
            throw new ArgumentException($"{portName} is in use by another object.", nameof(portName));
        }

        PortName = portName;
        _baudRate = baudRate;
        Parity = parity;
        _dataBits = dataBits;
        StopBits = stopBits;
        _mcu.SerialPorts.Add(this);
    }

    /// <summary>The device closes a port when its object is collected; here the board's thread alone does such things.</summary>
    ~SerialPort() => Dispose(disposing: false);

    /// <summary>Raised when bytes arrived and <see cref="ReceivedBytesThreshold"/> of them wait.</summary>
    public event SerialDataReceivedEventHandler? DataReceived;

    /// <summary>Whether the port is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The port as a stream, or null before it is opened.</summary>
    public Stream? BaseStream => _stream;

    /// <summary>How many bytes can be read without blocking.</summary>
    public int BytesToRead
    {
        get
        {
            ThrowIfUnusable();
            return _received.Count;
        }
    }

    /// <summary>Duration of a character in nanoseconds.</summary>
    internal long ByteNs
    {
        get
        {
            int bits = 1 + _dataBits + (Parity == Parity.None ? 0 : 1) + (StopBits == StopBits.One ? 1 : 2);
            return bits * 1_000_000_000L / _baudRate;
        }
    }

    internal bool IsEightNoneOne => _dataBits == 8 && Parity == Parity.None && StopBits == StopBits.One && !_invertSignalLevels;

    /// <summary>The ports of an ESP32.</summary>
    public static string[] GetPortNames() => ["COM1", "COM2", "COM3"];

    /// <summary>Opens the port on the pins that its functions have.</summary>
    /// <exception cref="InvalidOperationException">It is open.</exception>
    /// <exception cref="ArgumentException">There is no such port, or it is COM1, which belongs to the debugger.</exception>
    /// <exception cref="Exception">A pin is not assigned or cannot send (the device throws the plain type).</exception>
    public void Open()
    {
        _mcu.ThrowIfDead();
        ThrowIfOpen();
        if (_index is < 2 or > PortCount)
        {
            throw new ArgumentException($"{PortName} cannot be opened: COM1 belongs to the debugger, and the last is COM{PortCount}.");
        }

        int transmit = PinOf(DeviceFunction.COM1_TX);
        int receive = PinOf(DeviceFunction.COM1_RX);
        bool handshakePins = PinOf(DeviceFunction.COM1_RTS) >= 0 && PinOf(DeviceFunction.COM1_CTS) >= 0;
        bool needsHandshakePins = Handshake is Handshake.RequestToSend or Handshake.RequestToSendXOnXOff && Mode == SerialMode.Normal;
        if (transmit < 0 || receive < 0 || (needsHandshakePins && !handshakePins) || !_mcu.Pins.IsOutput(transmit))
        {
            throw new Exception($"{PortName} has no pins: assign TX and RX (and RTS and CTS) with Configuration.SetPinFunction.");
        }

        _disposed = false;
        _received.Clear();
        _fifo.Clear();
        _line = _mcu.Board.Lines.FirstOrDefault(line => line.TransmitPin == transmit && line.ReceivePin == receive);
        _stream = new SerialStream(this);
        IsOpen = true;
    }

    /// <summary>Closes the port.</summary>
    public void Close()
    {
        _stream?.Dispose();
        _line = null;
        IsOpen = false;
    }

    /// <summary>Reads bytes, all of them or none.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="offset">Place of the first one.</param>
    /// <param name="count">How many; more than <see cref="BytesToRead"/> blocks.</param>
    /// <returns><paramref name="count"/>.</returns>
    /// <exception cref="TimeoutException">They did not arrive in time; what did arrive stays.</exception>
    public int Read(byte[] buffer, int offset, int count)
    {
        ThrowIfUnusable();
        CheckRange(buffer, offset, count);
        if (_received.Count < count)
        {
            Block($"Read({count}) with {_received.Count} bytes there", () => _received.Count >= count);
        }

        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = _received.Dequeue();
        }

        return count;
    }

    /// <summary>Reads one byte.</summary>
    /// <exception cref="TimeoutException">None arrived in time.</exception>
    public int ReadByte()
    {
        byte[] single = new byte[1];
        Read(single, 0, 1);
        return single[0];
    }

    /// <summary>Reads what is there, as UTF-8.</summary>
    public string ReadExisting()
    {
        ThrowIfUnusable();
        byte[] bytes = [.. _received];
        _received.Clear();
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads up to <see cref="NewLine"/>, which is not returned.</summary>
    /// <exception cref="TimeoutException">No end of line arrived in time.</exception>
    public string ReadLine()
    {
        ThrowIfUnusable();
        byte[] end = Encoding.UTF8.GetBytes(_newLine);
        if (LineLength(end) < 0)
        {
            Block($"ReadLine with {_received.Count} bytes there", () => LineLength(end) >= 0);
        }

        byte[] line = new byte[LineLength(end) + end.Length];
        Read(line, 0, line.Length);
        return Encoding.UTF8.GetString(line, 0, line.Length - end.Length);
    }

    /// <summary>Sends bytes; returns when the last 128 of them are in the UART.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Place of the first one.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="TimeoutException">It took longer than <see cref="WriteTimeout"/>; the bytes go out none the less.</exception>
    public void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfUnusable();
        CheckRange(buffer, offset, count);
        if (!IsOpen)
        {
            throw new InvalidOperationException($"{PortName} is not open.");
        }

        long doneNs = _mcu.Board.Clock.NowNs;
        for (int i = 0; i < count; i++)
        {
            doneNs = _line?.Transmit(buffer[offset + i], this) ?? (doneNs + ByteNs);
        }

        long waitNs = Math.Max(0, doneNs - _mcu.Board.Clock.NowNs - (UartFifo.Length * ByteNs));
        bool late = _writeTimeout >= 0 && waitNs > _writeTimeout * VirtualClock.NsPerMs;
        _mcu.Board.AdvanceNs(late ? _writeTimeout * VirtualClock.NsPerMs : waitNs);
        _mcu.ThrowIfDead();
        if (late)
        {
            throw new TimeoutException($"{PortName} did not send {count} bytes in {_writeTimeout} ms.");
        }
    }

    /// <summary>Sends one byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value) => Write([value], 0, 1);

    /// <summary>Sends text as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Write(bytes, 0, bytes.Length);
    }

    /// <summary>Sends text as UTF-8, then <see cref="NewLine"/>.</summary>
    /// <param name="text">The text.</param>
    public void WriteLine(string text) => Write(text + _newLine);

    /// <summary>Closes the port and gives it up.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal bool Hears(SerialLine line) => IsOpen && ReferenceEquals(_line, line);

    /// <summary>The last bit of a byte has arrived.</summary>
    /// <returns>False when there is no room for it.</returns>
    internal bool Arrive(byte value)
    {
        bool hasRoom = _received.Count + _fifo.Count < Math.Max(_bufferSize, UartFifo.Length + 1);
        if (hasRoom)
        {
            _fifo.Add(value, ByteNs);
        }

        return hasRoom;
    }

    private void OnVisible(byte[] bytes)
    {
        if (!_mcu.IsRunning || !IsOpen)
        {
            return;
        }

        bool watched = WatchChar != 0 && bytes.Contains((byte)WatchChar);
        foreach (byte value in bytes)
        {
            _received.Enqueue(value);
        }

        if (_received.Count >= ReceivedBytesThreshold)
        {
            DataReceived?.Invoke(this, new SerialDataReceivedEventArgs(watched ? SerialData.WatchChar : SerialData.Chars));
        }
    }

    private void Block(string what, Func<bool> satisfied)
    {
        _mcu.Board.ReportFirmwareFault($"{PortName}: {what} blocks; read min(BytesToRead, n).");
        for (int waitedMs = 0; waitedMs < _readTimeout && !satisfied(); waitedMs++)
        {
            _mcu.Board.AdvanceNs(VirtualClock.NsPerMs);
            _mcu.ThrowIfDead();
        }

        if (!satisfied())
        {
            throw new TimeoutException($"{PortName}: {what} blocks.");
        }
    }

    private int LineLength(byte[] end) => _received.ToArray().AsSpan().IndexOf(end);

    private int PinOf(DeviceFunction functionOfCom1) => _mcu.GetFunctionPin(functionOfCom1 + ((_index - 1) << 8));

    private void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        Close();
        _mcu.SerialPorts.Remove(this);
        _disposed = true;
    }

    private void ThrowIfOpen()
    {
        if (IsOpen)
        {
            throw new InvalidOperationException($"{PortName} is open.");
        }
    }

    private void ThrowIfUnusable()
    {
        _mcu.ThrowIfDead();
        ObjectDisposedException.ThrowIf(_disposed, this);
    }

    private static void CheckRange(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (offset < 0 || count < 0 || offset > buffer.Length || count > buffer.Length)
        {
            throw new InvalidOperationException($"{count} bytes at {offset} are not in a buffer of {buffer.Length}.");
        }

        if (offset + count > buffer.Length)
        {
            throw new ArgumentException($"{count} bytes at {offset} are not in a buffer of {buffer.Length}.", nameof(count));
        }
    }
}
