namespace PaymentCode.Core
{
    /// <summary>Packed decimal digits, two in a byte, the first in the high nibble: the format n of ISO 8583 and EMV (Book 3 §4.3).</summary>
    public static class Bcd
    {
        /// <summary>Reads <paramref name="count"/> bytes, at most 9 (18 digits). False if a nibble is no decimal digit.</summary>
        public static bool TryGet(byte[] buffer, int offset, int count, out long value)
        {
            value = 0;
            for (int i = 0; i < count; i++)
            {
                int high = buffer[offset + i] >> 4;
                int low = buffer[offset + i] & 0x0F;
                if (high > 9 || low > 9)
                {
                    return false;
                }

                value = (value * 100) + (high * 10) + low;
            }

            return true;
        }

        /// <summary>Writes the lowest 2 × <paramref name="count"/> decimal digits of <paramref name="value"/>, with leading zeros.</summary>
        public static void Put(long value, byte[] buffer, int offset, int count)
        {
            for (int i = offset + count - 1; i >= offset; i--)
            {
                int pair = (int)(value % 100);
                buffer[i] = (byte)(((pair / 10) << 4) | (pair % 10));
                value /= 100;
            }
        }
    }
}
