namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Analog settings for ISO/IEC 14443-4 at the higher rates, with the chip's defaults (UM0701-02 §7.3.1, item 0D).</summary>
public class Analog212_424_848kbpsMode
{
    /// <summary>CIU_RxThreshold at 212 kbit/s.</summary>
    public byte RxThreshold212 { get; set; } = 0x85;

    /// <summary>CIU_ModWidth at 212 kbit/s.</summary>
    public byte ModWidth212 { get; set; } = 0x15;

    /// <summary>CIU_MifNFC at 212 kbit/s.</summary>
    public byte MifNFC212 { get; set; } = 0x8A;

    /// <summary>CIU_RxThreshold at 424 kbit/s.</summary>
    public byte RxThreshold424 { get; set; } = 0x85;

    /// <summary>CIU_ModWidth at 424 kbit/s.</summary>
    public byte ModWidth424 { get; set; } = 0x08;

    /// <summary>CIU_MifNFC at 424 kbit/s.</summary>
    public byte MifNFC424 { get; set; } = 0xB2;

    /// <summary>CIU_RxThreshold at 848 kbit/s.</summary>
    public byte RxThreshold848 { get; set; } = 0x85;

    /// <summary>CIU_ModWidth at 848 kbit/s.</summary>
    public byte ModWidth848 { get; set; } = 0x01;

    /// <summary>CIU_MifNFC at 848 kbit/s.</summary>
    public byte MifNFC848 { get; set; } = 0xDA;

    /// <summary>The 9 bytes as the command carries them.</summary>
    public byte[] Serialize() =>
    [
        RxThreshold212, ModWidth212, MifNFC212,
        RxThreshold424, ModWidth424, MifNFC424,
        RxThreshold848, ModWidth848, MifNFC848,
    ];
}
