namespace PaymentCode.Emulation;

/// <summary>
/// The chip's high speed UART, 8N1: bytes in, bytes out at its rate. Five rising edges wake a sleeping chip, so one 55 hex or a preamble
/// of some zeros (UM0701-02 §6.2.3, datasheet §8.3.3).
/// </summary>
public sealed class Pn532Serial
{
    private const int WakingEdges = 5;

    private readonly Pn532Chip _chip;
    private readonly Pn532Host _host;
    private readonly Queue<byte> _out = new();
    private long _freeNs;
    private long _lastByteNs;
    private int _edges;
    private bool _due;

    internal Pn532Serial(Pn532Chip chip, Pn532Host host) => (_chip, _host) = (chip, host);

    /// <summary>A byte is out, at the moment its stop bit ends.</summary>
    public event Action<byte>? Sent;

    /// <summary>Rates by the number that SetSerialBaudRate gives them (§7.2.8).</summary>
    public static ReadOnlySpan<int> Rates => [9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000];

    /// <summary>Bits a second.</summary>
    public int BaudRate { get; private set; } = 115_200;

    /// <summary>The rate that holds once the host has acknowledged; 0 for the same.</summary>
    internal int RateAfterAck { get; set; }

    /// <summary>How long a frame may take to be complete: 89 ms at 115,200, and in proportion (§6.2.3).</summary>
    private long FrameTimeoutNs => 89 * VirtualClock.NsPerMs * 115_200 / BaudRate;

    /// <summary>A byte has come from the host.</summary>
    /// <param name="value">The byte, as a receiver at <see cref="BaudRate"/> understands it.</param>
    public void Receive(byte value)
    {
        if (_chip.Link != Pn532Link.Hsu)
        {
            return;
        }

        if (!_chip.IsAwake)
        {
            // The stop bit is high, so is a bit after a low one: every change upwards counts.
            int levels = (value << 1) | 0x200;
            _edges += System.Numerics.BitOperations.PopCount((uint)(levels & ~(levels << 1)));
            if (_edges >= WakingEdges)
            {
                _edges = 0;
                _chip.Wake(Pn532Chip.WakeByHsu);
            }

            return;
        }

        if (_chip.Clock.NowNs - _lastByteNs > FrameTimeoutNs)
        {
            _host.ResetReception();
        }

        _lastByteNs = _chip.Clock.NowNs;
        _host.Take(value);
    }

    internal void Reset()
    {
        BaudRate = Rates[4];
        RateAfterAck = 0;
        _edges = 0;
        Clear();
    }

    internal void Acknowledged()
    {
        if (RateAfterAck != 0)
        {
            (BaudRate, RateAfterAck) = (RateAfterAck, 0);
        }
    }

    internal void Clear() => _out.Clear();

    internal void Send(byte[] frame)
    {
        foreach (byte value in frame)
        {
            _out.Enqueue(value);
        }

        Continue();
    }

    private void Continue()
    {
        if (_due || _out.Count == 0)
        {
            return;
        }

        _due = true;
        _freeNs = Math.Max(_freeNs, _chip.Clock.NowNs) + (10 * 1_000_000_000L / BaudRate);
        _chip.Clock.Schedule(_freeNs, () =>
        {
            _due = false;
            if (_out.TryDequeue(out byte value))
            {
                Sent?.Invoke(value);
            }

            Continue();
        });
    }
}
