using nanoFramework.Runtime.Events;

namespace System.Device.Gpio;

/// <summary>An edge on a pin.</summary>
/// <param name="changeType">Which edge.</param>
/// <param name="pinNumber">GPIO number.</param>
public class PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber) : BaseEvent
{
    /// <summary>Which edge.</summary>
    public PinEventTypes ChangeType { get; } = changeType;

    /// <summary>GPIO number.</summary>
    public int PinNumber { get; } = pinNumber;
}
