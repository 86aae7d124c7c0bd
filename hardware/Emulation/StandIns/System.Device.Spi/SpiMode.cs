namespace System.Device.Spi;

/// <summary>Clock polarity and phase.</summary>
public enum SpiMode
{
    /// <summary>Clock idles low, data taken at the first edge.</summary>
    Mode0 = 0,

    /// <summary>Clock idles low, data taken at the second edge.</summary>
    Mode1 = 1,

    /// <summary>Clock idles high, data taken at the first edge.</summary>
    Mode2 = 2,

    /// <summary>Clock idles high, data taken at the second edge.</summary>
    Mode3 = 3,
}
