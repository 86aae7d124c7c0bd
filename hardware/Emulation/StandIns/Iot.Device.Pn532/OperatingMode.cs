namespace Iot.Device.Pn532;

/// <summary>The host link that pins I0 and I1 select (UM0701-02 §7.2.6).</summary>
public enum OperatingMode
{
    /// <summary>HSU.</summary>
    HighSpeedUart = 0x00,

    /// <summary>I2C.</summary>
    I2c = 0x02,

    /// <summary>SPI.</summary>
    Spi = 0x01,
}
