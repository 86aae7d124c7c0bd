using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Boards;

/// <summary>A PN532 module on a USB-UART adapter: a contactless reader for a computer's programs, such as those of libnfc.</summary>
public sealed class Pn532Reader : ISteppedBoard, ISerialEnd
{
    private const int StepMs = 1;
    private const int AdapterBufferSize = 4096;

    private readonly VirtualClock _clock;
    private readonly Queue<byte> _fromHost = new();
    private readonly Queue<byte> _toHost = new();
    private bool _onWire;

    /// <summary>A reader in a field, powered.</summary>
    /// <param name="field">What is in front of its antenna.</param>
    /// <param name="clock">Its time; null for one of its own. One that is joined to a <see cref="SharedTime"/> moves the other boards too.</param>
    public Pn532Reader(RadioField field, VirtualClock? clock = null)
    {
        _clock = clock ?? new VirtualClock();
        Chip = new Pn532Chip(_clock, field) { Link = Pn532Link.Hsu };
        Chip.Serial.Sent += _toHost.Enqueue;
        Chip.PowerOn();
    }

    /// <summary>The chip.</summary>
    public Pn532Chip Chip { get; }

    /// <inheritdoc/>
    public long NowMs => _clock.NowMs;

    /// <inheritdoc/>
    public int Room => AdapterBufferSize - _fromHost.Count;

    /// <inheritdoc/>
    public void Step() => _clock.Advance(StepMs * VirtualClock.NsPerMs);

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, Room);
        foreach (byte value in bytes[..taken])
        {
            _fromHost.Enqueue(value);
        }

        Transmit();
        return taken;
    }

    /// <inheritdoc/>
    public int Receive(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && _toHost.TryDequeue(out byte value))
        {
            buffer[count++] = value;
        }

        return count;
    }

    private void Transmit()
    {
        if (_onWire || _fromHost.Count == 0)
        {
            return;
        }

        _onWire = true;
        _clock.Schedule(_clock.NowNs + (10 * 1_000_000_000L / Chip.Serial.BaudRate), () =>
        {
            _onWire = false;
            if (_fromHost.TryDequeue(out byte value))
            {
                Chip.Serial.Receive(value);
            }

            Transmit();
        });
    }
}
