namespace Iot.Device.Rfid;

/// <summary>Largest frame a Type B card takes (ISO/IEC 14443-3, ATQB).</summary>
public enum MaxFrameSize
{
    /// <summary>16 bytes.</summary>
    B016 = 0x00,

    /// <summary>24 bytes.</summary>
    B024 = 0x10,

    /// <summary>32 bytes.</summary>
    B032 = 0x20,

    /// <summary>40 bytes.</summary>
    B040 = 0x30,

    /// <summary>48 bytes.</summary>
    B048 = 0x40,

    /// <summary>64 bytes.</summary>
    B064 = 0x50,

    /// <summary>96 bytes.</summary>
    B096 = 0x60,

    /// <summary>128 bytes.</summary>
    B128 = 0x70,

    /// <summary>256 bytes.</summary>
    B256 = 0x80,
}
