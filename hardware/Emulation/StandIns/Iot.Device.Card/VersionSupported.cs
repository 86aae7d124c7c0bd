namespace Iot.Device.Card;

/// <summary>What a reader supports.</summary>
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
