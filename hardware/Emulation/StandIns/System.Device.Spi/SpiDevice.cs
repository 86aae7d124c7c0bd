using System.Device.Gpio;
using PaymentCode.Emulation;

namespace System.Device.Spi;

/// <summary>
/// A chip on an SPI bus of the board that is powered when this is made, behaving as nf-interpreter's driver for the ESP32: the bus is found
/// by the pins that its functions have and takes them, the first device's clock, mode and bit order hold for every device on the bus,
/// three devices at most. A transfer takes its time on the board's clock.
/// </summary>
public class SpiDevice : IDisposable
{
    private readonly Esp32 _mcu;
    private readonly Esp32.SpiController _controller;
    private readonly SpiConnectionSettings _settings;
    private readonly BoardPin? _chipSelect;
    private bool _disposed;

    /// <summary>Opens the device; no clock goes over the bus.</summary>
    /// <param name="settings">Which chip, and how it is spoken to; copied.</param>
    /// <exception cref="ArgumentException">There is no such bus, or its pins are not assigned or in use.</exception>
    /// <exception cref="SpiDeviceAlreadyInUseException">A device with this chip select is open on the bus.</exception>
    /// <exception cref="IndexOutOfRangeException">The bus has its three devices.</exception>
    public SpiDevice(SpiConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _mcu = EmulatedBoard.Powered.Mcu;
        _settings = new SpiConnectionSettings(settings);
        _ = new SpiBusInfo(settings.BusId);
        _controller = _mcu.Spi[settings.BusId - 1];
        if (_controller.ChipSelects.Count >= Esp32.SpiController.MaxDevices)
        {
            throw new IndexOutOfRangeException($"SPI{settings.BusId} has {Esp32.SpiController.MaxDevices} devices already.");
        }

        if (_controller.ChipSelects.Contains(settings.ChipSelectLine))
        {
            throw new SpiDeviceAlreadyInUseException();
        }

        int[] pins = _controller.Settings == null ? _mcu.SpiPins(settings.BusId) : [];
        if (pins.Any(_mcu.IsBusy) || (settings.ChipSelectLine >= 0 && !_mcu.Reserve(settings.ChipSelectLine)))
        {
            throw new ArgumentException($"SPI{settings.BusId} cannot have its pins: they are not assigned or in use.", nameof(settings));
        }

        foreach (int pin in pins)
        {
            _mcu.Reserve(pin);
        }

        _controller.Settings ??= _settings;
        _controller.ChipSelects.Add(settings.ChipSelectLine);
        _chipSelect = settings.ChipSelectLine < 0 ? null : _mcu.Board.Pin(settings.ChipSelectLine);
        Select(active: false);
    }

    /// <summary>The device closes when its object is collected; here the board's thread alone does such things.</summary>
    ~SpiDevice() => Dispose(disposing: false);

    /// <summary>A copy of the settings.</summary>
    public SpiConnectionSettings ConnectionSettings => new(_settings);

    /// <summary>What a bus can do.</summary>
    /// <param name="busId">Bus number, 1 or 2.</param>
    public static SpiBusInfo GetBusInfo(int busId) => new(busId);

