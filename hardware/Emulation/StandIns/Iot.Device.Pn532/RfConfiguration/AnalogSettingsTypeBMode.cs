namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Analog settings for type B, with the chip's defaults (UM0701-02 §7.3.1, item 0C).</summary>
public class AnalogSettingsTypeBMode
{
    /// <summary>CIU_GsNOn.</summary>
    public byte GsNOn { get; set; } = 0xFF;

    /// <summary>CIU_ModGsP.</summary>
    public byte ModGsP { get; set; } = 0x17;

    /// <summary>CIU_RxThreshold.</summary>
    public byte RxThreshold { get; set; } = 0x85;

    /// <summary>The 3 bytes as the command carries them.</summary>
    public byte[] Serialize() => [GsNOn, ModGsP, RxThreshold];
}
