namespace Iot.Device.Pn532.ListPassive;

/// <summary>How many targets to activate (UM0701-02 §7.3.5, MaxTg).</summary>
public enum MaxTarget
{
    /// <summary>One.</summary>
    One = 1,

    /// <summary>Two.</summary>
    Two = 2,
}
