namespace Iot.Device.Pn532;

/// <summary>What may wake the chip from power-down (UM0701-02 §7.2.11, WakeUpEnable).</summary>
public enum WakeUpEnable
{
    /// <summary>Its I2C address.</summary>
    I2c = 0x80,

    /// <summary>A pin of port 3 or 7.</summary>
    Gpio = 0x40,

    /// <summary>SPI: its chip select.</summary>
    Spi = 0x20,

    /// <summary>The serial link.</summary>
    Hsu = 0x10,

    /// <summary>A field outside.</summary>
    RFLevelDetector = 0x08,

    /// <summary>Pin INT1 (P33).</summary>
    Int1 = 0x02,

    /// <summary>Pin INT0 (P32).</summary>
    Int0 = 0x01,
}
