namespace System.Device.Spi;

/// <summary>Whether others may use the bus. Kept from UWP, used by nothing.</summary>
public enum SpiSharingMode
{
    /// <summary>One device only.</summary>
    Exclusive = 0,

    /// <summary>Several devices.</summary>
    Shared = 1,
}
