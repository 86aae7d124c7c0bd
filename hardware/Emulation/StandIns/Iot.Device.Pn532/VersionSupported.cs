namespace Iot.Device.Pn532;

/// <summary>What a chip supports (UM0701-02 §7.2.2, Support).</summary>
[Flags]
public enum VersionSupported
{
    /// <summary>ISO/IEC 18092.</summary>
    Iso18092 = 4,

    /// <summary>ISO/IEC 14443 type B.</summary>
    IsoIec14443TypeB = 2,

    /// <summary>ISO/IEC 14443 type A.</summary>
    IsoIec14443TypeA = 1,
}
