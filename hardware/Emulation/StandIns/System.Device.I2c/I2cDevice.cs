using PaymentCode.Emulation;

namespace System.Device.I2c;

/// <summary>
/// A chip on an I2C bus of the board that is powered when this is made, behaving as nf-interpreter's driver for the ESP32: the bus is
/// found by the pins that its functions have, the device made last sets the clock of the whole bus, any byte that is not acknowledged
/// gives SlaveAddressNotAcknowledged with 0 bytes, a transfer of no bytes addresses nobody and succeeds. A transfer takes its time on the
/// board's clock: 9 bits a byte.
/// </summary>
public class I2cDevice : IDisposable
{
    private const long StretchTimeoutMs = 1000;

    private readonly Esp32 _mcu;
    private readonly Esp32.I2cController _controller;
    private readonly byte[] _single = new byte[1];
    private bool _disposed;

    /// <summary>Opens the device; no byte goes over the bus.</summary>
    /// <param name="settings">Which chip.</param>
    /// <exception cref="ArgumentException">There is no such bus.</exception>
    /// <exception cref="Exception">A pin of the bus is open as a GPIO pin or cannot drive (the device throws the plain type).</exception>
    public I2cDevice(I2cConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _mcu = EmulatedBoard.Powered.Mcu;
        ConnectionSettings = settings;
        if (settings.BusId is < 1 or > 2)
        {
            throw new ArgumentException($"The ESP32 has I2C buses 1 and 2, not {settings.BusId}.", nameof(settings));
        }

        _controller = _mcu.I2c[settings.BusId - 1];
        int data = _mcu.I2cDataPin(settings.BusId);
        int clock = _mcu.I2cClockPin(settings.BusId);
        if (_mcu.IsBusy(data) || _mcu.IsBusy(clock) || !_mcu.Pins.IsOutput(data) || !_mcu.Pins.IsOutput(clock))
        {
            throw new Exception($"I2C{settings.BusId} cannot have GPIO{data} and GPIO{clock}: they are in use or input only.");
        }

        _controller.Devices++;
        _controller.ClockHz = settings.BusSpeed switch
        {
            I2cBusSpeed.FastModePlus => 1_000_000,
            I2cBusSpeed.FastMode => 400_000,
            _ => 100_000,
        };
    }

    /// <summary>The device closes a bus when its last object is collected; here the board's thread alone does such things.</summary>
    ~I2cDevice() => Dispose(disposing: false);

    /// <summary>Which chip.</summary>
    public I2cConnectionSettings ConnectionSettings { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="settings">Which chip.</param>
    public static I2cDevice Create(I2cConnectionSettings settings) => new(settings);

    /// <summary>Reads one byte. Whether the chip answered cannot be seen: use <see cref="Read"/>.</summary>
    public byte ReadByte()
    {
        Transmit(default, _single);
        return _single[0];
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">Where they go; unchanged where the transfer fails.</param>
    public I2cTransferResult Read(SpanByte buffer) => Transmit(default, buffer);

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public I2cTransferResult WriteByte(byte value)
    {
        _single[0] = value;
        return Transmit(_single, default);
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="buffer">The bytes.</param>
    public I2cTransferResult Write(SpanByte buffer) => Transmit(buffer, default);

    /// <summary>Writes bytes, then reads after a repeated start.</summary>
    /// <param name="writeBuffer">The bytes to write.</param>
    /// <param name="readBuffer">Where read bytes go; unchanged where the transfer fails.</param>
    public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer) => Transmit(writeBuffer, readBuffer);

    /// <summary>Closes the device, and the bus with the last one.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _controller.Devices--;
        }
    }

    private I2cTransferResult Transmit(SpanByte written, SpanByte read)
    {
        _mcu.ThrowIfDead();
        if (_controller.Devices == 0)
        {
            throw new InvalidOperationException($"I2C{ConnectionSettings.BusId} is closed.");
        }

        EmulatedBoard board = _mcu.Board;
        I2cTransferStatus status = I2cTransferStatus.FullTransfer;
        if (written.Length + read.Length > 0)
        {
            status = board.Faults.NextI2c(ConnectionSettings.BusId, ConnectionSettings.DeviceAddress);
            if (status == I2cTransferStatus.FullTransfer && !Carry(written.AsSpan(), read))
            {
                status = I2cTransferStatus.SlaveAddressNotAcknowledged;
            }
        }

        Pass(status, written.Length, read.Length);
        return new I2cTransferResult(status, status == I2cTransferStatus.FullTransfer ? written.Length + read.Length : 0);
    }

    private bool Carry(ReadOnlySpan<byte> written, SpanByte read)
    {
        I2cWires? wires = _mcu.I2cWires(ConnectionSettings.BusId);
        byte[] received = new byte[read.Length];
        try
        {
            if (wires?.Transfer(ConnectionSettings.DeviceAddress, written, received, _controller.ClockHz) != true)
            {
                return false;
            }
        }
        catch (PowerLostException)
        {
            _mcu.Board.PowerOff();
            throw;
        }

        received.CopyTo(read.AsSpan());
        return true;
    }

    private void Pass(I2cTransferStatus status, int written, int read)
    {
        long bytes = status switch
        {
            I2cTransferStatus.FullTransfer => written + read + (written > 0 ? 1 : 0) + (read > 0 ? 1 : 0),
            I2cTransferStatus.ClockStretchTimeout => 0,
            _ => 1,
        };
        long waitedNs = status == I2cTransferStatus.ClockStretchTimeout ? StretchTimeoutMs * VirtualClock.NsPerMs : 0;
        _mcu.Board.AdvanceNs(waitedNs + (bytes * 9 * 1_000_000_000L / _controller.ClockHz));
        _mcu.ThrowIfDead();
    }
}
