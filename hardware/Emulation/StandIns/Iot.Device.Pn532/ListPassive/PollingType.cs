namespace Iot.Device.Pn532.ListPassive;

/// <summary>Targets that InAutoPoll looks for (UM0701-02 §7.3.13, Type). Upstream numbers the Type B ones differently from the manual.</summary>
public enum PollingType
{
    /// <summary>Generic passive 106 kbit/s: ISO/IEC 14443-4A, MIFARE, DEP.</summary>
    GenericPassive106kbps = 0x00,

    /// <summary>Generic passive 212 kbit/s: FeliCa, DEP.</summary>
    GenericPassive212kbps = 0x01,

    /// <summary>Generic passive 424 kbit/s: FeliCa, DEP.</summary>
    GenericPassive424kbps = 0x02,

    /// <summary>Passive 106 kbit/s, ISO/IEC 14443-4B.</summary>
    Passive106kbps = 0x03,

    /// <summary>Innovision Jewel.</summary>
    InnovisionJewel = 0x04,

    /// <summary>MIFARE.</summary>
    MifareCard = 0x10,

    /// <summary>FeliCa 212 kbit/s.</summary>
    Felica212kbps = 0x11,

    /// <summary>FeliCa 424 kbit/s.</summary>
    Felica424kbps = 0x12,

    /// <summary>ISO/IEC 14443-4A at 106 kbit/s.</summary>
    Passive106kbpsISO144443_4A = 0x20,

    /// <summary>ISO/IEC 14443-4B at 106 kbit/s.</summary>
    Passive106kbpsISO144443_4B = 0x23,

    /// <summary>DEP passive 106 kbit/s.</summary>
    DepPassive106kbps = 0x40,

    /// <summary>DEP passive 212 kbit/s.</summary>
    DepPassive212kbps = 0x41,

    /// <summary>DEP passive 424 kbit/s.</summary>
    DepPassive424kbps = 0x42,

    /// <summary>DEP active 106 kbit/s.</summary>
    DepActive106kbps = 0x80,

    /// <summary>DEP active 212 kbit/s.</summary>
    DepActive212kbps = 0x81,

    /// <summary>DEP active 424 kbit/s.</summary>
    DepActive424kbps = 0x82,
}
