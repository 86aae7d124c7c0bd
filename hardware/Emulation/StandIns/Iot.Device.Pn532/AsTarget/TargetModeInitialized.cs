namespace Iot.Device.Pn532.AsTarget;

/// <summary>The mode byte of an activation as a target (UM0701-02 §7.3.14).</summary>
public class TargetModeInitialized
{
    /// <summary>Bits 4 to 6.</summary>
    public TargetBaudRateInialized TargetBaudRate { get; set; }

    /// <summary>Bit 3: as an ISO/IEC 14443-4 card.</summary>
    public bool IsISO14443_4Picc { get; set; }

    /// <summary>Bit 2: NFCIP-1.</summary>
    public bool IsDep { get; set; }

    /// <summary>Bits 0 and 1.</summary>
    public TargetFramingType TargetFramingType { get; set; }
}
