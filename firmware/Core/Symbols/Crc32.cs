namespace PaymentCode.Core.Symbols
{
    /// <summary>CRC-32 of ISO-HDLC, the one of Ethernet, zip and PNG: reflected polynomial EDB88320, initial value and final exclusive-or FFFFFFFF.
    /// Check value (ITU-T V.42 section 8.1.1.6.2): the nine ASCII bytes "123456789" give CBF43926.</summary>
    public static class Crc32
    {
        const uint ReflectedPolynomial = 0xEDB88320;

        /// <summary>The CRC-32 of <paramref name="count"/> bytes from <paramref name="offset"/>.</summary>
        /// <remarks>Bit by bit: eight short steps a byte, no table to build or to keep on the board.</remarks>
        public static uint Compute(byte[] data, int offset, int count)
        {
            uint crc = 0xFFFFFFFF;
            for (int i = offset; i < offset + count; i++)
            {
                crc ^= data[i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ ReflectedPolynomial : crc >> 1;
                }
            }

            return crc ^ 0xFFFFFFFF;
        }
    }
}
