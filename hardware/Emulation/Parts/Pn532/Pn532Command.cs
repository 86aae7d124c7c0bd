namespace PaymentCode.Emulation;

/// <summary>Command codes of the PN532 that the emulated one has (UM0701-02 §7.1); a response has the code after it.</summary>
public enum Pn532Command : byte
{
    /// <summary>Tests the link, the memories, the antenna, or whether the card is still there (§7.2.1).</summary>
    Diagnose = 0x00,

    /// <summary>Chip, version, revision and support (§7.2.2).</summary>
    GetFirmwareVersion = 0x02,

    /// <summary>Last error, external field, targets, SAM (§7.2.3).</summary>
    GetGeneralStatus = 0x04,

    /// <summary>Reads registers of the CIU and special function registers (§7.2.4).</summary>
    ReadRegister = 0x06,

    /// <summary>Writes them (§7.2.5).</summary>
    WriteRegister = 0x08,

    /// <summary>Reads ports P3, P7 and the interface pins (§7.2.6).</summary>
    ReadGPIO = 0x0C,

    /// <summary>Writes ports P3 and P7 (§7.2.7).</summary>
    WriteGPIO = 0x0E,

    /// <summary>Rate of the serial link, from the host's ACK on (§7.2.8).</summary>
    SetSerialBaudRate = 0x10,

    /// <summary>Automatic RATS, PICC emulation, frames without preamble (§7.2.9).</summary>
    SetParameters = 0x12,

    /// <summary>Leaves the low-battery state; how a secure element is used (§7.2.10).</summary>
    SAMConfiguration = 0x14,

    /// <summary>Sleeps until what wakes it (§7.2.11).</summary>
    PowerDown = 0x16,

    /// <summary>Carrier, timings, retries, analog settings (§7.3.1).</summary>
    RFConfiguration = 0x32,

    /// <summary>Exchanges data with an activated target (§7.3.8).</summary>
    InDataExchange = 0x40,

    /// <summary>Exchanges a frame as it is (§7.3.9).</summary>
    InCommunicateThru = 0x42,

    /// <summary>Sends a target to its halted state and keeps its data (§7.3.10).</summary>
    InDeselect = 0x44,

    /// <summary>Finds and activates up to two targets (§7.3.5).</summary>
    InListPassiveTarget = 0x4A,

    /// <summary>ATR_REQ to a target (§7.3.6).</summary>
    InATR = 0x50,

    /// <summary>Releases a target and forgets it (§7.3.11).</summary>
    InRelease = 0x52,

    /// <summary>Selects a target again (§7.3.12).</summary>
    InSelect = 0x54,

    /// <summary>Looks for targets of several types for some time (§7.3.13).</summary>
    InAutoPoll = 0x60,

    /// <summary>Data from the initiator (§7.3.16).</summary>
    TgGetData = 0x86,

    /// <summary>A frame from the initiator as it is (§7.3.19).</summary>
    TgGetInitiatorCommand = 0x88,

    /// <summary>State of the target and rates (§7.3.21).</summary>
    TgGetTargetStatus = 0x8A,

    /// <summary>Becomes a target and waits for an initiator (§7.3.14).</summary>
    TgInitAsTarget = 0x8C,

    /// <summary>Data to the initiator (§7.3.17).</summary>
    TgSetData = 0x8E,

    /// <summary>A frame to the initiator as it is (§7.3.20).</summary>
    TgResponseToInitiator = 0x90,
}
