using PaymentCode.Terminal;

namespace PaymentCode.Boards.Wiring;

/// <summary>The terminal's wiring.</summary>
public static class TerminalWiring
{
    /// <summary>The table for the controller that the terminal is built with.</summary>
    /// <param name="controller">Name of the controller.</param>
    /// <param name="pins">Its pins in the firmware.</param>
    public static WiringTable Table(string controller, TerminalPins pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        return new WiringTable("Terminal, " + controller, controller, Wires(pins), Supplies(), Parts());
    }

    private static Wire[] Wires(TerminalPins pins) =>
    [
        new Wire("I2C data", pins.I2cData, "4.7 kΩ to 3V3"),
        new Wire("I2C clock", pins.I2cClock, "4.7 kΩ to 3V3"),
        new Wire("serial transmit (COM2)", pins.SerialTransmit),
        new Wire("serial receive (COM2)", pins.SerialReceive),
        new Wire("panel MOSI (SPI1)", pins.PanelData),
        new Wire("panel MISO (SPI1)", pins.PanelAnswer),
        new Wire("panel clock (SPI1)", pins.PanelClock),
        new Wire("panel select", pins.PanelSelect),
        new Wire("panel data/command", pins.PanelCommand),
        new Wire("reader MOSI (SPI2)", pins.ReaderData),
        new Wire("reader MISO (SPI2)", pins.ReaderAnswer),
        new Wire("reader clock (SPI2)", pins.ReaderClock),
        new Wire("reader select", pins.ReaderSelect),
        .. pins.KeypadRows.Select((pin, row) => new Wire($"keypad row {row + 1}", pin, "controller's pull-up")),
        .. pins.KeypadColumns.Select((pin, column) => new Wire($"keypad column {column + 1}", pin, "open drain")),
        new Wire("buzzer", pins.Buzzer, "1 kΩ to the base"),
        new Wire("green LED", pins.GreenLed, "470 Ω in series"),
        new Wire("red LED", pins.RedLed, "470 Ω in series"),
    ];

    private static PartPin[] Supplies() =>
    [
        new PartPin("USB", "5 V; flashing, debugging (COM1)"),
        new PartPin("5V", "NFC module, if it has a regulator"),
        new PartPin("3V3", "every other VCC; 500 mA or better"),
        new PartPin("EN", "panel's RESET: both start together"),
        new PartPin("GND", "common to all"),
    ];

    private static Part[] Parts() =>
    [
        new Part(
            "Colour display 240×320",
            "ILI9341, SPI, 3.3 V",
            [
                new PartPin("VCC", "3V3"), new PartPin("GND", "GND"), new PartPin("CS", "panel select"), new PartPin("RESET", "EN"),
                new PartPin("D/C", "panel data/command"), new PartPin("SDI", "panel MOSI (SPI1)"), new PartPin("SCK", "panel clock (SPI1)"),
                new PartPin("LED", "3V3"), new PartPin("SDO", "panel MISO (SPI1)"),
            ]),
        new Part(
            "NFC module with antenna",
            "PN532, switches set to SPI",
            [
                new PartPin("VCC", "5V"), new PartPin("GND", "GND"), new PartPin("SCK", "reader clock (SPI2)"), new PartPin("MISO", "reader MISO (SPI2)"),
                new PartPin("MOSI", "reader MOSI (SPI2)"), new PartPin("SS", "reader select"),
            ]),
        new Part(
            "FRAM 32 KB",
            "MB85RC256V, address 0x50, WP to GND",
            [new PartPin("VCC", "3V3"), new PartPin("GND", "GND"), new PartPin("SDA", "I2C data"), new PartPin("SCL", "I2C clock")]),
        new Part(
            "Keypad 4×3",
            "membrane or key matrix, no diodes",
            [
                .. Enumerable.Range(1, 4).Select(row => new PartPin($"R{row}", $"keypad row {row}")),
                .. Enumerable.Range(1, 3).Select(column => new PartPin($"C{column}", $"keypad column {column}")),
            ]),
        new Part("Active buzzer 3.3 V", "BC337: collector to buzzer −", [new PartPin("+", "3V3"), new PartPin("base", "buzzer"), new PartPin("E", "GND")]),
        new Part("Green LED", "anode through 470 Ω", [new PartPin("A", "green LED"), new PartPin("K", "GND")]),
        new Part("Red LED", "anode through 470 Ω", [new PartPin("A", "red LED"), new PartPin("K", "GND")]),
        new Part(
            "USB-UART adapter",
            "3.3 V level; its VCC stays open",
            [new PartPin("RXD", "serial transmit (COM2)"), new PartPin("TXD", "serial receive (COM2)"), new PartPin("GND", "GND")]),
    ];
}
