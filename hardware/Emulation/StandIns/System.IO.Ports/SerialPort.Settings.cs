namespace System.IO.Ports;

// How the port is set up. The checks are the device's; as there, a setting of an open port counts from then on.
public sealed partial class SerialPort
{
    private int _bufferSize = 256;
    private int _baudRate;
    private int _dataBits;
    private int _readTimeout = Threading.Timeout.Infinite;
    private int _writeTimeout = Threading.Timeout.Infinite;
    private string _newLine = "\n";
    private bool _invertSignalLevels;

    /// <summary>Bits a second.</summary>
    public int BaudRate
    {
        get => _baudRate;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _baudRate = value;
        }
    }

    /// <summary>Flow control. With RTS and CTS their pins must have been assigned.</summary>
    public Handshake Handshake { get; set; }

    /// <summary>Bits of a character, 5 to 8.</summary>
    public int DataBits
    {
        get => _dataBits;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 5);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 8);
            _dataBits = value;
        }
    }

    /// <summary>Parity bit.</summary>
    public Parity Parity { get; set; }

    /// <summary>Electrical mode.</summary>
    public SerialMode Mode { get; set; }

    /// <summary>Length of the stop bit.</summary>
    public StopBits StopBits { get; set; }

    /// <summary>COM1 to COM3.</summary>
    public string PortName { get; }

    /// <summary>A character whose arrival is told apart in <see cref="DataReceived"/>.</summary>
    public char WatchChar { get; set; }

    /// <summary>What ends a line.</summary>
    public string NewLine
    {
        get => _newLine;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            _newLine = value;
        }
    }

    /// <summary>Milliseconds a read waits, or Timeout.Infinite.</summary>
    public int ReadTimeout
    {
        get => _readTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Threading.Timeout.Infinite);
            _readTimeout = value;
        }
    }

    /// <summary>Milliseconds a write waits, or Timeout.Infinite.</summary>
    public int WriteTimeout
    {
        get => _writeTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Threading.Timeout.Infinite);
            _writeTimeout = value;
        }
    }

    /// <summary>How many bytes must wait for <see cref="DataReceived"/>.</summary>
    public int ReceivedBytesThreshold { get; set; } = 1;

    /// <summary>Turns both lines over; only before the port is opened.</summary>
    /// <exception cref="InvalidOperationException">It is open.</exception>
    public bool InvertSignalLevels
    {
        get => _invertSignalLevels;
        set
        {
            ThrowIfOpen();
            _invertSignalLevels = value;
        }
    }

    /// <summary>Bytes that can wait, 256 to begin with, at least 129; the device keeps one number for both directions.</summary>
    /// <exception cref="InvalidOperationException">The port is open.</exception>
    public int ReadBufferSize
    {
        get => _bufferSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ThrowIfOpen();
            _bufferSize = value;
        }
    }

    /// <summary>The same number as <see cref="ReadBufferSize"/>: the device does not buffer what it sends.</summary>
    /// <exception cref="InvalidOperationException">The port is open.</exception>
    public int WriteBufferSize
    {
        get => _bufferSize;
        set => ReadBufferSize = value;
    }
}
