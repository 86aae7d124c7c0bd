namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>The RF field (UM0701-02 §7.3.1, item 1).</summary>
[Flags]
public enum RfFieldMode
{
    /// <summary>Off, whatever else is about.</summary>
    None = 0,

    /// <summary>Looks for another field before it switches on.</summary>
    AutoRFCA = 2,

    /// <summary>On.</summary>
    RF = 1,
}
