using System;

namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// The HMAC a code is made with. The device has SHA-256 and SHA-512 only (<see cref="Crypto.DeviceCrypto.HmacSha256"/>); the host passes in
    /// others, SHA-1 for HOTP as the RFC defines it.
    /// </summary>
    public delegate byte[] HmacFunction(byte[] key, byte[] data);

    /// <summary>HOTP, RFC 4226.</summary>
    public static class Hotp
    {
        /// <summary>Fewest digits of a code (RFC 6287 §5.2; RFC 4226 §5.3 wants 6).</summary>
        public const int MinDigits = 4;

        /// <summary>Most digits: all that a truncated value of 31 bits has.</summary>
        public const int MaxDigits = 10;

        /// <summary>The code of a counter value, <paramref name="digits"/> decimal digits with leading zeros.</summary>
        /// <exception cref="ArgumentException">Digits out of range.</exception>
        public static string Compute(HmacFunction hmac, byte[] key, long counter, int digits)
        {
            byte[] data = new byte[8];
            BigEndian.Put((ulong)counter, data, 0, 8);
            return Format(Truncate(hmac(key, data)), digits);
        }

        /// <summary>Dynamic truncation of an HMAC of at least 20 bytes to 31 bits, §5.3.</summary>
        public static uint Truncate(byte[] mac) => BigEndian.GetUInt32(mac, mac[mac.Length - 1] & 0x0F) & 0x7FFFFFFF;

        /// <summary>The lowest <paramref name="digits"/> decimal digits of a truncated value, with leading zeros.</summary>
        /// <exception cref="ArgumentException">Digits out of range.</exception>
        public static string Format(uint truncated, int digits)
        {
            if (digits < MinDigits || digits > MaxDigits)
            {
                throw new ArgumentException("A code has 4 to 10 digits");
            }

            char[] text = new char[digits];
            for (int i = digits - 1; i >= 0; i--)
            {
                text[i] = (char)('0' + (truncated % 10));
                truncated /= 10;
            }

            return new string(text);
        }
    }
}
