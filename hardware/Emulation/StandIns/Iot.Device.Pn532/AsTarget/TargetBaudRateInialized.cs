namespace Iot.Device.Pn532.AsTarget;

/// <summary>Baud rate at which the chip was activated as a target: bits 4 to 6 of the mode byte (UM0701-02 §7.3.14). The spelling is upstream's.</summary>
public enum TargetBaudRateInialized
{
    /// <summary>106 kbit/s.</summary>
    B106kbps = 0x00,

    /// <summary>212 kbit/s.</summary>
    B212kbps = 0x10,

    /// <summary>424 kbit/s.</summary>
    B424kbps = 0x20,
}
