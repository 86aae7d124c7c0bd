using System.Device.Gpio;

namespace PaymentCode.Terminal
{
    /// <summary>The buzzer: a number of equal sounds with equal gaps, without waiting.</summary>
    internal sealed class Sounder
    {
        private readonly GpioPin _pin;
        private int _left;
        private int _lengthMs;
        private long _nextMs;

        public Sounder(GpioPin pin)
        {
            _pin = pin;
            _pin.Write(PinValue.Low);
        }

        /// <summary>Begins a signal in place of what may still sound.</summary>
        /// <param name="count">How many sounds.</param>
        /// <param name="lengthMs">How long each lasts, and each gap.</param>
        public void Play(int count, int lengthMs)
        {
            _left = count * 2;
            _lengthMs = lengthMs;
            _nextMs = 0;
        }

        public void Step(long nowMs)
        {
            if (_left == 0 || nowMs < _nextMs)
            {
                return;
            }

            _left--;
            _pin.Write((_left & 1) != 0 ? PinValue.High : PinValue.Low);
            _nextMs = nowMs + _lengthMs;
        }
    }
}
