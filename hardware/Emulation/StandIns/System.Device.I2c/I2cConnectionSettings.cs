namespace System.Device.I2c;

/// <summary>Which chip on which bus, and how fast.</summary>
/// <param name="busId">Bus number, 1 or 2 on the ESP32.</param>
/// <param name="deviceAddress">7-bit address.</param>
/// <param name="busSpeed">Clock of the bus.</param>
public sealed class I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed)
{
    /// <summary>A chip at 400 kHz.</summary>
    /// <param name="busId">Bus number, 1 or 2 on the ESP32.</param>
    /// <param name="deviceAddress">7-bit address.</param>
    public I2cConnectionSettings(int busId, int deviceAddress)
        : this(busId, deviceAddress, I2cBusSpeed.FastMode)
    {
    }

    /// <summary>Bus number.</summary>
    public int BusId { get; } = busId;

    /// <summary>7-bit address.</summary>
    public int DeviceAddress { get; } = deviceAddress;

    /// <summary>Clock of the bus.</summary>
    public I2cBusSpeed BusSpeed { get; } = busSpeed;
}
