namespace Iot.Device.Pn532;

/// <summary>Self tests (UM0701-02 §7.2.1, NumTst).</summary>
public enum DiagnoseMode
{
    /// <summary>The chip sends back what it got.</summary>
    CommunicationLineTest = 0x00,

    /// <summary>Checksum of the ROM.</summary>
    ROMTest = 0x01,

    /// <summary>The RAM.</summary>
    RAMTest = 0x02,

    /// <summary>128 FeliCa pollings.</summary>
    PollingTestToTarget = 0x04,

    /// <summary>As a target, sends back what it gets.</summary>
    EchoBackTest = 0x05,

    /// <summary>Whether the target is still in the field.</summary>
    AttentionRequestTest = 0x06,

    /// <summary>The antenna. The spelling is upstream's.</summary>
    SelfAntenaTest = 0x07,
}
