namespace System.Device.Spi;

/// <summary>Wiring of the data lines.</summary>
public enum SpiBusConfiguration
{
    /// <summary>Two data lines, both in use at once.</summary>
    FullDuplex = 0,

    /// <summary>One direction at a time.</summary>
    HalfDuplex = 1,

    /// <summary>One direction only.</summary>
    Simplex = 2,
}
