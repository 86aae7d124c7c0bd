namespace PaymentCode.Emulation;

/// <summary>
/// The time of one emulated board. It moves only when it is told to, and everything that was due on the way happens at its own moment.
/// It belongs to the thread that runs the board; <see cref="NowNs"/> alone may be read from other threads.
/// </summary>
public sealed class VirtualClock
{
    /// <summary>Nanoseconds in a millisecond.</summary>
    public const long NsPerMs = 1_000_000;

    private readonly PriorityQueue<Action, (long AtNs, long Order)> _due = new();
    private long _nowNs;
    private long _order;

    /// <summary>Nanoseconds since the board was made.</summary>
    public long NowNs => Volatile.Read(ref _nowNs);

    /// <summary>Whole milliseconds since the board was made.</summary>
    public long NowMs => NowNs / NsPerMs;

    /// <summary>Has something happen at a moment; one that is past happens at the next advance.</summary>
    /// <param name="atNs">Nanoseconds since the board was made.</param>
    /// <param name="happening">What happens. It may schedule more and may advance the clock.</param>
    public void Schedule(long atNs, Action happening) => _due.Enqueue(happening, (atNs, _order++));

    /// <summary>Lets time pass.</summary>
    /// <param name="ns">Nanoseconds, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time would run backwards.</exception>
    public void Advance(long ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        long target = _nowNs + ns;
        while (_due.TryPeek(out Action? happening, out (long AtNs, long Order) when) && when.AtNs <= target)
        {
            _due.Dequeue();
            Volatile.Write(ref _nowNs, Math.Max(_nowNs, when.AtNs));
            happening();
        }

        Volatile.Write(ref _nowNs, Math.Max(_nowNs, target));
    }
}
