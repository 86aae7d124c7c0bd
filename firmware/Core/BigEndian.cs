namespace PaymentCode.Core
{
    /// <summary>Unsigned integers as they stand in messages: most significant byte first.</summary>
    public static class BigEndian
    {
        /// <summary>Reads 2 bytes.</summary>
        public static ushort GetUInt16(byte[] buffer, int offset) => (ushort)((buffer[offset] << 8) | buffer[offset + 1]);

        /// <summary>Reads 4 bytes.</summary>
        public static uint GetUInt32(byte[] buffer, int offset) => (uint)Get(buffer, offset, 4);

        /// <summary>Reads <paramref name="count"/> bytes, 1 to 8.</summary>
        public static ulong Get(byte[] buffer, int offset, int count)
        {
            ulong value = 0;
            for (int i = 0; i < count; i++)
            {
                value = (value << 8) | buffer[offset + i];
            }

            return value;
        }

        /// <summary>Writes the lowest <paramref name="count"/> bytes of <paramref name="value"/>, 1 to 8.</summary>
        public static void Put(ulong value, byte[] buffer, int offset, int count)
        {
            for (int i = offset + count - 1; i >= offset; i--)
            {
                buffer[i] = (byte)value;
                value >>= 8;
            }
        }
    }
}
