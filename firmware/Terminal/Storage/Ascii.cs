namespace PaymentCode.Terminal
{
    /// <summary>Text that is ASCII, as messages and cards carry it.</summary>
    internal static class Ascii
    {
        /// <summary>The characters of these bytes.</summary>
        public static string Text(byte[] bytes)
        {
            char[] characters = new char[bytes.Length];
            for (int i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)bytes[i];
            }

            return new string(characters);
        }

        /// <summary>Whether there is nothing but A to Z, a to z and 0 to 9.</summary>
        public static bool IsLettersAndDigits(byte[] bytes)
        {
            bool valid = true;
            for (int i = 0; i < bytes.Length; i++)
            {
                int lower = bytes[i] | 0x20;
                valid &= (bytes[i] >= '0' && bytes[i] <= '9') || (lower >= 'a' && lower <= 'z');
            }

            return valid;
        }

        /// <summary>Whether there is nothing but printable characters, space to tilde.</summary>
        public static bool IsPrintable(byte[] bytes)
        {
            bool valid = true;
            for (int i = 0; i < bytes.Length; i++)
            {
                valid &= bytes[i] >= ' ' && bytes[i] <= '~';
            }

            return valid;
        }
    }
}
