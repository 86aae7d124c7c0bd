using PaymentCode.Emulation;

namespace System.Device.Gpio;

/// <summary>
/// One pin of the powered board, behaving as nf-interpreter's cpu_gpio.cpp for the ESP32: an edge is reported to <see cref="ValueChanged"/>
/// at once, or where a debounce time is set, after that time (in whole ticks of 10 ms, at least one) if the level is still the new one.
/// An output does not read back: its input stage is off.
/// </summary>
public sealed class GpioPin : IDisposable
{
    private const int TickMs = 10;

    private readonly Esp32 _mcu;
    private readonly BoardPin _pin;
    private PinMode _mode = PinMode.Input;
    private bool _configured;
    private bool _output;
    private TimeSpan _debounceTimeout;
    private int _debounceTicks;
    private bool _current;
    private bool _expected;
    private bool _waiting;
    private bool _listening;
    private PinValueChangedEventHandler? _callbacks;
    private bool _disposed;

    internal GpioPin(Esp32 mcu, int pinNumber)
    {
        _mcu = mcu;
        _pin = mcu.Board.Pin(pinNumber);
    }

    /// <summary>The device gives the pin up when the object is collected; here the board's thread alone does such things.</summary>
    ~GpioPin() => Dispose(disposing: false);

    /// <summary>Raised at an edge. An input must be debounced by the firmware or by <see cref="DebounceTimeout"/>.</summary>
    public event PinValueChangedEventHandler ValueChanged
    {
        add
        {
            ThrowIfUnusable();
            _callbacks += value;
            SetPinMode(_mode);
        }

        remove
        {
            ThrowIfUnusable();
            _callbacks -= value;
            SetPinMode(_mode);
        }
    }

    /// <summary>How long a level has to last. Once it was above zero the device's timer keeps its first length.</summary>
    public TimeSpan DebounceTimeout
    {
        get => _debounceTimeout;
        set
        {
            _debounceTimeout = value;
            if (_debounceTicks == 0 && value > TimeSpan.Zero)
            {
                _debounceTicks = Math.Max(1, (int)value.TotalMilliseconds / TickMs);
            }
        }
    }

    /// <summary>GPIO number.</summary>
    public int PinNumber => _pin.Number;

    /// <summary>The mode.</summary>
    public PinMode GetPinMode()
    {
        ThrowIfUnusable();
        return _mode;
    }

    /// <summary>Whether the pin can do that: GPIO34 to 39 of an ESP32 have no output.</summary>
    /// <param name="pinMode">The mode.</param>
    public bool IsPinModeSupported(PinMode pinMode)
    {
        ThrowIfUnusable();
        return Supports(_mcu.Pins, PinNumber, pinMode);
    }

    /// <summary>Sets the mode. An output begins low.</summary>
    /// <param name="value">The mode.</param>
    /// <exception cref="ArgumentException">The pin cannot do that.</exception>
    public void SetPinMode(PinMode value)
    {
        ThrowIfUnusable();
        if (!Supports(_mcu.Pins, PinNumber, value))
        {
            throw new ArgumentException($"GPIO{PinNumber} cannot be {value}.", nameof(value));
        }

        _mode = value;
        _configured = true;
        _output = false;
        Drive();
        bool listen = value < PinMode.Output && _callbacks != null;
        if (listen != _listening)
        {
            Listen(listen);
        }
    }

    /// <summary>The level on an input; an output, and a pin whose mode was never set, read as low.</summary>
    public PinValue Read()
    {
        ThrowIfUnusable();
        return _configured && _mode < PinMode.Output && _pin.Level;
    }

    /// <summary>Sets the level of an output.</summary>
    /// <param name="value">The level.</param>
    /// <exception cref="ArgumentException">The pin is an input.</exception>
    public void Write(PinValue value)
    {
        ThrowIfUnusable();
        if (_mode < PinMode.Output)
        {
            throw new ArgumentException($"GPIO{PinNumber} is an input.");
        }

        Output((bool)value);
    }

    /// <summary>Changes the level of an output; does nothing on an input.</summary>
    public void Toggle()
    {
        ThrowIfUnusable();
        if (_mode >= PinMode.Output)
        {
            Output(!_output);
        }
    }

    /// <summary>Gives the pin up: it becomes an input.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal static bool Supports(PinRules pins, int pinNumber, PinMode mode) =>
        mode is >= PinMode.Input and <= PinMode.OutputOpenSourcePullDown
        && (mode < PinMode.Output ? pins.IsValid(pinNumber) : pins.IsOutput(pinNumber));

    private void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        Listen(listen: false);
        if (_mcu.IsRunning)
        {
            _pin.Configure(driven: null, pull: null);
            _mcu.Release(PinNumber);
        }
    }

    private void Output(bool high)
    {
        _output = high;
        Drive();
        _callbacks?.Invoke(this, new PinValueChangedEventArgs(high ? PinEventTypes.Rising : PinEventTypes.Falling, PinNumber));
    }

    private void Drive()
    {
        bool? driven = _mode switch
        {
            PinMode.Output => _output,
            > PinMode.Output when !_output => false,
            _ => null,
        };
        bool? pull = _mode switch
        {
            PinMode.InputPullUp or PinMode.OutputOpenDrainPullUp => true,
            PinMode.InputPullDown or PinMode.OutputOpenSourcePullDown => false,
            _ => null,
        };
        _pin.Configure(driven, pull);
    }

    private void Listen(bool listen)
    {
        _pin.LevelChanged -= OnEdge;
        _listening = listen;
        _waiting = false;
        if (listen)
        {
            _current = _pin.Level;
            _pin.LevelChanged += OnEdge;
        }
    }

    private void OnEdge(bool level)
    {
        if (!_mcu.IsRunning)
        {
            Listen(listen: false);
            return;
        }

        if (_waiting)
        {
            return;
        }

        if (_debounceTimeout <= TimeSpan.Zero)
        {
            if (level != _current)
            {
                Report(level);
            }

            return;
        }

        _waiting = true;
        _expected = !_current;
        _mcu.Board.Clock.Schedule(_mcu.Board.Clock.NowNs + (_debounceTicks * TickMs * VirtualClock.NsPerMs), OnDebounced);
    }

    private void OnDebounced()
    {
        if (!_waiting || !_mcu.IsRunning)
        {
            return;
        }

        _waiting = false;
        if (_pin.Level == _expected)
        {
            Report(_expected);
        }
    }

    private void Report(bool level)
    {
        _current = level;
        _callbacks?.Invoke(this, new PinValueChangedEventArgs(level ? PinEventTypes.Rising : PinEventTypes.Falling, PinNumber));
    }

    private void ThrowIfUnusable()
    {
        _mcu.ThrowIfDead();
        ObjectDisposedException.ThrowIf(_disposed, this);
    }
}
