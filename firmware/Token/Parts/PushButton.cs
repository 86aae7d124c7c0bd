using System.Device.Gpio;

namespace PaymentCode.Token
{
    /// <summary>
    /// The push button: active low, polled, debounced. It never reports a press that nobody made for the purpose: a button that is held
    /// at power-on, or stuck, has to be seen released first, and every press tells when it began.
    /// </summary>
    internal sealed class PushButton
    {
        /// <summary>A level counts when it has been the same for this long; contacts bounce for some milliseconds (5 to 20 are usual).</summary>
        public const int DebounceMs = 30;

        /// <summary>Held for longer than this, it is a long press. It is reported while the button is still down.</summary>
        public const int LongPressMs = 1500;

        private const int SamplesNeeded = 3;

        private readonly GpioPin _pin;
        private bool _rawDown = true;
        private long _rawSinceMs;
        private int _samples;
        private bool _down = true;
        private bool _armed;
        private bool _everUp;
        private long _downSinceMs;

        public PushButton(GpioPin pin)
        {
            _pin = pin;
        }

        /// <summary>When the press that was reported last began, in the time of <see cref="Poll"/>.</summary>
        public long BeganAtMs { get; private set; }

        /// <summary>Whether it is down, as far as that is certain.</summary>
        public bool IsDown
        {
            get { return _down; }
        }

        /// <summary>Whether it has not been seen released since power-on.</summary>
        public bool IsDownSincePowerOn
        {
            get { return !_everUp; }
        }

        /// <summary>Takes one sample.</summary>
        /// <param name="nowMs">Milliseconds, never falling.</param>
        /// <returns>What has just become certain.</returns>
        public ButtonPress Poll(long nowMs)
        {
            bool down = _pin.Read() == PinValue.Low;
            if (down != _rawDown || _samples == 0)
            {
                _rawDown = down;
                _rawSinceMs = nowMs;
                _samples = 0;
            }

            if (_samples < SamplesNeeded)
            {
                _samples++;
            }

            if (_samples == SamplesNeeded && nowMs - _rawSinceMs >= DebounceMs && down != _down)
            {
                return down ? Pressed() : Released();
            }

            if (_down && _armed && nowMs - _downSinceMs > LongPressMs)
            {
                _armed = false;
                BeganAtMs = _downSinceMs;
                return ButtonPress.Long;
            }

            return ButtonPress.None;
        }

        private ButtonPress Pressed()
        {
            _down = true;
            _armed = true;
            _downSinceMs = _rawSinceMs;
            return ButtonPress.None;
        }

        private ButtonPress Released()
        {
            bool wasPress = _armed;
            _everUp = true;
            _down = false;
            _armed = false;
            BeganAtMs = _downSinceMs;
            return wasPress ? ButtonPress.Short : ButtonPress.None;
        }
    }
}
