namespace System.Device.Spi;

/// <summary>The chip-select line is in use on that bus.</summary>
public class SpiDeviceAlreadyInUseException : Exception
{
    /// <summary>What went wrong.</summary>
    public override string ToString() => "The chip-select line is in use on this SPI bus.";
}
