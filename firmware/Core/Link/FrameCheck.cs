namespace PaymentCode.Core.Link
{
    /// <summary>FCS-16 of RFC 1662 appendix C.2: CRC-16/X-25, polynomial 1 + x^5 + x^12 + x^16, least significant bit first.</summary>
    public static class FrameCheck
    {
        /// <summary>Value before the first byte.</summary>
        public const ushort Initial = 0xFFFF;

        /// <summary>Value after a frame and its FCS, if both arrived as sent.</summary>
        public const ushort Good = 0xF0B8;

        /// <summary>Length of the FCS in bytes.</summary>
        public const int Length = 2;

        /// <summary>
        /// The value after one more byte. The eight steps of the bit loop are done at once: the polynomial has so few terms that
        /// three shifts of the folded byte give all of them, with no table to build or keep.
        /// </summary>
        public static ushort Add(ushort check, byte value)
        {
            int folded = (check ^ value) & 0xFF;
            folded = (folded ^ (folded << 4)) & 0xFF;
            return (ushort)((check >> 8) ^ (folded << 8) ^ (folded << 3) ^ (folded >> 4));
        }
    }
}
