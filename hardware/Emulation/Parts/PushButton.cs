namespace PaymentCode.Emulation;

/// <summary>
/// A push button between a pin and ground. Its contact bounces: for some milliseconds after each press and release it opens and closes at
/// random before it settles. Nothing pulls the pin up but what the firmware switches on.
/// </summary>
public sealed class PushButton
{
    private const int MostBounces = 4;

    private readonly VirtualClock _clock;
    private readonly BoardPin _pin;
    private readonly Random _random;
    private readonly int _bounceMs;
    private int _move;

    /// <summary>A released button.</summary>
    /// <param name="board">The board it is on.</param>
    /// <param name="pin">GPIO number.</param>
    /// <param name="seed">Decides how it bounces.</param>
    /// <param name="bounceMs">How long it bounces at most, in milliseconds.</param>
    public PushButton(EmulatedBoard board, int pin, int seed = 0, int bounceMs = 5)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentOutOfRangeException.ThrowIfNegative(bounceMs);
        _clock = board.Clock;
        _pin = board.Pin(pin);
        _random = new Random(seed);
        _bounceMs = bounceMs;
    }

    /// <summary>Whether a finger is on it.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Puts the finger on it.</summary>
    public void Press() => Move(down: true);

    /// <summary>Takes the finger away.</summary>
    public void Release() => Move(down: false);

    /// <summary>Presses, and releases after a time on the board's clock.</summary>
    /// <param name="ms">Milliseconds, more than the bounce time for a press that can be seen.</param>
    public void PressFor(int ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        Press();
        int move = _move;
        _clock.Schedule(_clock.NowNs + (ms * VirtualClock.NsPerMs), () =>
        {
            if (move == _move)
            {
                Release();
            }
        });
    }

    /// <summary>As <see cref="PressFor(int)"/>, after a time: so that the finger comes down in the middle of what the firmware is doing.</summary>
    /// <param name="ms">Milliseconds the press lasts.</param>
    /// <param name="afterMs">Milliseconds until it begins.</param>
    public void PressFor(int ms, int afterMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        ArgumentOutOfRangeException.ThrowIfNegative(afterMs);
        _clock.Schedule(_clock.NowNs + (afterMs * VirtualClock.NsPerMs), () => PressFor(ms));
    }

    private void Move(bool down)
    {
        if (down == IsDown)
        {
            return;
        }

        IsDown = down;
        int move = ++_move;
        Contact(down);
        int bounces = _bounceMs == 0 ? 0 : _random.Next(MostBounces) + 1;
        long settlesNs = _clock.NowNs + (_bounceMs * VirtualClock.NsPerMs);
        for (int i = 0; i < bounces; i++)
        {
            long opensNs = _clock.NowNs + _random.NextInt64(_bounceMs * VirtualClock.NsPerMs);
            At(opensNs, move, closed: !down);
            At(Math.Min(settlesNs, opensNs + _random.NextInt64(VirtualClock.NsPerMs)), move, closed: down);
        }
    }

    private void At(long ns, int move, bool closed) => _clock.Schedule(ns, () =>
    {
        if (move == _move)
        {
            Contact(closed);
        }
    });

    private void Contact(bool closed) => _pin.Outside = closed ? false : null;
}
