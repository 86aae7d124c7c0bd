using PaymentCode.Emulation;

namespace nanoFramework.Hardware.Esp32;

/// <summary>
/// Which pin does what on the ESP32 and ESP32-S3. The assignments are the powered board's and are gone at the next power-on; the starting values are
/// nf-interpreter's (ESP32_DeviceMapping.cpp): SPI1 on 23, 25, 19, I2C1 on 18 and 19, I2C2 on 25 and 26, COM1 on 1 and 3, the rest none; on an ESP32-S3 COM1 on 43 and 44, the rest none.
/// </summary>
public class Configuration
{
    /// <summary>Gives a pin to a function. It takes effect for devices made afterwards.</summary>
    /// <param name="pin">GPIO number.</param>
    /// <param name="value">The function.</param>
    /// <exception cref="ArgumentException">There is no such pin or function.</exception>
    public static void SetPinFunction(int pin, DeviceFunction value) => EmulatedBoard.Powered.Mcu.SetPinFunction(pin, value);

    /// <summary>The pin that a function has, or -1 where it has none.</summary>
    /// <param name="function">The function.</param>
    public static int GetFunctionPin(DeviceFunction function) => EmulatedBoard.Powered.Mcu.GetFunctionPin(function);
}
