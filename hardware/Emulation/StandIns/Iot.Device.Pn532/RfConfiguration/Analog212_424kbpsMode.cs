namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Analog settings for 212 and 424 kbit/s, with the chip's defaults (UM0701-02 §7.3.1, item 0B).</summary>
public class Analog212_424kbpsMode
{
    /// <summary>CIU_RFCfg.</summary>
    public byte RfConfiguration { get; set; } = 0x69;

    /// <summary>CIU_GsNOn.</summary>
    public byte GsNOn { get; set; } = 0xFF;

    /// <summary>CIU_CWGsP.</summary>
    public byte CWGsP { get; set; } = 0x3F;

    /// <summary>CIU_ModGsP.</summary>
    public byte ModGsP { get; set; } = 0x11;

    /// <summary>CIU_Demod with the field on.</summary>
    public byte DemodWhenRfOn { get; set; } = 0x41;

    /// <summary>CIU_RxThreshold.</summary>
    public byte RxThreshold { get; set; } = 0x85;

    /// <summary>CIU_Demod with the field off.</summary>
    public byte DemodWhenRfOff { get; set; } = 0x61;

    /// <summary>CIU_GsNOff.</summary>
    public byte GsNOff { get; set; } = 0x6F;

    /// <summary>The 8 bytes as the command carries them.</summary>
    public byte[] Serialize() =>
    [
        RfConfiguration, GsNOn, CWGsP,
        ModGsP, DemodWhenRfOn, RxThreshold,
        DemodWhenRfOff, GsNOff,
    ];
}
