namespace Iot.Device.Pn532.AsTarget;

/// <summary>Which activations the chip accepts as a target (UM0701-02 §7.3.14, Mode).</summary>
[Flags]
public enum TargetModeInitialization
{
    /// <summary>All of them.</summary>
    Default = 0,

    /// <summary>Passive mode only.</summary>
    PassiveOnly = 1,

    /// <summary>NFCIP-1 only.</summary>
    DepOnly = 2,

    /// <summary>ISO/IEC 14443-4 card only.</summary>
    PiccOnly = 4,
}
