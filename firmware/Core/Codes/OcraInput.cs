namespace PaymentCode.Core.Codes
{
    /// <summary>The data an OCRA code is computed over, RFC 6287 §5.1; what the suite does not name is ignored.</summary>
    public sealed class OcraInput
    {
        /// <summary>The longest question in bytes; shorter ones are filled up with zeros at the end.</summary>
        public const int MaxQuestionLength = 128;

        /// <summary>C: the counter.</summary>
        public long Counter { get; set; }

        /// <summary>Q: the question's bytes, 1 to <see cref="MaxQuestionLength"/>; see <see cref="TryEncodeQuestion"/> for text.</summary>
        public byte[] Question { get; set; } = new byte[0];

        /// <summary>P: the hash of the PIN, exactly as long as the suite says.</summary>
        public byte[] PinHash { get; set; } = new byte[0];

        /// <summary>S: session information, at most as long as the suite says; shorter ones are filled up with zeros in front.</summary>
        public byte[] Session { get; set; } = new byte[0];

        /// <summary>T: time in whole steps since 1970-01-01, see <see cref="Totp.Step"/>.</summary>
        public long TimeSteps { get; set; }

        /// <summary>
        /// The bytes of a question in the suite's format: decimal digits become a binary number written in hexadecimal, hexadecimal digits are
        /// taken as they are, and either begins at the first nibble (the RFC's reference implementation); other text is ASCII. False if it is
        /// empty, longer than two of the suite's questions, or has a character that the format lacks.
        /// </summary>
        public static bool TryEncodeQuestion(OcraSuite suite, string question, out byte[] bytes)
        {
            bytes = null;
            if (question.Length == 0 || question.Length > 2 * suite.QuestionLength)
            {
                return false;
            }

            foreach (char c in question)
            {
                bool valid = suite.QuestionFormat == OcraSuite.Alphanumeric ? c >= ' ' && c <= '~'
                    : NibbleOf(c) < (suite.QuestionFormat == OcraSuite.Numeric ? 10 : 16);
                if (!valid)
                {
                    return false;
                }
            }

            bytes = suite.QuestionFormat == OcraSuite.Alphanumeric ? Bytes.FromAscii(question)
                : suite.QuestionFormat == OcraSuite.Numeric ? FromNibbles(ToBase16(question)) : FromNibbles(ToNibbles(question));
            return true;
        }

        private static int NibbleOf(char c)
            => c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;

        private static byte[] ToNibbles(string text)
        {
            byte[] nibbles = new byte[text.Length];
            for (int i = 0; i < nibbles.Length; i++)
            {
                nibbles[i] = (byte)NibbleOf(text[i]);
            }

            return nibbles;
        }

        // A decimal number's hexadecimal digits without leading zeros, but at least one; never more digits than it has in decimal.
        private static byte[] ToBase16(string number)
        {
            byte[] nibbles = new byte[number.Length];
            int first = nibbles.Length - 1;
            foreach (char c in number)
            {
                int carry = c - '0';
                for (int i = nibbles.Length - 1; i >= first; i--)
                {
                    carry += nibbles[i] * 10;
                    nibbles[i] = (byte)(carry & 0x0F);
                    carry >>= 4;
                    if (i == first && carry != 0)
                    {
                        first--;
                    }
                }
            }

            return Bytes.Slice(nibbles, first, nibbles.Length - first);
        }

        private static byte[] FromNibbles(byte[] nibbles)
        {
            byte[] bytes = new byte[(nibbles.Length + 1) / 2];
            for (int i = 0; i < nibbles.Length; i++)
            {
                bytes[i / 2] |= (byte)(i % 2 == 0 ? nibbles[i] << 4 : nibbles[i]);
            }

            return bytes;
        }
    }
}
