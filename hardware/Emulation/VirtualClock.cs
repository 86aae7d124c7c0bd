namespace PaymentCode.Emulation;

/// <summary>
/// The time of one emulated board. It moves only when it is told to, and everything that was due on the way happens at its own moment.
/// It belongs to the thread that runs the board; <see cref="NowNs"/> alone may be read from other threads. Clocks of boards that are in
/// one place are joined to one <see cref="SharedTime"/>.
/// </summary>
public sealed class VirtualClock
{
    /// <summary>Nanoseconds in a millisecond.</summary>
    public const long NsPerMs = 1_000_000;

    private readonly PriorityQueue<Action, (long AtNs, long Order)> _due = new();
    private SharedTime.Member? _membership;
    private long _nowNs;
    private long _order;

    /// <summary>Nanoseconds since the board was made.</summary>
    public long NowNs => Volatile.Read(ref _membership) is { } membership ? membership.ClockNs : Volatile.Read(ref _nowNs);

    /// <summary>Whole milliseconds since the board was made.</summary>
    public long NowMs => NowNs / NsPerMs;

    /// <summary>The time it shares with the clocks of other boards, or null for a time of its own.</summary>
    public SharedTime? Shared => Volatile.Read(ref _membership)?.Time;

    /// <summary>How something that is due happens when another board's waiting makes it due; set by the board whose clock this is.</summary>
    internal Action<Action> Surroundings { get; set; } = static happening => happening();

    /// <summary>Has something happen at a moment; one that is past happens at the next advance.</summary>
    /// <param name="atNs">Nanoseconds since the board was made.</param>
    /// <param name="happening">What happens. It may schedule more and may advance the clock.</param>
    public void Schedule(long atNs, Action happening) => _due.Enqueue(happening, (atNs, _order++));

    /// <summary>Whether what takes a time here takes the same time there.</summary>
    /// <param name="other">The clock of another part.</param>
    public bool GoesWith(VirtualClock other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || (Shared is { } shared && shared == other.Shared);
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="ns">Nanoseconds, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time would run backwards.</exception>
    /// <exception cref="InvalidOperationException">A <see cref="SharedTime"/> runs this clock's board: advance that instead.</exception>
    public void Advance(long ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        if (_membership is { } membership)
        {
            ns = membership.Time.Pass(membership, ns);
        }

        long target = _nowNs + ns;
        while (NextNs <= target)
        {
            Volatile.Write(ref _nowNs, Math.Max(_nowNs, NextNs));
            TakeNext()();
        }

        Volatile.Write(ref _nowNs, Math.Max(_nowNs, target));
    }

    /// <summary>When the next thing is due, <see cref="long.MaxValue"/> where nothing is.</summary>
    internal long NextNs => _due.TryPeek(out _, out (long AtNs, long Order) when) ? when.AtNs : long.MaxValue;

    internal Action TakeNext() => _due.Dequeue();

    internal SharedTime.Member? Membership => _membership;

    /// <summary>From now on the shared time is this clock's time too, with an origin of its own.</summary>
    internal void Join(SharedTime.Member membership) => Volatile.Write(ref _membership, membership);

    /// <summary>From now on this clock goes alone, from where it stood.</summary>
    internal void Leave()
    {
        Volatile.Write(ref _nowNs, NowNs);
        Volatile.Write(ref _membership, null);
    }
}
