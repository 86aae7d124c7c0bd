namespace PaymentCode.Terminal
{
    /// <summary>Account numbers as tag 5A has them (EMV Book 3, format cn): packed digits, the rest filled with F.</summary>
    internal static class AccountNumber
    {
        private const int MinDigits = 8;
        private const int MaxDigits = 19;
        private const int MaxBytes = 10;

        /// <summary>The digits, one a byte. Null unless there are 8 to 19 of them with nothing but fill behind.</summary>
        public static byte[] Digits(byte[] packed)
        {
            if (packed.Length > MaxBytes)
            {
                return null;
            }

            byte[] nibbles = new byte[packed.Length * 2];
            for (int i = 0; i < packed.Length; i++)
            {
                nibbles[2 * i] = (byte)(packed[i] >> 4);
                nibbles[2 * i + 1] = (byte)(packed[i] & 0x0F);
            }

            int count = 0;
            while (count < nibbles.Length && nibbles[count] < 10)
            {
                count++;
            }

            for (int i = count; i < nibbles.Length; i++)
            {
                if (nibbles[i] != 0x0F)
                {
                    return null;
                }
            }

            return count < MinDigits || count > MaxDigits ? null : Core.Bytes.Slice(nibbles, 0, count);
        }
    }
}
