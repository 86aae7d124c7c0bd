namespace PaymentCode.Emulation;

/// <summary>
/// A mechanical contact that a finger closes and opens. It bounces: for some milliseconds after each movement it opens and closes at random
/// before it settles.
/// </summary>
/// <param name="clock">The board's time.</param>
/// <param name="random">Decides how it bounces.</param>
/// <param name="bounceMs">How long it bounces at most, in milliseconds.</param>
/// <param name="moved">Told each time the contact closes (true) or opens.</param>
internal sealed class BouncingContact(VirtualClock clock, Random random, int bounceMs, Action<bool> moved)
{
    private const int MostBounces = 4;

    private int _move;

    /// <summary>Whether a finger is on it.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Puts the finger on it, or takes it away.</summary>
    public void Move(bool down)
    {
        if (down == IsDown)
        {
            return;
        }

        IsDown = down;
        int move = ++_move;
        moved(down);
        int bounces = bounceMs == 0 ? 0 : random.Next(MostBounces) + 1;
        long settlesNs = clock.NowNs + (bounceMs * VirtualClock.NsPerMs);
        for (int i = 0; i < bounces; i++)
        {
            long opensNs = clock.NowNs + random.NextInt64(bounceMs * VirtualClock.NsPerMs);
            At(opensNs, move, closed: !down);
            At(Math.Min(settlesNs, opensNs + random.NextInt64(VirtualClock.NsPerMs)), move, closed: down);
        }
    }

    /// <summary>Presses, and releases after a time unless the finger moved meanwhile.</summary>
    public void PressFor(int ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        Move(down: true);
        int move = _move;
        clock.Schedule(clock.NowNs + (ms * VirtualClock.NsPerMs), () =>
        {
            if (move == _move)
            {
                Move(down: false);
            }
        });
    }

    /// <summary>As <see cref="PressFor(int)"/>, after a time.</summary>
    public void PressFor(int ms, int afterMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        ArgumentOutOfRangeException.ThrowIfNegative(afterMs);
        clock.Schedule(clock.NowNs + (afterMs * VirtualClock.NsPerMs), () => PressFor(ms));
    }

    private void At(long ns, int move, bool closed) => clock.Schedule(ns, () =>
    {
        if (move == _move)
        {
            moved(closed);
        }
    });
}
