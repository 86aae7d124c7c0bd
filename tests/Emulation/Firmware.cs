using System.Device.I2c;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

/// <summary>What firmware does before it can use a part: pins 21 and 22 for I2C1, 17 and 16 for COM2.</summary>
internal static class Firmware
{
    public static I2cDevice OpenI2c(int address, I2cBusSpeed speed = I2cBusSpeed.FastMode)
    {
        Configuration.SetPinFunction(21, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(22, DeviceFunction.I2C1_CLOCK);
        return I2cDevice.Create(new I2cConnectionSettings(1, address, speed));
    }

    public static void AssignCom2()
    {
        Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(16, DeviceFunction.COM2_RX);
    }
}
