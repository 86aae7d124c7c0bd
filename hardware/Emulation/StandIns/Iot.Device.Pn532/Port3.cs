namespace Iot.Device.Pn532;

/// <summary>Pins of port 3 (UM0701-02 §7.2.6, P3).</summary>
[Flags]
public enum Port3
{
    /// <summary>P35.</summary>
    P35 = 0x20,

    /// <summary>P34.</summary>
    P34 = 0x10,

    /// <summary>P33.</summary>
    P33 = 0x08,

    /// <summary>P32.</summary>
    P32 = 0x04,

    /// <summary>P31.</summary>
    P31 = 0x02,

    /// <summary>P30.</summary>
    P30 = 0x01,
}
