namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// An OCRA suite, RFC 6287 §6: <c>OCRA-1:HOTP-hash-digits:[C-]Qfnn[-Phash][-Snnn][-Tg]</c>, for example
    /// <c>OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1-S064-T1M</c>.
    /// </summary>
    public sealed class OcraSuite
    {
        /// <summary>Question format: decimal digits.</summary>
        public const char Numeric = 'N';

        /// <summary>Question format: ASCII characters.</summary>
        public const char Alphanumeric = 'A';

        /// <summary>Question format: hexadecimal digits.</summary>
        public const char Hexadecimal = 'H';

        private const string Prefix = "OCRA-1:HOTP-";
        private const int MaxTextLength = 64;
        private const int MaxSessionLength = 512;

        private OcraSuite(string text) => Text = text;

        /// <summary>The suite as written: it is part of what the code is computed over.</summary>
        public string Text { get; }

        /// <summary>Length in bytes of the HMAC, which names the hash: 20 SHA-1, 32 SHA-256, 64 SHA-512.</summary>
        public int HashLength { get; private set; }

        /// <summary>Digits of the code, 4 to 10; 0: no truncation.</summary>
        public int Digits { get; private set; }

        /// <summary>Whether a counter is part of the input.</summary>
        public bool HasCounter { get; private set; }

        /// <summary><see cref="Numeric"/>, <see cref="Alphanumeric"/> or <see cref="Hexadecimal"/>.</summary>
        public char QuestionFormat { get; private set; }

        /// <summary>Most characters of one party's question, 4 to 64; in mutual challenge-response two of them are joined.</summary>
        public int QuestionLength { get; private set; }

        /// <summary>Length in bytes of the hash of the PIN, 20, 32 or 64; 0: none.</summary>
        public int PinHashLength { get; private set; }

        /// <summary>Length in bytes of the session information, 1 to 512; 0: none.</summary>
        public int SessionLength { get; private set; }

        /// <summary>Length of a time step in seconds; 0: no time.</summary>
        public int TimeStepSeconds { get; private set; }

        /// <summary>Reads a suite. False if it is not exactly of the form above, with every part in its range.</summary>
        public static bool TryParse(string text, out OcraSuite suite)
        {
            suite = null;
            if (text.Length > MaxTextLength || text.Length < Prefix.Length || text.Substring(0, Prefix.Length) != Prefix)
            {
                return false;
            }

            string[] halves = text.Substring(Prefix.Length).Split(':');
            if (halves.Length != 2)
            {
                return false;
            }

            OcraSuite read = new OcraSuite(text);
            string[] function = halves[0].Split('-');
            if (function.Length != 2 || !read.ReadFunction(function[0], function[1]) || !read.ReadInputs(halves[1].Split('-')))
            {
                return false;
            }

            suite = read;
            return true;
        }

        private static int HashLengthOf(string name) => name == "SHA1" ? 20 : name == "SHA256" ? 32 : name == "SHA512" ? 64 : 0;

        private static bool Begins(string[] inputs, int index, char first)
            => index < inputs.Length && inputs[index].Length > 0 && inputs[index][0] == first;

        // The number written in all characters from start to end, or -1.
        private static int Number(string text, int start, int end)
        {
            int value = end > start ? 0 : -1;
            for (int i = start; i < end; i++)
            {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9 || value > 999)
                {
                    return -1;
                }

                value = (value * 10) + digit;
            }

            return value;
        }

        private bool ReadFunction(string hash, string digits)
        {
            HashLength = HashLengthOf(hash);
            Digits = digits.Length == 2 && digits[0] == '0' ? -1 : Number(digits, 0, digits.Length);
            return HashLength != 0 && (Digits == 0 || (Digits >= Hotp.MinDigits && Digits <= Hotp.MaxDigits));
        }

        private bool ReadInputs(string[] inputs)
        {
            int next = 0;
            if (inputs[next] == "C")
            {
                HasCounter = true;
                next++;
            }

            if (next == inputs.Length || !ReadQuestion(inputs[next++]))
            {
                return false;
            }

            if (Begins(inputs, next, 'P'))
            {
                PinHashLength = HashLengthOf(inputs[next++].Substring(1));
                if (PinHashLength == 0)
                {
                    return false;
                }
            }

            if (Begins(inputs, next, 'S'))
            {
                SessionLength = inputs[next].Length == 4 ? Number(inputs[next], 1, 4) : 0;
                next++;
                if (SessionLength < 1 || SessionLength > MaxSessionLength)
                {
                    return false;
                }
            }

            if (Begins(inputs, next, 'T') && !ReadTimeStep(inputs[next++]))
            {
                return false;
            }

            return next == inputs.Length;
        }

        private bool ReadQuestion(string text)
        {
            if (text.Length != 4 || text[0] != 'Q')
            {
                return false;
            }

            QuestionFormat = text[1];
            QuestionLength = Number(text, 2, 4);
            return (QuestionFormat == Numeric || QuestionFormat == Alphanumeric || QuestionFormat == Hexadecimal)
                && QuestionLength >= 4 && QuestionLength <= 64;
        }

        // §6.3: 1 to 59 seconds or minutes, 1 to 48 hours.
        private bool ReadTimeStep(string text)
        {
            if (text.Length < 3 || text.Length > 4 || text[1] == '0')
            {
                return false;
            }

            char unit = text[text.Length - 1];
            int count = Number(text, 1, text.Length - 1);
            int seconds = unit == 'S' ? 1 : unit == 'M' ? 60 : unit == 'H' ? 3600 : 0;
            TimeStepSeconds = count * seconds;
            return TimeStepSeconds > 0 && count <= (unit == 'H' ? 48 : 59);
        }
    }
}
