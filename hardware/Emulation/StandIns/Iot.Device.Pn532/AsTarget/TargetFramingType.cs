namespace Iot.Device.Pn532.AsTarget;

/// <summary>Framing by which the chip was activated as a target: bits 0 and 1 of the mode byte (UM0701-02 §7.3.14).</summary>
public enum TargetFramingType
{
    /// <summary>ISO/IEC 14443 type A.</summary>
    Mifare = 0,

    /// <summary>Active mode.</summary>
    ActiveMode = 1,

    /// <summary>FeliCa.</summary>
    FeliCa = 2,
}
