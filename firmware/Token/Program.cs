using System;
using System.Diagnostics;
using System.Threading;
using nanoFramework.Runtime.Native;

namespace PaymentCode.Token
{
    /// <summary>Where the board begins.</summary>
    public static class Program
    {
        private const int StepMs = 10;

        /// <summary>
        /// Runs the token: the one loop that knows the time and sleeps. On an ESP32-S3 the pins are <see cref="TokenPins.Esp32S3"/>. What no
        /// step expects, a heap that is used up say, would stop the interpreter and leave a dead token until somebody pulls its plug; so the
        /// board restarts, which is safe at any instruction: what matters is in the memory, and a code at hand is ended.
        /// </summary>
        public static void Main()
        {
            try
            {
                TokenApp app = new TokenApp(TokenPins.Esp32());
                while (true)
                {
                    app.Step(Environment.TickCount64);
                    Thread.Sleep(StepMs);
                }
            }
            catch (Exception failure)
            {
                Debug.WriteLine(failure.ToString());
                Power.RebootDevice();
            }
        }
    }
}
