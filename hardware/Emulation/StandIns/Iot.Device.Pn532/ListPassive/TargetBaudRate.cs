namespace Iot.Device.Pn532.ListPassive;

/// <summary>Baud rate and modulation of the targets to look for (UM0701-02 §7.3.5, BrTy).</summary>
public enum TargetBaudRate
{
    /// <summary>106 kbit/s, ISO/IEC 14443 type A.</summary>
    B106kbpsTypeA = 0,

    /// <summary>212 kbit/s, FeliCa.</summary>
    B212kbps = 1,

    /// <summary>424 kbit/s, FeliCa.</summary>
    B424kbps = 2,

    /// <summary>106 kbit/s, ISO/IEC 14443-3 type B.</summary>
    B106kbpsTypeB = 3,

    /// <summary>106 kbit/s, Innovision Jewel.</summary>
    B106kbpsInnovisionJewelTag = 4,
}
