namespace System.Device.Gpio;

/// <summary>How a pin is driven.</summary>
public enum PinMode
{
    /// <summary>Reads; nothing holds the level but what is wired to it.</summary>
    Input = 0,

    /// <summary>Reads, held low by a weak resistor.</summary>
    InputPullDown = 1,

    /// <summary>Reads, held high by a weak resistor.</summary>
    InputPullUp = 2,

    /// <summary>Drives both levels.</summary>
    Output = 3,

    /// <summary>Drives low only.</summary>
    OutputOpenDrain = 4,

    /// <summary>Drives low only, held high by a weak resistor.</summary>
    OutputOpenDrainPullUp = 5,

    /// <summary>Drives high only. The ESP32 has no such driver and drives low only.</summary>
    OutputOpenSource = 6,

    /// <summary>As <see cref="OutputOpenSource"/>, held low by a weak resistor.</summary>
    OutputOpenSourcePullDown = 7,
}
