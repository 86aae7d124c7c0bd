namespace PaymentCode.Emulation.Nfc;

/// <summary>How a frame is coded on the air at 13.56 MHz.</summary>
public enum AirCoding
{
    /// <summary>ISO/IEC 14443 Type A: 106 kbit/s with parity, Miller and Manchester; what NFC calls NFC-A.</summary>
    TypeA,

    /// <summary>ISO/IEC 14443 Type B.</summary>
    TypeB,

    /// <summary>JIS X 6319-4 (FeliCa), 212 or 424 kbit/s.</summary>
    FeliCa,
}
