using System.Device.Gpio;

namespace PaymentCode.Terminal
{
    /// <summary>One LED, lit by a high level: off, on, or blinking with a period of its own.</summary>
    internal sealed class SignalLed
    {
        /// <summary>Not lit.</summary>
        public const int Off = 0;

        /// <summary>Lit all the time.</summary>
        public const int Steady = 1;

        private readonly GpioPin _pin;
        private bool _isLit;

        public SignalLed(GpioPin pin)
        {
            _pin = pin;
            _pin.Write(PinValue.Low);
        }

        /// <summary>Lights it or not, as this moment wants it.</summary>
        /// <param name="periodMs"><see cref="Off"/>, <see cref="Steady"/>, or a period, for whose first half it is lit.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Show(int periodMs, long nowMs)
        {
            bool lit = periodMs == Steady || (periodMs != Off && nowMs % periodMs < periodMs / 2);
            if (lit != _isLit)
            {
                _isLit = lit;
                _pin.Write(lit ? PinValue.High : PinValue.Low);
            }
        }
    }
}
