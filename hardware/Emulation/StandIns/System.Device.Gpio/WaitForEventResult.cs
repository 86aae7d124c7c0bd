namespace System.Device.Gpio;

/// <summary>How a wait for an edge ended.</summary>
public struct WaitForEventResult
{
    /// <summary>The edge, where one came.</summary>
    public PinEventTypes EventTypes;

    /// <summary>Whether none came in time.</summary>
    public bool TimedOut;
}
