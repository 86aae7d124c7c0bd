namespace PaymentCode.Core.Symbols
{
    /// <summary>Interleaved 2 of 5 (ISO/IEC 16390): pairs of digits, the first as bars, the second as the spaces between them; no check digit. Bearer bars above
    /// and below keep a scan that leaves the symbol from being read as a shorter number.</summary>
    public static class Interleaved2Of5
    {
        /// <summary>The shortest number that is taken. Readers refuse shorter ones, because parts of other symbols look like them.</summary>
        public const int MinLength = 6;

        /// <summary>The longest number that is taken, in digits; a display shows far fewer.</summary>
        public const int MaxLength = 80;

        const int FewestModules = 2;
        const int MostModules = 3;

        // Two of five elements are wide (table 1).
        const string Patterns = "nnwwnwnnnwnwnnwwwnnnnnwnwwnwnnnwwnnnnnwwwnnwnnwnwn";

        /// <summary>Makes the symbol. A wide element is three modules if that fits on the display, otherwise two.</summary>
        /// <param name="digits"><see cref="MinLength"/> to <see cref="MaxLength"/> digits, an even number of them: a leading zero is the caller's to add,
        /// because it would be read as part of the number.</param>
        /// <param name="symbol">The symbol, or null.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        /// <returns>Whether there is one. Whether it fits on the display is <see cref="BarSymbol.ModulePixels"/>.</returns>
        public static bool TryEncode(string digits, out BarSymbol symbol, out string reason)
        {
            symbol = null;
            reason = Refusal(digits);
            if (reason != null)
            {
                return false;
            }

            symbol = new BarSymbol(Widths(digits, MostModules), true);
            if (symbol.ModulePixels == 0)
            {
                symbol = new BarSymbol(Widths(digits, FewestModules), true);
            }

            return true;
        }

        static string Refusal(string digits)
        {
            if (digits == null || digits.Length < MinLength || digits.Length > MaxLength)
            {
                return "ITF takes " + MinLength.ToString() + " to " + MaxLength.ToString() + " digits here; readers refuse fewer";
            }

            for (int i = 0; i < digits.Length; i++)
            {
                if (digits[i] < '0' || digits[i] > '9')
                {
                    return "ITF takes digits only; number " + (i + 1).ToString() + " of the text is none";
                }
            }

            return digits.Length % 2 == 0 ? null : "ITF takes an even number of digits; write a zero before the " + digits.Length.ToString() + " digits";
        }

        static byte[] Widths(string digits, int wide)
        {
            byte[] widths = new byte[5 * digits.Length + 7];

            // Start: four narrow elements.
            int at = 0;
            while (at < 4)
            {
                widths[at++] = 1;
            }

            for (int i = 0; i < digits.Length; i += 2)
            {
                for (int element = 0; element < 5; element++)
                {
                    widths[at++] = Width(digits[i], element, wide);
                    widths[at++] = Width(digits[i + 1], element, wide);
                }
            }

            // Stop: wide, narrow, narrow.
            widths[at++] = (byte)wide;
            widths[at++] = 1;
            widths[at] = 1;
            return widths;
        }

        static byte Width(char digit, int element, int wide) => Patterns[5 * (digit - '0') + element] == 'w' ? (byte)wide : (byte)1;
    }
}
