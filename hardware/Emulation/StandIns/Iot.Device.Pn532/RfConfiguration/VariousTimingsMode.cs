namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Timeouts on the air, with the chip's defaults (UM0701-02 §7.3.1, item 02).</summary>
public class VariousTimingsMode
{
    /// <summary>The first byte.</summary>
    public const byte RFU = 0x00;

    /// <summary>How long a target has for ATR_RES. The spelling is upstream's.</summary>
    public RfTimeout AnsweToRequestResponseTimeout { get; set; } = RfTimeout.T102400MicroSeconds;

    /// <summary>How long InCommunicateThru, and InDataExchange with cards other than ISO/IEC 14443-4, wait.</summary>
    public RfTimeout RetryTimeout { get; set; } = RfTimeout.T51200MicroSeconds;

    /// <summary>The 3 bytes as the command carries them.</summary>
    public byte[] Serialize() => [RFU, (byte)AnsweToRequestResponseTimeout, (byte)RetryTimeout];
}
