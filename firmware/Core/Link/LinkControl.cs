namespace PaymentCode.Core.Link
{
    /// <summary>Sequence numbers and link control of the serial link, docs/PROTOCOLS.md §4; both ends use these.</summary>
    public static class LinkControl
    {
        /// <summary>Bit 7 of the sequence byte: set in every frame from the board.</summary>
        public const byte FromBoard = 0x80;

        /// <summary>Sequence number of link control frames.</summary>
        public const byte Sequence = 0;

        /// <summary>Largest sequence number of a command; 1 follows.</summary>
        public const byte LastSequence = 127;

        /// <summary>First byte of RESET, from the host; a random id of <see cref="IdLength"/> bytes follows.</summary>
        public const byte Reset = 1;

        /// <summary>First byte of RESET DONE, from the board; the id and the largest APDU (2 bytes) follow.</summary>
        public const byte ResetDone = 2;

        /// <summary>RESET NEEDED, from the board.</summary>
        public const byte ResetNeeded = 3;

        /// <summary>Length of the id of a RESET in bytes.</summary>
        public const int IdLength = 4;

        /// <summary>The number after <paramref name="sequence"/>, 1 to 127.</summary>
        public static byte Next(byte sequence) => (byte)((sequence % LastSequence) + 1);
    }
}
