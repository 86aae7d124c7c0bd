using PaymentCode.Token;

namespace PaymentCode.Boards.Wiring;

/// <summary>The token's wiring.</summary>
public static class TokenWiring
{
    /// <summary>The table for one of the controllers that the token is built with.</summary>
    /// <param name="controller">Name of the controller.</param>
    /// <param name="pins">Its pins in the firmware.</param>
    public static WiringTable Table(string controller, TokenPins pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        return new WiringTable(
            "Token, " + controller,
            controller,
            [
                new Wire("I2C data", pins.I2cData, "4.7 kΩ to 3V3"),
                new Wire("I2C clock", pins.I2cClock, "4.7 kΩ to 3V3"),
                new Wire("serial transmit (COM2)", pins.SerialTransmit),
                new Wire("serial receive (COM2)", pins.SerialReceive),
                new Wire("button", pins.Button, "controller's pull-up"),
                new Wire("LED", pins.Led, "470 Ω in series"),
                new Wire("NFC MOSI (SPI1)", pins.NfcMosi),
                new Wire("NFC MISO (SPI1)", pins.NfcMiso),
                new Wire("NFC clock (SPI1)", pins.NfcClock),
                new Wire("NFC select", pins.NfcSelect),
            ],
            [
                new PartPin("USB", "5 V; flashing, debugging (COM1)"),
                new PartPin("3V3", "every VCC; 500 mA or better"),
                new PartPin("GND", "common to all"),
            ],
            [
                OnI2c("OLED 128×64", "SSD1306, address 0x3C"),
                OnI2c("FRAM 32 KB", "MB85RC256V, address 0x50, WP to GND"),
                OnI2c("Clock with CR2032", "DS3231, address 0x68"),
                new Part("Push button", "to ground", [new PartPin("1", "button"), new PartPin("2", "GND")]),
                new Part("LED, red 2 mA", "anode through 470 Ω", [new PartPin("A", "LED"), new PartPin("K", "GND")]),
                new Part(
                    "NFC module (option)",
                    "PN532, switches set to SPI",
                    [
                        new PartPin("VCC", "3V3"), new PartPin("GND", "GND"), new PartPin("MOSI", "NFC MOSI (SPI1)"), new PartPin("MISO", "NFC MISO (SPI1)"),
                        new PartPin("SCK", "NFC clock (SPI1)"), new PartPin("SS", "NFC select"),
                    ]),
                new Part("USB-UART adapter", "3.3 V level; its VCC stays open", [new PartPin("RXD", "serial transmit (COM2)"), new PartPin("TXD", "serial receive (COM2)"), new PartPin("GND", "GND")]),
            ]);
    }

    private static Part OnI2c(string name, string detail) => new(
        name, detail, [new PartPin("VCC", "3V3"), new PartPin("GND", "GND"), new PartPin("SDA", "I2C data"), new PartPin("SCL", "I2C clock")]);
}
