using System.Device.Gpio;

namespace PaymentCode.Token
{
    /// <summary>
    /// The LED says what the token waits for, also while the display is dark: off, nothing; on, a decision on the button; a flash every two
    /// seconds, a code is held; five flashes a second, a part is missing or the token is locked.
    /// </summary>
    internal sealed class StatusLed
    {
        private readonly GpioPin _pin;
        private bool _lit;

        public StatusLed(GpioPin pin)
        {
            _pin = pin;
            _pin.Write(PinValue.Low);
        }

        public void Show(LedSignal signal, long nowMs)
        {
            Light(IsLit(signal, nowMs));
        }

        /// <summary>Lights it or not, until it is shown a signal again.</summary>
        public void Light(bool lit)
        {
            if (lit != _lit)
            {
                _lit = lit;
                _pin.Write(lit ? PinValue.High : PinValue.Low);
            }
        }

        private static bool IsLit(LedSignal signal, long nowMs)
        {
            switch (signal)
            {
                case LedSignal.Decision:
                    return true;
                case LedSignal.CodeHeld:
                    return nowMs % 2000 < 100;
                case LedSignal.Fault:
                    return nowMs % 200 < 100;
                default:
                    return false;
            }
        }
    }

    /// <summary>What the LED tells.</summary>
    internal enum LedSignal
    {
        Nothing,
        Decision,
        CodeHeld,
        Fault,
    }
}
