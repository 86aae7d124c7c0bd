using System;

namespace PaymentCode.Core.Codes
{
    /// <summary>OCRA, the OATH challenge-response algorithm, RFC 6287.</summary>
    public static class Ocra
    {
        /// <summary>
        /// The code as digits; for a suite of 0 digits the untruncated value in upper-case hexadecimal. The HMAC must be on the suite's hash.
        /// </summary>
        /// <exception cref="ArgumentException">An input that the suite names is missing or too long, or the HMAC is not the suite's.</exception>
        public static string Compute(OcraSuite suite, HmacFunction hmac, byte[] key, OcraInput input)
        {
            byte[] value = ComputeValue(suite, hmac, key, input);
            return suite.Digits == 0 ? Hex(value) : Hotp.Format(Hotp.Truncate(value), suite.Digits);
        }

        /// <summary>The untruncated value: the HMAC over <see cref="DataInput"/>.</summary>
        /// <exception cref="ArgumentException">As for <see cref="Compute"/>.</exception>
        public static byte[] ComputeValue(OcraSuite suite, HmacFunction hmac, byte[] key, OcraInput input)
        {
            byte[] value = hmac(key, DataInput(suite, input));
            if (value.Length != suite.HashLength)
            {
                throw new ArgumentException("OCRA: HMAC");
            }

            return value;
        }

        /// <summary>§5.1: suite · 00 · C (8) · Q (128) · P · S · T (8), as far as the suite names them.</summary>
        /// <exception cref="ArgumentException">An input that the suite names is missing or too long; the message says which.</exception>
        public static byte[] DataInput(OcraSuite suite, OcraInput input)
        {
            string wrong = input.Question.Length < 1 || input.Question.Length > OcraInput.MaxQuestionLength ? "question"
                : suite.PinHashLength != 0 && input.PinHash.Length != suite.PinHashLength ? "PIN hash"
                : suite.SessionLength != 0 && (input.Session.Length < 1 || input.Session.Length > suite.SessionLength) ? "session information"
                : null;
            if (wrong != null)
            {
                throw new ArgumentException("OCRA: length of the " + wrong);
            }

            int at = suite.Text.Length + 1;
            byte[] data = new byte[at + (suite.HasCounter ? 8 : 0) + OcraInput.MaxQuestionLength + suite.PinHashLength + suite.SessionLength
                + (suite.TimeStepSeconds != 0 ? 8 : 0)];
            Array.Copy(Bytes.FromAscii(suite.Text), 0, data, 0, at - 1);
            if (suite.HasCounter)
            {
                BigEndian.Put((ulong)input.Counter, data, at, 8);
                at += 8;
            }

            Array.Copy(input.Question, 0, data, at, input.Question.Length);
            at += OcraInput.MaxQuestionLength;
            if (suite.PinHashLength != 0)
            {
                Array.Copy(input.PinHash, 0, data, at, suite.PinHashLength);
                at += suite.PinHashLength;
            }

            if (suite.SessionLength != 0)
            {
                at += suite.SessionLength;
                Array.Copy(input.Session, 0, data, at - input.Session.Length, input.Session.Length);
            }

            if (suite.TimeStepSeconds != 0)
            {
                BigEndian.Put((ulong)input.TimeSteps, data, at, 8);
            }

            return data;
        }

        private static string Hex(byte[] value)
        {
            char[] text = new char[value.Length * 2];
            for (int i = 0; i < text.Length; i++)
            {
                int nibble = (i % 2 == 0 ? value[i / 2] >> 4 : value[i / 2]) & 0x0F;
                text[i] = (char)(nibble < 10 ? '0' + nibble : 'A' + nibble - 10);
            }

            return new string(text);
        }
    }
}
