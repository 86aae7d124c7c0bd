using System;
using System.Threading;

namespace PaymentCode.Token
{
    /// <summary>Where the board begins.</summary>
    public static class Program
    {
        private const int StepMs = 10;

        /// <summary>Runs the token: the one loop that knows the time and sleeps. On an ESP32-S3 the pins are <see cref="TokenPins.Esp32S3"/>.</summary>
        public static void Main()
        {
            TokenApp app = new TokenApp(TokenPins.Esp32());
            while (true)
            {
                app.Step(Environment.TickCount64);
                Thread.Sleep(StepMs);
            }
        }
    }
}
