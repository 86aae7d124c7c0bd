namespace PaymentCode.Emulation;

/// <summary>The host link that the pins I0 and I1 select (PN532/C1 datasheet §8.3).</summary>
public enum Pn532Link
{
    /// <summary>High speed UART.</summary>
    Hsu,

    /// <summary>I2C at address 24 hex.</summary>
    I2c,

    /// <summary>SPI, mode 0, least significant bit first.</summary>
    Spi,
}
