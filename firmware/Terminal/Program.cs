using System;
using System.Diagnostics;
using System.Threading;
using nanoFramework.Runtime.Native;

namespace PaymentCode.Terminal
{
    /// <summary>Where the board begins.</summary>
    public static class Program
    {
        private const int StepMs = 10;

        /// <summary>
        /// Runs the terminal: the one loop that knows the time and sleeps. What no step expects would stop the interpreter and leave a dead
        /// terminal; so the board restarts, which is safe at any instruction: the journal says what is to be reversed.
        /// </summary>
        public static void Main()
        {
            try
            {
                TerminalApp app = new TerminalApp(TerminalPins.Esp32S3());
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
