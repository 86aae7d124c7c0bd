using PaymentCode.Core.Applet;

namespace PaymentCode.Device
{
    /// <summary>
    /// Writes to the memory and reads back, in its last 64 bytes, which no record ever has: what counts is never touched, and a cut in the middle
    /// harms nothing.
    /// </summary>
    public static class MemoryCheck
    {
        /// <summary>Where the memory for this begins; records end below it.</summary>
        public const int Address = 0x7FC0;

        private const int Length = 64;

        /// <summary>Tests the memory and notes what was found. Takes about 10 ms at 400 kHz.</summary>
        public static void Run(Fram fram, SelfTestReport report)
        {
            if (!fram.TryRead(Address, new byte[1]))
            {
                report.Fault(SelfTestApplet.Memory, SelfTestApplet.Silent);
                return;
            }

            // Two patterns, one the other's complement: a bit that is stuck is wrong in one of them.
            byte[] pattern = new byte[Length];
            bool same = true;
            for (int turn = 0; turn < 2; turn++)
            {
                for (int i = 0; i < Length; i++)
                {
                    pattern[i] = (byte)(turn == 0 ? i * 37 + 0x55 : ~pattern[i]);
                }

                same &= fram.TryWrite(Address, pattern);
            }

            if (same)
            {
                report.Good(SelfTestApplet.Memory);
            }
            else
            {
                report.Fault(SelfTestApplet.Memory, SelfTestApplet.Wrong);
            }
        }
    }
}
