namespace Iot.Device.Pn532;

/// <summary>Baud rates of the chip's serial link (UM0701-02 §7.2.8).</summary>
public enum BaudRate
{
    /// <summary>9,600 baud.</summary>
    B0009600 = 0,

    /// <summary>19,200 baud.</summary>
    B0019200 = 1,

    /// <summary>38,400 baud.</summary>
    B0038400 = 2,

    /// <summary>57,600 baud.</summary>
    B0057600 = 3,

    /// <summary>115,200 baud.</summary>
    B0115200 = 4,

    /// <summary>230,400 baud.</summary>
    B0230400 = 5,

    /// <summary>460,800 baud.</summary>
    B0460800 = 6,

    /// <summary>921,600 baud.</summary>
    B0921600 = 7,

    /// <summary>1,288,000 baud.</summary>
    B1288000 = 8,
}
