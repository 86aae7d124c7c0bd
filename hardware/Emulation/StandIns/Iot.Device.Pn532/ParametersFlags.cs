namespace Iot.Device.Pn532;

/// <summary>Bits of SetParameters (UM0701-02 §7.2.9).</summary>
[Flags]
public enum ParametersFlags
{
    /// <summary>The initiator uses NAD.</summary>
    NADUsed = 0x01,

    /// <summary>The initiator uses DID, or CID with ISO/IEC 14443-4 cards.</summary>
    DIDUsed = 0x02,

    /// <summary>A target answers ATR_REQ by itself.</summary>
    AutomaticATR_RES = 0x04,

    /// <summary>The initiator sends RATS by itself.</summary>
    AutomaticRATS = 0x10,

    /// <summary>A target may be an ISO/IEC 14443-4 card.</summary>
    ISO14443_4_PICC = 0x20,

    /// <summary>The chip sends neither preamble nor postamble.</summary>
    RemovePrePostAmble = 0x40,
}
