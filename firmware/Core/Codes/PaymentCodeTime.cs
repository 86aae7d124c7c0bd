namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// When a payment code is good, docs/PROTOCOLS.md §12. Each validity has time steps of two fifths of it, counted from 1970-01-01 UTC. A code says
    /// nothing but the step it was made in, so it is good from a fifth of the validity before that step (for a clock that is fast) until the whole
    /// validity after the step's beginning: never longer than the user chose, at least three fifths of it; and at any moment exactly three steps are good.
    /// </summary>
    public static class PaymentCodeTime
    {
        /// <summary>The validity that a device has until its user chooses another, in seconds.</summary>
        public const int DefaultValidity = 60;

        /// <summary>Steps of one validity that are good at the same moment.</summary>
        public const int GoodSteps = 3;

        /// <summary>Longest validity in seconds.</summary>
        public const int LongestValidity = 600;

        /// <summary>The validities that a user can choose between, in seconds, rising; a fresh array.</summary>
        public static int[] Validities() => new int[] { 30, DefaultValidity, 180, LongestValidity };

        /// <summary>Whether a validity is one of <see cref="Validities"/>.</summary>
        public static bool IsValidity(int seconds)
        {
            foreach (int validity in Validities())
            {
                if (validity == seconds)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Length of a step in seconds: 12, 24, 72 or 240.</summary>
        public static int StepSeconds(int validitySeconds) => validitySeconds / 5 * 2;

        /// <summary>The step in which a moment lies, seconds since 1970-01-01 UTC.</summary>
        public static long StepAt(int validitySeconds, long unixSeconds) => unixSeconds / StepSeconds(validitySeconds);

        /// <summary>The first second in which a code of the step is good.</summary>
        public static long GoodFrom(int validitySeconds, long step) => (step * StepSeconds(validitySeconds)) - (validitySeconds / 5);

        /// <summary>The second in which it is good no more; until then the device shows it.</summary>
        public static long GoodUntil(int validitySeconds, long step) => (step * StepSeconds(validitySeconds)) + validitySeconds;

        /// <summary>The newest step whose codes are good at a moment; the others are the <see cref="GoodSteps"/> − 1 before it.</summary>
        public static long NewestGoodStep(int validitySeconds, long unixSeconds)
            => (unixSeconds + (validitySeconds / 5)) / StepSeconds(validitySeconds);
    }
}
