namespace PaymentCode.Token
{
    /// <summary>The PN532's error codes, as they come in the low six bits of a status byte (UM0701-02 §7.1, table 15).</summary>
    internal static class Pn532Error
    {
        /// <summary>The error code within a status byte.</summary>
        public const byte Mask = 0x3F;

        /// <summary>Status bit: more of the same message follows.</summary>
        public const byte MoreInformation = 0x40;

        public const byte None = 0x00;
        public const byte TimeOut = 0x01;
        public const byte Crc = 0x02;
        public const byte Parity = 0x03;
        public const byte BitCount = 0x04;
        public const byte Framing = 0x05;
        public const byte BitCollision = 0x06;
        public const byte BufferTooSmall = 0x07;
        public const byte RfBufferOverflow = 0x09;
        public const byte FieldNotInTime = 0x0A;
        public const byte RfProtocol = 0x0B;
        public const byte Temperature = 0x0D;
        public const byte InternalBufferOverflow = 0x0E;
        public const byte InvalidParameter = 0x10;
        public const byte DepCommandNotSupported = 0x12;
        public const byte DataFormat = 0x13;
        public const byte Authentication = 0x14;
        public const byte UidCheckByte = 0x23;
        public const byte InvalidDeviceState = 0x25;
        public const byte NotAllowed = 0x26;
        public const byte NotInThisContext = 0x27;
        public const byte Released = 0x29;
        public const byte CardExchanged = 0x2A;
        public const byte CardDisappeared = 0x2B;
        public const byte Nfcid3Mismatch = 0x2C;
        public const byte OverCurrent = 0x2D;
        public const byte NadMissing = 0x2E;
    }
}
