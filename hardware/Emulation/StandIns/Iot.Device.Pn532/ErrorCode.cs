namespace Iot.Device.Pn532;

/// <summary>Bits 0 to 5 of the status byte (UM0701-02 §7.1).</summary>
public enum ErrorCode
{
    /// <summary>No error.</summary>
    None = 0x00,

    /// <summary>The target did not answer in time.</summary>
    Timeout = 0x01,

    /// <summary>CRC of the air interface.</summary>
    CRCError = 0x02,

    /// <summary>Parity on the air.</summary>
    ParityError = 0x03,

    /// <summary>Wrong number of bits during anticollision or select.</summary>
    ErroneousBitCount = 0x04,

    /// <summary>Framing error of MIFARE.</summary>
    FramingError = 0x05,

    /// <summary>A collision other than in anticollision at 106 kbit/s.</summary>
    AbnormalCollision = 0x06,

    /// <summary>The communication buffer is too small.</summary>
    BufferSizeInsufficient = 0x07,

    /// <summary>The contactless front end's buffer overflowed.</summary>
    RFBufferOverflow = 0x09,

    /// <summary>In active mode the other side did not switch its field on in time.</summary>
    RFFieldNotSwitched = 0x0A,

    /// <summary>Protocol error on the air.</summary>
    RFProtocolError = 0x0B,

    /// <summary>Too hot: the antenna drivers are off.</summary>
    TemperatureError = 0x0D,

    /// <summary>Internal buffer overflow.</summary>
    InternalBufferOverflow = 0x0E,

    /// <summary>A parameter is out of range.</summary>
    InvalidParameter = 0x10,

    /// <summary>NFCIP-1: the target does not support the command received.</summary>
    DEPProtocolTargetModeNotSupport = 0x12,

    /// <summary>NFCIP-1, MIFARE or ISO/IEC 14443-4: the data does not match the format.</summary>
    DEPProtocolDataFormatNotMatch = 0x13,

    /// <summary>MIFARE authentication failed.</summary>
    MifareAuthenticationError = 0x14,

    /// <summary>ISO/IEC 14443-3: check byte of the UID.</summary>
    CheckByteWrong = 0x23,

    /// <summary>NFCIP-1: the device is in a state that does not allow the operation.</summary>
    DEPProtocolInvalidDeviceState = 0x25,

    /// <summary>Not allowed in this configuration of the host interface.</summary>
    OperationNotAllowed = 0x26,

    /// <summary>Not acceptable in the current context of the chip.</summary>
    CommandNotAcceptable = 0x27,

    /// <summary>As a target: released by its initiator.</summary>
    ConfiguredTargetBeenReleased = 0x29,

    /// <summary>The card that came back is another one.</summary>
    IDCardDoesNotMatch = 0x2A,

    /// <summary>The activated card disappeared.</summary>
    CardDisappeared = 0x2B,

    /// <summary>NFCID3 of initiator and target differ in 212 or 424 kbit/s passive mode.</summary>
    MismatchDEPPassive = 0x2C,

    /// <summary>Over-current.</summary>
    OverCurrentDetected = 0x2D,

    /// <summary>NAD missing in a frame.</summary>
    NADMissing = 0x2E,

    /// <summary>None of the above; the chip does not send it.</summary>
    Unknown = 0xFF,
}
