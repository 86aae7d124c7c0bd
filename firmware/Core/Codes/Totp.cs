using System;

namespace PaymentCode.Core.Codes
{
    /// <summary>TOTP, RFC 6238: HOTP whose counter is time.</summary>
    public static class Totp
    {
        /// <summary>Usual length of a time step in seconds, §5.2.</summary>
        public const int DefaultStepSeconds = 30;

        /// <summary>The code at a time. All times in seconds since 1970-01-01 UTC.</summary>
        /// <exception cref="ArgumentException">Digits or step out of range, or a time before <paramref name="startSeconds"/>.</exception>
        public static string Compute(
            HmacFunction hmac, byte[] key, long unixSeconds, int digits, int stepSeconds = DefaultStepSeconds, long startSeconds = 0)
            => Hotp.Compute(hmac, key, Step(unixSeconds, stepSeconds, startSeconds), digits);

        /// <summary>The number of whole steps since <paramref name="startSeconds"/>: T of §4.2.</summary>
        /// <exception cref="ArgumentException">Step out of range, or a time before <paramref name="startSeconds"/>.</exception>
        public static long Step(long unixSeconds, int stepSeconds = DefaultStepSeconds, long startSeconds = 0)
        {
            if (stepSeconds < 1 || unixSeconds < startSeconds)
            {
                throw new ArgumentException("A time step is at least 1 s, and no time lies before the first");
            }

            return (unixSeconds - startSeconds) / stepSeconds;
        }
    }
}
