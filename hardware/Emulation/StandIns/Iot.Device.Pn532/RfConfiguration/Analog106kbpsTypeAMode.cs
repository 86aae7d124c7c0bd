namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Analog settings for 106 kbit/s type A, with the chip's defaults (UM0701-02 §7.3.1, item 0A).</summary>
public class Analog106kbpsTypeAMode
{
    /// <summary>CIU_RFCfg.</summary>
    public byte RfConfiguration { get; set; } = 0x59;

    /// <summary>CIU_GsNOn.</summary>
    public byte GsNOn { get; set; } = 0xF4;

    /// <summary>CIU_CWGsP.</summary>
    public byte CWGsP { get; set; } = 0x3F;

    /// <summary>CIU_ModGsP.</summary>
    public byte ModGsP { get; set; } = 0x11;

    /// <summary>CIU_Demod with the field on.</summary>
    public byte DemodWhenRfOn { get; set; } = 0x4D;

    /// <summary>CIU_RxThreshold.</summary>
    public byte RxThreshold { get; set; } = 0x85;

    /// <summary>CIU_Demod with the field off.</summary>
    public byte DemodWhenRfOff { get; set; } = 0x61;

    /// <summary>CIU_GsNOff.</summary>
    public byte GsNOff { get; set; } = 0x6F;

    /// <summary>CIU_ModWidth.</summary>
    public byte ModWidth { get; set; } = 0x26;

    /// <summary>CIU_MifNFC.</summary>
    public byte MifNFC { get; set; } = 0x62;

    /// <summary>CIU_TxBitPhase.</summary>
    public byte TxBitPhase { get; set; } = 0x87;

    /// <summary>The 11 bytes as the command carries them.</summary>
    public byte[] Serialize() =>
    [
        RfConfiguration, GsNOn, CWGsP,
        ModGsP, DemodWhenRfOn, RxThreshold,
        DemodWhenRfOff, GsNOff, ModWidth,
        MifNFC, TxBitPhase,
    ];
}
