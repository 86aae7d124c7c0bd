namespace nanoFramework.Hardware.Esp32;

/// <summary>
/// What a pin of the ESP32 can be given to do: bits 16 and up are the kind of bus, bits 8 to 15 its number, bits 0 to 7 the signal.
/// The functions of the buses that are emulated are here.
/// </summary>
public enum DeviceFunction
{
    /// <summary>SPI1, data to the chip.</summary>
    SPI1_MOSI = 0x10100,

    /// <summary>SPI1, data from the chip.</summary>
    SPI1_MISO = 0x10101,

    /// <summary>SPI1, clock.</summary>
    SPI1_CLOCK = 0x10102,

    /// <summary>SPI2, data to the chip.</summary>
    SPI2_MOSI = 0x10200,

    /// <summary>SPI2, data from the chip.</summary>
    SPI2_MISO = 0x10201,

    /// <summary>SPI2, clock.</summary>
    SPI2_CLOCK = 0x10202,

    /// <summary>I2C1, data (SDA).</summary>
    I2C1_DATA = 0x20100,

    /// <summary>I2C1, clock (SCL).</summary>
    I2C1_CLOCK = 0x20101,

    /// <summary>I2C2, data (SDA).</summary>
    I2C2_DATA = 0x20200,

    /// <summary>I2C2, clock (SCL).</summary>
    I2C2_CLOCK = 0x20201,

    /// <summary>COM1, transmitted data.</summary>
    COM1_TX = 0x30100,

    /// <summary>COM1, received data.</summary>
    COM1_RX = 0x30101,

    /// <summary>COM1, request to send.</summary>
    COM1_RTS = 0x30102,

    /// <summary>COM1, clear to send.</summary>
    COM1_CTS = 0x30103,

    /// <summary>COM2, transmitted data.</summary>
    COM2_TX = 0x30200,

    /// <summary>COM2, received data.</summary>
    COM2_RX = 0x30201,

    /// <summary>COM2, request to send.</summary>
    COM2_RTS = 0x30202,

    /// <summary>COM2, clear to send.</summary>
    COM2_CTS = 0x30203,

    /// <summary>COM3, transmitted data.</summary>
    COM3_TX = 0x30300,

    /// <summary>COM3, received data.</summary>
    COM3_RX = 0x30301,

    /// <summary>COM3, request to send.</summary>
    COM3_RTS = 0x30302,

    /// <summary>COM3, clear to send.</summary>
    COM3_CTS = 0x30303,

    /// <summary>COM4, transmitted data.</summary>
    COM4_TX = 0x30400,

    /// <summary>COM4, received data.</summary>
    COM4_RX = 0x30401,

    /// <summary>COM4, request to send.</summary>
    COM4_RTS = 0x30402,

    /// <summary>COM4, clear to send.</summary>
    COM4_CTS = 0x30403,
}
