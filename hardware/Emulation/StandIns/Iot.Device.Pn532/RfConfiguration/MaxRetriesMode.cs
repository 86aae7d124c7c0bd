namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>How often an activation is tried again (UM0701-02 §7.3.1, item 05).</summary>
public class MaxRetriesMode
{
    /// <summary>ATR_REQ, 2 to begin with; FF for ever.</summary>
    public byte MaxRetryAnswerToReset { get; set; } = 0x02;

    /// <summary>PSL_REQ or PPS, 1 to begin with; FF for ever.</summary>
    public byte MaxRetryPSL { get; set; } = 0x01;

    /// <summary>InListPassiveTarget: 0 to begin with, where the chip itself begins with FF, for ever.</summary>
    public byte MaxRetryPassiveActivation { get; set; }

    /// <summary>The 3 bytes as the command carries them.</summary>
    public byte[] Serialize() => [MaxRetryAnswerToReset, MaxRetryPSL, MaxRetryPassiveActivation];
}
