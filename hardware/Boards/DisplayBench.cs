using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using PaymentCode.Emulation;
using PaymentCode.Token;

namespace PaymentCode.Boards;

/// <summary>A display alone on a bench: an SSD1306 on an I2C bus, and of the token's firmware nothing but the code that drives its panel.</summary>
public static class DisplayBench
{
    /// <summary>Has the firmware's panel code show a picture on a new emulated display.</summary>
    /// <param name="pages">1,024 bytes in the SSD1306's page format.</param>
    /// <returns>The display, lit.</returns>
    /// <exception cref="InvalidOperationException">The display did not take the picture.</exception>
    public static Ssd1306Chip Show(byte[] pages)
    {
        TokenPins pins = TokenPins.Esp32();
        EmulatedBoard board = new(0);
        Ssd1306Chip display = board.I2c(pins.I2cData, pins.I2cClock).Attach(new Ssd1306Chip(0));
        board.PowerOn();
        using (board.Power())
        {
            Configuration.SetPinFunction(pins.I2cData, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(pins.I2cClock, DeviceFunction.I2C1_CLOCK);
            OledPanel panel = new(I2cDevice.Create(new I2cConnectionSettings(1, OledPanel.Address, I2cBusSpeed.FastMode)));
            return panel.Show(pages) ? display : throw new InvalidOperationException("The emulated display did not take the picture.");
        }
    }
}
