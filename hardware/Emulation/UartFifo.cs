namespace PaymentCode.Emulation;

/// <summary>
/// The receive FIFO of an ESP32 UART: its bytes become visible to software when 120 are there or the line was silent for ten characters
/// (ESP-IDF's defaults for the two interrupts).
/// </summary>
internal sealed class UartFifo(VirtualClock clock, Action<byte[]> becomeVisible)
{
    /// <summary>Bytes it holds; the one for sending holds as many.</summary>
    public const int Length = 128;

    private const int Threshold = 120;
    private const int IdleCharacters = 10;

    private readonly List<byte> _bytes = [];
    private long _idleNs;
    private bool _checkDue;

    public int Count => _bytes.Count;

    public void Clear() => _bytes.Clear();

    public void Add(byte value, long characterNs)
    {
        _bytes.Add(value);
        _idleNs = clock.NowNs + (IdleCharacters * characterNs);
        if (_bytes.Count >= Threshold)
        {
            Empty();
        }
        else if (!_checkDue)
        {
            _checkDue = true;
            clock.Schedule(_idleNs, CheckIdle);
        }
    }

    private void CheckIdle()
    {
        _checkDue = _idleNs > clock.NowNs;
        if (_checkDue)
        {
            clock.Schedule(_idleNs, CheckIdle);
        }
        else if (_bytes.Count > 0)
        {
            Empty();
        }
    }

    private void Empty()
    {
        byte[] bytes = [.. _bytes];
        _bytes.Clear();
        becomeVisible(bytes);
    }
}
