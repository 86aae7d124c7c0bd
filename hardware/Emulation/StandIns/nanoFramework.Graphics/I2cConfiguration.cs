namespace nanoFramework.UI;

/// <summary>Where a display hangs on I2C.</summary>
/// <param name="i2cBus">Bus number.</param>
/// <param name="address">7-bit address.</param>
/// <param name="fastMode">400 kHz instead of 100.</param>
public struct I2cConfiguration(byte i2cBus, byte address, bool fastMode)
{
    /// <summary>Bus number.</summary>
    public byte I2cBus { get; set; } = i2cBus;

    /// <summary>7-bit address.</summary>
    public byte Address { get; set; } = address;

    /// <summary>400 kHz instead of 100.</summary>
    public bool FastMode { get; set; } = fastMode;
}
