namespace PaymentCode.Emulation;

/// <summary>
/// What is soldered to one GPIO pin. The level is decided by who drives: the microcontroller, else the part outside, else a pull
/// resistor; a pin that nobody drives floats and reads as noise.
/// </summary>
public sealed class BoardPin
{
    private readonly Random _noise;
    private bool? _outside;
    private bool? _driven;
    private bool? _pull;
    private bool _last;

    internal BoardPin(int number, int seed)
    {
        Number = number;
        _noise = new Random(seed);
    }

    /// <summary>Raised when the level changed, with the new one.</summary>
    public event Action<bool>? LevelChanged;

    /// <summary>Raised when the microcontroller's side was set, whether or not that changed the level.</summary>
    internal event Action? Configured;

    /// <summary>GPIO number.</summary>
    public int Number { get; }

    /// <summary>True for high.</summary>
    public bool Level => _driven ?? _outside ?? _pull ?? _noise.Next(2) == 1;

    /// <summary>Whether the microcontroller drives the pin.</summary>
    public bool IsDriven => _driven.HasValue;

    /// <summary>What the microcontroller drives, or null where it does not.</summary>
    internal bool? Driven => _driven;

    /// <summary>The microcontroller's pull resistor: true for up, null where none is on.</summary>
    internal bool? Pull => _pull;

    /// <summary>The level that the part outside drives, or null where it leaves the pin alone.</summary>
    public bool? Outside
    {
        get => _outside;
        set
        {
            _outside = value;
            Settle();
        }
    }

    /// <summary>The microcontroller's side: what its output stage and its resistors do.</summary>
    internal void Configure(bool? driven, bool? pull)
    {
        _driven = driven;
        _pull = pull;
        Settle();
        Configured?.Invoke();
    }

    private void Settle()
    {
        bool? settled = _driven ?? _outside ?? _pull;
        if (settled is bool level && level != _last)
        {
            _last = level;
            LevelChanged?.Invoke(level);
        }
    }
}
