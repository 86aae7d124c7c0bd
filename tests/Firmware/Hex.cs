namespace PaymentCode.Firmware.Tests
{
    /// <summary>Bytes as literals in tests: pairs of hexadecimal digits, spaces between them ignored.</summary>
    internal static class Hex
    {
        internal static byte[] Bytes(string text)
        {
            byte[] bytes = new byte[(text.Length + 1) / 2];
            int nibbles = 0;
            foreach (char c in text)
            {
                if (c != ' ')
                {
                    int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
                    bytes[nibbles / 2] |= (byte)(nibbles % 2 == 0 ? value << 4 : value);
                    nibbles++;
                }
            }

            return Core.Bytes.Slice(bytes, 0, nibbles / 2);
        }

        internal static string Text(byte[] bytes)
        {
            string digits = "0123456789ABCDEF";
            char[] text = new char[bytes.Length * 2];
            for (int i = 0; i < bytes.Length; i++)
            {
                text[2 * i] = digits[bytes[i] >> 4];
                text[(2 * i) + 1] = digits[bytes[i] & 15];
            }

            return new string(text);
        }
    }
}
