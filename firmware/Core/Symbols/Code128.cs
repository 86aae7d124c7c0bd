namespace PaymentCode.Core.Symbols
{
    /// <summary>Code 128 (ISO/IEC 15417) with code sets B (ASCII 32 to 126) and C (pairs of digits), changed so that the symbol is as short as can be.</summary>
    public static class Code128
    {
        /// <summary>The longest text that is taken, in characters; a display shows far fewer.</summary>
        public const int MaxLength = 80;

        const int StartB = 104;
        const int StartC = 105;
        const int Stop = 106;
        const int ToC = 99;
        const int ToB = 100;
        const int CheckModulus = 103;
        const int ElementsOfCharacter = 6;

        // Six widths for each value from 0 to 105 (table 1), then the seven of the stop pattern.
        const string Widths =
            "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221"
            + "223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321"
            + "112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131"
            + "311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114"
            + "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141"
            + "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"
            + "2331112";

        /// <summary>Makes the symbol.</summary>
        /// <param name="text">1 to <see cref="MaxLength"/> characters from space to tilde.</param>
        /// <param name="symbol">The symbol, or null.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        /// <returns>Whether there is one. Whether it fits on the display is <see cref="BarSymbol.ModulePixels"/>.</returns>
        public static bool TryEncode(string text, out BarSymbol symbol, out string reason)
        {
            symbol = null;
            reason = Refusal(text);
            if (reason != null)
            {
                return false;
            }

            byte[] values = Values(text);
            int check = values[0];
            for (int i = 1; i < values.Length - 2; i++)
            {
                check += i * values[i];
            }

            values[values.Length - 2] = (byte)(check % CheckModulus);
            byte[] widths = new byte[ElementsOfCharacter * values.Length + 1];
            for (int i = 0; i < widths.Length; i++)
            {
                // The stop pattern has a seventh element, which the last character's place in the table runs on to.
                int character = i / ElementsOfCharacter < values.Length ? i / ElementsOfCharacter : values.Length - 1;
                widths[i] = (byte)(Widths[values[character] * ElementsOfCharacter + i - character * ElementsOfCharacter] - '0');
            }

            symbol = new BarSymbol(widths, false);
            return true;
        }

        static string Refusal(string text)
        {
            if (text == null || text.Length == 0)
            {
                return "Code 128 needs at least one character";
            }

            if (text.Length > MaxLength)
            {
                return "Code 128 takes at most " + MaxLength.ToString() + " characters here; the text has " + text.Length.ToString();
            }

            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] < ' ' || text[i] > '~')
                {
                    return "Code 128 with sets B and C has only the characters from space to tilde; number " + (i + 1).ToString() + " is none of them";
                }
            }

            return null;
        }

        // From the end: how many symbol characters the rest of the text takes in either set. A change of set costs one.
        static byte[] Values(string text)
        {
            int length = text.Length;
            byte[] inB = new byte[length + 1];
            byte[] inC = new byte[length + 1];
            for (int i = length - 1; i >= 0; i--)
            {
                int b = 1 + inB[i + 1];
                int c = IsPair(text, i) ? 1 + inC[i + 2] : b + 1;
                inB[i] = (byte)(c + 1 < b ? c + 1 : b);
                inC[i] = (byte)c;
            }

            bool isC = inC[0] <= inB[0];
            byte[] values = new byte[(isC ? inC[0] : inB[0]) + 3];
            int count = 0;
            values[count++] = (byte)(isC ? StartC : StartB);
            int at = 0;
            while (at < length)
            {
                if (isC && IsPair(text, at))
                {
                    values[count++] = (byte)(10 * (text[at] - '0') + text[at + 1] - '0');
                    at += 2;
                }
                else if (isC)
                {
                    values[count++] = ToB;
                    isC = false;
                }
                else if (IsPair(text, at) && inC[at] + 1 < 1 + inB[at + 1])
                {
                    values[count++] = ToC;
                    isC = true;
                }
                else
                {
                    values[count++] = (byte)(text[at++] - ' ');
                }
            }

            values[count + 1] = Stop;
            return values;
        }

        static bool IsPair(string text, int at) => at + 1 < text.Length && IsDigit(text[at]) && IsDigit(text[at + 1]);

        static bool IsDigit(char character) => character >= '0' && character <= '9';
    }
}
