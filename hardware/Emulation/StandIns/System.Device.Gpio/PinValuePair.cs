namespace System.Device.Gpio;

/// <summary>A pin and a level.</summary>
/// <param name="pinNumber">GPIO number.</param>
/// <param name="pinValue">The level.</param>
public readonly struct PinValuePair(int pinNumber, PinValue pinValue)
{
    /// <summary>GPIO number.</summary>
    public int PinNumber { get; } = pinNumber;

    /// <summary>The level.</summary>
    public PinValue PinValue { get; } = pinValue;

    /// <summary>Takes the pair apart.</summary>
    /// <param name="pinNumber">GPIO number.</param>
    /// <param name="pinValue">The level.</param>
    public void Deconstruct(out int pinNumber, out PinValue pinValue)
    {
        pinNumber = PinNumber;
        pinValue = PinValue;
    }
}