    /// <summary>Opens a device.</summary>
    /// <param name="settings">Which chip, and how it is spoken to.</param>
    public static SpiDevice Create(SpiConnectionSettings settings) => new(settings);

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        byte[] single = new byte[1];
        Transfer([], single);
        return single[0];
    }

    /// <summary>Reads bytes; zeros go out.</summary>
    /// <param name="buffer">Where they go.</param>
    public void Read(SpanByte buffer) => Transfer([], buffer.AsSpan());

    /// <summary>Reads 16-bit words; zeros go out.</summary>
    /// <param name="buffer">Where they go.</param>
    public void Read(ushort[] buffer) => Transfer16([], buffer);

    /// <summary>Writes a byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value) => Transfer([value], []);

    /// <summary>Writes 16-bit words.</summary>
    /// <param name="buffer">The words.</param>
    public void Write(ushort[] buffer) => Transfer16(buffer, []);

    /// <summary>Writes bytes.</summary>
    /// <param name="buffer">The bytes.</param>
    public void Write(SpanByte buffer) => Transfer(buffer.AsSpan(), []);

    /// <summary>Writes and reads 16-bit words at the same time.</summary>
    /// <param name="writeBuffer">The words to write.</param>
    /// <param name="readBuffer">Where the read words go.</param>
    /// <exception cref="InvalidOperationException">The device is not full duplex.</exception>
    public void TransferFullDuplex(ushort[] writeBuffer, ushort[] readBuffer)
    {
        ThrowIfNotFullDuplex();
        Transfer16(writeBuffer, readBuffer);
    }

    /// <summary>Writes and reads bytes at the same time.</summary>
    /// <param name="writeBuffer">The bytes to write.</param>
    /// <param name="readBuffer">Where the read bytes go.</param>
    /// <exception cref="InvalidOperationException">The device is not full duplex.</exception>
    public void TransferFullDuplex(SpanByte writeBuffer, SpanByte readBuffer)
    {
        ThrowIfNotFullDuplex();
        Transfer(writeBuffer.AsSpan(), readBuffer.AsSpan());
    }

    /// <summary>Closes the device, and the bus with the last one.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the device.</summary>
    /// <param name="disposing">False on the collector's thread, which leaves the board alone.</param>
    protected void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        _controller.ChipSelects.Remove(_settings.ChipSelectLine);
        _mcu.Release(_settings.ChipSelectLine);
        if (_controller.ChipSelects.Count == 0)
        {
            _controller.Settings = null;
            Array.ForEach(_mcu.SpiPins(_settings.BusId), _mcu.Release);
        }
    }

    private void Transfer16(ushort[] written, ushort[] read)
    {
        byte[] writtenBytes = new byte[written.Length * 2];
        for (int i = 0; i < written.Length; i++)
        {
            writtenBytes[2 * i] = (byte)(written[i] >> 8);
            writtenBytes[(2 * i) + 1] = (byte)written[i];
        }

        byte[] readBytes = new byte[read.Length * 2];
        Transfer(writtenBytes, readBytes);
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = (ushort)((readBytes[2 * i] << 8) | readBytes[(2 * i) + 1]);
        }
    }

    private void Transfer(ReadOnlySpan<byte> written, Span<byte> read)
    {
        _mcu.ThrowIfDead();
        ObjectDisposedException.ThrowIf(_disposed, this);
        SpiWires? wires = _mcu.SpiWires(_settings.BusId);
        SpiConnectionSettings settings = _controller.Settings!;
        bool reversed = settings.DataFlow == DataFlow.LsbFirst;
        bool duplex = _settings.Configuration == SpiBusConfiguration.FullDuplex;
        int count = duplex ? Math.Max(written.Length, read.Length) : written.Length + read.Length;
        Select(active: true);
        for (int i = 0; i < count; i++)
        {
            byte mosi = i < written.Length ? written[i] : (byte)0;
            byte miso = wires?.Exchange(InOrder(mosi, reversed), settings.Mode, settings.ClockFrequency) ?? 0xFF;
            int place = duplex ? i : i - written.Length;
            if (place >= 0 && place < read.Length)
            {
                read[place] = InOrder(miso, reversed);
            }
        }

        Select(active: false);
        _mcu.Board.AdvanceNs(count * 8 * 1_000_000_000L / settings.ClockFrequency);
        _mcu.ThrowIfDead();
    }

    private void Select(bool active)
    {
        bool high = active == (_settings.ChipSelectLineActiveState == PinValue.High);
        _chipSelect?.Configure(driven: high, pull: null);
    }

    private void ThrowIfNotFullDuplex()
    {
        if (_settings.Configuration != SpiBusConfiguration.FullDuplex)
        {
            throw new InvalidOperationException("The device is not full duplex.");
        }
    }

    private static byte InOrder(byte value, bool reversed)
    {
        if (!reversed)
        {
            return value;
        }

        int turned = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            turned |= ((value >> bit) & 1) << (7 - bit);
        }

        return (byte)turned;
    }
}
