using PaymentCode.Emulation;

namespace System.Device.Gpio;

/// <summary>
/// The pins of the board that is powered when this is made. As on the device, all controllers share one list of opened pins, and
/// disposing any of them disposes every pin.
/// </summary>
public sealed class GpioController : IDisposable
{
    private readonly Esp32 _mcu = EmulatedBoard.Powered.Mcu;
    private bool _disposed;

    /// <summary>A controller with logical numbering.</summary>
    public GpioController()
    {
    }

    /// <summary>A controller.</summary>
    /// <param name="numberingScheme">Kept, and used for nothing.</param>
    public GpioController(PinNumberingScheme numberingScheme) => NumberingScheme = numberingScheme;

    /// <summary>The scheme it was made with.</summary>
    public PinNumberingScheme NumberingScheme { get; }

    /// <summary>How many GPIO numbers there are: 40 on an ESP32, 49 on an ESP32-S3.</summary>
    public int PinCount => _mcu.Pins.Highest + 1;

    /// <summary>Opens a pin and leaves its mode alone.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <exception cref="InvalidOperationException">There is no such pin, it is open, or a bus has it.</exception>
    public GpioPin OpenPin(int pinNumber) => Add(pinNumber, InternalOpen(pinNumber));

    /// <summary>Opens a pin in a mode.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="mode">The mode.</param>
    /// <exception cref="InvalidOperationException">There is no such pin, it is open, or a bus has it.</exception>
    /// <exception cref="ArgumentException">The pin cannot do that; it stays reserved, as on the device.</exception>
    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        GpioPin pin = InternalOpen(pinNumber);
        pin.SetPinMode(mode);
        return Add(pinNumber, pin);
    }

    /// <summary>Closes a pin.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public void ClosePin(int pinNumber)
    {
        Esp32.GpioPinBundle bundle = Opened(pinNumber);
        bundle.Pin.Dispose();
        _mcu.OpenPins.Remove(bundle);
    }

    /// <summary>Disposes every opened pin.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        foreach (Esp32.GpioPinBundle bundle in _mcu.OpenPins)
        {
            bundle.Pin.Dispose();
        }

        _disposed = true;
    }

    /// <summary>The mode of an opened pin.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public PinMode GetPinMode(int pinNumber) => Opened(pinNumber).Pin.GetPinMode();

    /// <summary>Whether the pin can do that: GPIO34 to 39 of an ESP32 have no output.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="mode">The mode.</param>
    public bool IsPinModeSupported(int pinNumber, PinMode mode) => GpioPin.Supports(_mcu.Pins, pinNumber, mode);

    /// <summary>Whether the pin is taken, by a controller or by a bus.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    public bool IsPinOpen(int pinNumber) => _mcu.IsBusy(pinNumber);

    /// <summary>The level of an opened pin.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public PinValue Read(int pinNumber) => Opened(pinNumber).Pin.Read();

    /// <summary>Has a callback told of edges. A pin has one: a second registration replaces the first.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="eventTypes">Which edges.</param>
    /// <param name="callback">The callback.</param>
    /// <exception cref="InvalidOperationException">The pin is not open.</exception>
    public void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        Esp32.GpioPinBundle bundle = Opened(pinNumber);
        bundle.Events = eventTypes;
        bundle.Callback = callback;
        bundle.Pin.ValueChanged += OnValueChanged;
    }

    /// <summary>Sets the mode of an opened pin.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="mode">The mode.</param>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public void SetPinMode(int pinNumber, PinMode mode) => Opened(pinNumber).Pin.SetPinMode(mode);

    /// <summary>Ends the callback of a pin, whichever it is.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="callback">Not looked at, as on the device.</param>
    public void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        Esp32.GpioPinBundle? bundle = _mcu.OpenPins.Find(open => open.PinNumber == pinNumber);
        if (bundle != null)
        {
            bundle.Events = PinEventTypes.None;
            bundle.Pin.ValueChanged -= OnValueChanged;
        }
    }

    /// <summary>Sets the level of an opened output.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="value">The level.</param>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public void Write(int pinNumber, PinValue value) => Opened(pinNumber).Pin.Write(value);

    private GpioPin InternalOpen(int pinNumber)
    {
        _mcu.ThrowIfDead();
        return _mcu.Reserve(pinNumber)
            ? new GpioPin(_mcu, pinNumber)
            : throw new InvalidOperationException($"GPIO{pinNumber} does not exist or is in use.");
    }

    private GpioPin Add(int pinNumber, GpioPin pin)
    {
        _mcu.OpenPins.Add(new Esp32.GpioPinBundle(pinNumber, pin));
        return pin;
    }

    private Esp32.GpioPinBundle Opened(int pinNumber)
    {
        _mcu.ThrowIfDead();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _mcu.OpenPins.Find(open => open.PinNumber == pinNumber)
            ?? throw new InvalidOperationException($"GPIO{pinNumber} is not open.");
    }

    private void OnValueChanged(object sender, PinValueChangedEventArgs e)
    {
        Esp32.GpioPinBundle? bundle = _mcu.OpenPins.Find(open => open.PinNumber == e.PinNumber);
        if (bundle != null && (bundle.Events & e.ChangeType) != 0)
        {
            bundle.Callback?.Invoke(this, new PinValueChangedEventArgs(e.ChangeType, e.PinNumber));
        }
    }
}
