using System;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// A payment code, docs/PROTOCOLS.md §12: 18 decimal digits, of which 2 are the issuer's prefix, 10 a single-use index and 6 the authenticator.
    /// It is made offline from the account's key; the index leads the bank to the account and tells nobody else anything.
    /// </summary>
    public sealed class PaymentCodeNumber
    {
        /// <summary>Digits of a payment code.</summary>
        public const int Length = PrefixDigits + IndexDigits + AuthenticatorDigits;

        /// <summary>Digits of the issuer's prefix.</summary>
        public const int PrefixDigits = 2;

        /// <summary>Digits of the single-use index.</summary>
        public const int IndexDigits = 10;

        /// <summary>Digits of the authenticator.</summary>
        public const int AuthenticatorDigits = 6;

        /// <summary>Largest prefix.</summary>
        public const int MaxPrefix = 99;

        /// <summary>Largest index.</summary>
        public const long MaxIndex = 9999999999;

        /// <summary>Length of an account's key in bytes.</summary>
        public const int KeyLength = 32;

        /// <summary>In the place of amount and currency: the terminal says the amount.</summary>
        public const int NoAmount = 0;

        private const string Label = "PaymentCode payment v1";
        private const byte VariantNone = 0;
        private const byte VariantFixed = 1;

        private PaymentCodeNumber(int prefix, long index, string authenticator)
        {
            Prefix = prefix;
            Index = index;
            Authenticator = authenticator;
        }

        /// <summary>The issuer's prefix, 0 to <see cref="MaxPrefix"/>.</summary>
        public int Prefix { get; }

        /// <summary>The single-use index, 0 to <see cref="MaxIndex"/>.</summary>
        public long Index { get; }

        /// <summary>The authenticator, six digits.</summary>
        public string Authenticator { get; }

        /// <summary>Splits a code. False unless it is exactly 18 ASCII digits.</summary>
        public static bool TryParse(string digits, out PaymentCodeNumber code)
        {
            code = null;
            if (digits.Length != Length)
            {
                return false;
            }

            long number = 0;
            for (int i = 0; i < PrefixDigits + IndexDigits; i++)
            {
                number = (number * 10) + (digits[i] - '0');
            }

            foreach (char c in digits)
            {
                if (c < '0' || c > '9')
                {
                    return false;
                }
            }

            code = new PaymentCodeNumber(
                (int)(number / (MaxIndex + 1)), number % (MaxIndex + 1), digits.Substring(PrefixDigits + IndexDigits, AuthenticatorDigits));
            return true;
        }

        /// <summary>Makes the code of a moment.</summary>
        /// <param name="key">The account's key, <see cref="KeyLength"/> bytes.</param>
        /// <param name="prefix">The issuer's prefix.</param>
        /// <param name="index">The next index of the batch, never one that made a code before.</param>
        /// <param name="validitySeconds">One of <see cref="PaymentCodeTime.Validities"/>.</param>
        /// <param name="unixSeconds">Now, seconds since 1970-01-01 UTC. A device whose clock has lost its time makes no code.</param>
        /// <param name="amountMinor">Amount in minor units that the code is good for, or <see cref="NoAmount"/>.</param>
        /// <param name="currencyNumeric">Its ISO 4217 number, or <see cref="NoAmount"/>.</param>
        /// <exception cref="ArgumentException">A value is out of its range.</exception>
        public static string Make(
            byte[] key, int prefix, long index, int validitySeconds, long unixSeconds, long amountMinor = NoAmount, int currencyNumeric = NoAmount)
        {
            string authenticator = Authenticate(
                key, prefix, index, validitySeconds, PaymentCodeTime.StepAt(validitySeconds, unixSeconds), amountMinor, currencyNumeric);
            return Digits(prefix, PrefixDigits) + Digits(index, IndexDigits) + authenticator;
        }

        /// <summary>
        /// The authenticator: HMAC-SHA-256 under the account's key of label, prefix, index, validity, step, variant, amount and currency, truncated to
        /// six digits as in RFC 4226 §5.3.
        /// </summary>
        /// <param name="key">The account's key, <see cref="KeyLength"/> bytes.</param>
        /// <param name="prefix">The issuer's prefix.</param>
        /// <param name="index">The single-use index.</param>
        /// <param name="validitySeconds">One of <see cref="PaymentCodeTime.Validities"/>.</param>
        /// <param name="step">Number of the time step, <see cref="PaymentCodeTime.StepAt"/>.</param>
        /// <param name="amountMinor">Amount in minor units, or <see cref="NoAmount"/>.</param>
        /// <param name="currencyNumeric">ISO 4217 number, or <see cref="NoAmount"/>; both or neither.</param>
        /// <exception cref="ArgumentException">A value is out of its range.</exception>
        public static string Authenticate(
            byte[] key, int prefix, long index, int validitySeconds, long step, long amountMinor, int currencyNumeric)
        {
            if (key.Length != KeyLength || prefix < 0 || prefix > MaxPrefix || index < 0 || index > MaxIndex
                || !PaymentCodeTime.IsValidity(validitySeconds) || step < 0 || step > uint.MaxValue
                || amountMinor < 0 || amountMinor > TransactionData.MaxAmountMinor || currencyNumeric < 0 || currencyNumeric > 999
                || (amountMinor == NoAmount) != (currencyNumeric == NoAmount))
            {
                throw new ArgumentException("Key 32 bytes, prefix 2 digits, index 10, a validity of the list, amount and currency or neither");
            }

            byte[] message = new byte[Label.Length + 21];
            int at = Label.Length;
            Array.Copy(Bytes.FromAscii(Label), 0, message, 0, at);
            Bcd.Put(prefix, message, at, 1);
            Bcd.Put(index, message, at + 1, 5);
            BigEndian.Put((ulong)validitySeconds, message, at + 6, 2);
            BigEndian.Put((ulong)step, message, at + 8, 4);
            message[at + 12] = amountMinor == NoAmount ? VariantNone : VariantFixed;
            Bcd.Put(amountMinor, message, at + 13, 6);
            Bcd.Put(currencyNumeric, message, at + 19, 2);
            return Hotp.Format(Hotp.Truncate(DeviceCrypto.HmacSha256(key, message)), AuthenticatorDigits);
        }

        private static string Digits(long number, int count)
        {
            char[] text = new char[count];
            for (int i = count - 1; i >= 0; i--)
            {
                text[i] = (char)('0' + (number % 10));
                number /= 10;
            }

            return new string(text);
        }
    }
}
