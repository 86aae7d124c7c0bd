namespace PaymentCode.Emulation;

/// <summary>
/// An active buzzer (with its own oscillator) that a pin switches on through a transistor: it sounds while the microcontroller drives the
/// pin high.
/// </summary>
public sealed class Buzzer
{
    /// <summary>How many sounds are remembered; older ones are forgotten.</summary>
    public const int MostSounds = 1_000;

    private readonly VirtualClock _clock;
    private readonly BoardPin _pin;
    private readonly List<BuzzerSound> _sounds = [];
    private long _sinceNs;

    /// <summary>A silent buzzer.</summary>
    /// <param name="board">The board it is on.</param>
    /// <param name="pin">GPIO number.</param>
    public Buzzer(EmulatedBoard board, int pin)
    {
        ArgumentNullException.ThrowIfNull(board);
        _clock = board.Clock;
        _pin = board.Pin(pin);
        _pin.Configured += Listen;
    }

    /// <summary>Whether it sounds now.</summary>
    public bool IsSounding { get; private set; }

    /// <summary>The sounds that have ended, oldest first.</summary>
    public IReadOnlyList<BuzzerSound> Sounds => _sounds;

    private void Listen()
    {
        bool sounds = _pin.Driven == true;
        if (sounds == IsSounding)
        {
            return;
        }

        IsSounding = sounds;
        if (sounds)
        {
            _sinceNs = _clock.NowNs;
            return;
        }

        if (_sounds.Count == MostSounds)
        {
            _sounds.RemoveAt(0);
        }

        _sounds.Add(new BuzzerSound(_sinceNs / VirtualClock.NsPerMs, (_clock.NowNs - _sinceNs) / VirtualClock.NsPerMs));
    }
}

/// <summary>One sound of a buzzer.</summary>
/// <param name="AtMs">When it began, in milliseconds of the board's clock.</param>
/// <param name="ForMs">How long it lasted, in milliseconds.</param>
public readonly record struct BuzzerSound(long AtMs, long ForMs);
