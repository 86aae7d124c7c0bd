namespace System.Device.Spi;

/// <summary>Order of the bits of a word.</summary>
public enum DataFlow
{
    /// <summary>Highest bit first.</summary>
    MsbFirst = 0,

    /// <summary>Lowest bit first.</summary>
    LsbFirst = 1,
}
