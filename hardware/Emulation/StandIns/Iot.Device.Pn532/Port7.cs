namespace Iot.Device.Pn532;

/// <summary>Pins of port 7 (UM0701-02 §7.2.6, P7).</summary>
[Flags]
public enum Port7
{
    /// <summary>P72.</summary>
    P72 = 0x04,

    /// <summary>P71.</summary>
    P71 = 0x02,
}
