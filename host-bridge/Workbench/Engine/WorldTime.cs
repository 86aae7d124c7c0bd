namespace PaymentCode.Workbench.Engine;

/// <summary>
/// A world's clock for all that is not on a board: bank, bridge, ATM. It stands still until <see cref="MoveTo"/>; timers then fire in the order of their moments, each at its own.
/// </summary>
internal sealed class WorldTime : TimeProvider
{
    private readonly PriorityQueue<WorldTimer, (long AtTicks, long Order)> _due = new();
    private readonly DateTimeOffset _beginning;
    private readonly Action _afterEach;
    private long _order;
    private long _nowTicks;

    /// <summary>A clock that stands at its beginning.</summary>
    /// <param name="beginning">What it shows there.</param>
    /// <param name="afterEach">Called after each timer: goes on with what it has made ready.</param>
    public WorldTime(DateTimeOffset beginning, Action afterEach) => (_beginning, _afterEach) = (beginning, afterEach);

    /// <summary>Milliseconds since the beginning.</summary>
    public long NowMs => Volatile.Read(ref _nowTicks) / TimeSpan.TicksPerMillisecond;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _nowTicks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _beginning + TimeSpan.FromTicks(Volatile.Read(ref _nowTicks));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WorldTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; only the world's own thread does that.</summary>
    /// <param name="ms">Milliseconds since the beginning, not before now.</param>
    public void MoveTo(long ms)
    {
        var target = ms * TimeSpan.TicksPerMillisecond;
        while (_due.TryPeek(out var timer, out var when) && when.AtTicks <= target)
        {
            _due.Dequeue();
            if (timer.Order != when.Order)
            {
                continue;
            }

            Volatile.Write(ref _nowTicks, Math.Max(_nowTicks, when.AtTicks));
            timer.Fire();
            _afterEach();
        }

        Volatile.Write(ref _nowTicks, target);
    }

    private sealed class WorldTimer(WorldTime time, TimerCallback callback, object? state) : ITimer
    {
        private const long Idle = -1;
        private TimeSpan _period;

        /// <summary>Its place in the queue; an entry of another number is out of date.</summary>
        public long Order { get; private set; } = Idle;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            if (dueTime < TimeSpan.Zero)
            {
                Order = Idle;
                return true;
            }

            Order = time._order++;
            time._due.Enqueue(this, (time._nowTicks + dueTime.Ticks, Order));
            return true;
        }

        public void Fire()
        {
            Order = Idle;
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public void Dispose() => Order = Idle;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
