namespace System.Device.Spi;

/// <summary>What a bus can do.</summary>
public sealed class SpiBusInfo
{
    internal SpiBusInfo(int busId)
    {
        if (busId is < 1 or > 2)
        {
            throw new ArgumentException($"The ESP32 has SPI buses 1 and 2, not {busId}.", nameof(busId));
        }
    }

    /// <summary>40 MHz.</summary>
    public int MaxClockFrequency => 40_000_000;

    /// <summary>78,125 Hz: 80 MHz divided by 1,024.</summary>
    public int MinClockFrequency => 78_125;
}
