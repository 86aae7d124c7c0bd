namespace PaymentCode.Emulation;

/// <summary>Status byte of a response, bits 5 to 0 (UM0701-02 §7.1, error handling).</summary>
public enum Pn532Error : byte
{
    /// <summary>No error.</summary>
    None = 0x00,

    /// <summary>The target has not answered.</summary>
    Timeout = 0x01,

    /// <summary>A CRC error.</summary>
    Crc = 0x02,

    /// <summary>A parity error.</summary>
    Parity = 0x03,

    /// <summary>A wrong number of bits in anticollision or selection.</summary>
    BitCount = 0x04,

    /// <summary>A framing error in a MIFARE operation.</summary>
    Framing = 0x05,

    /// <summary>A collision of bits where none may be.</summary>
    Collision = 0x06,

    /// <summary>The buffer is too small for the data.</summary>
    BufferTooSmall = 0x07,

    /// <summary>The CIU's buffer overflowed.</summary>
    RadioBufferOverflow = 0x09,

    /// <summary>The counterpart's carrier did not come in time (active mode).</summary>
    FieldNotSwitchedOn = 0x0A,

    /// <summary>A protocol error on the air.</summary>
    RadioProtocol = 0x0B,

    /// <summary>A parameter out of range or of the wrong form.</summary>
    InvalidParameter = 0x10,

    /// <summary>Data that the protocol does not allow: DEP, MIFARE or ISO/IEC 14443-4.</summary>
    InvalidFormat = 0x13,

    /// <summary>MIFARE authentication failed.</summary>
    Authentication = 0x14,

    /// <summary>The check byte of a UID is wrong.</summary>
    UidCheckByte = 0x23,

    /// <summary>The state does not allow the operation.</summary>
    InvalidDeviceState = 0x25,

    /// <summary>Not allowed in this configuration.</summary>
    OperationNotAllowed = 0x26,

    /// <summary>Not acceptable in this context: no such target.</summary>
    CommandNotAcceptable = 0x27,

    /// <summary>The initiator has released the target.</summary>
    Released = 0x29,

    /// <summary>Another card has come instead (Type B).</summary>
    CardExchanged = 0x2A,

    /// <summary>The card has gone (Type B).</summary>
    CardDisappeared = 0x2B,
}
