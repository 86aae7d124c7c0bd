namespace PaymentCode.Bank.Tests.Support;

/// <summary>
/// A clock that stands until a test moves it. What the bank does in the background from time to time it does 25 times as often.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private const int Haste = 25;
    private long _ticks = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hastened(dueTime), Hastened(period));

    private static TimeSpan Hastened(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Haste;
}
