using System.Device.Gpio;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// A 4×3 keypad matrix. One column after the other is pulled low, the others are left alone (open drain), and the rows are read. A key counts
    /// when it alone was down in two scans in a row, at least 20 ms apart, once until all keys are up again; two keys at a time count for nothing,
    /// since without diodes three of them would look like four. What is down at power-on counts for nothing either.
    /// </summary>
    internal sealed class Keypad
    {
        public const char None = '\0';
        public const char Ok = '#';
        public const char Cancel = '*';

        private const string Keys = "123456789*0#";
        private const int ScansNeeded = 2;
        private const int DebounceMs = 20;

        private readonly GpioPin[] _rows;
        private readonly GpioPin[] _columns;
        private char _seen;
        private long _seenSinceMs;
        private int _scans;
        private bool _isArmed;

        public Keypad(GpioController gpio, int[] rows, int[] columns)
        {
            _rows = new GpioPin[rows.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                _rows[i] = gpio.OpenPin(rows[i], PinMode.InputPullUp);
            }

            _columns = new GpioPin[columns.Length];
            for (int i = 0; i < columns.Length; i++)
            {
                _columns[i] = gpio.OpenPin(columns[i], PinMode.OutputOpenDrain);
                _columns[i].Write(PinValue.High);
            }
        }

        /// <summary>When the last key went down, as far as the scans tell.</summary>
        public long PressedAtMs { get; private set; }

        /// <summary>Whether no key is down, as far as one scan tells.</summary>
        public bool IsUp
        {
            get
            {
                bool several;
                return Scan(out several) == None && !several;
            }
        }

        /// <summary>Whether two keys are down and no others, as far as one scan tells.</summary>
        public bool AreDown(char first, char second)
        {
            int count = 0;
            bool both = true;
            for (int i = 0; i < Keys.Length; i++)
            {
                bool isDown = IsDown(i % _columns.Length, i / _columns.Length);
                count += isDown ? 1 : 0;
                both &= isDown || (Keys[i] != first && Keys[i] != second);
            }

            return both && count == 2;
        }

        /// <summary>Scans the keys.</summary>
        /// <returns>A key that has just gone down, or <see cref="None"/>.</returns>
        public char Poll(long nowMs)
        {
            bool several;
            char down = Scan(out several);
            if (several)
            {
                _isArmed = false;
                _scans = 0;
                return None;
            }

            if (down != _seen || _scans == 0)
            {
                _seen = down;
                _seenSinceMs = nowMs;
                _scans = 0;
            }

            if (_scans < ScansNeeded)
            {
                _scans++;
            }

            if (_scans < ScansNeeded || nowMs - _seenSinceMs < DebounceMs)
            {
                return None;
            }

            bool isPress = down != None && _isArmed;
            _isArmed = down == None;
            if (!isPress)
            {
                return None;
            }

            PressedAtMs = _seenSinceMs;
            return down;
        }

        private bool IsDown(int column, int row)
        {
            _columns[column].Write(PinValue.Low);
            bool isDown = _rows[row].Read() == PinValue.Low;
            _columns[column].Write(PinValue.High);
            return isDown;
        }

        private char Scan(out bool several)
        {
            int count = 0;
            char down = None;
            for (int column = 0; column < _columns.Length; column++)
            {
                _columns[column].Write(PinValue.Low);
                for (int row = 0; row < _rows.Length; row++)
                {
                    if (_rows[row].Read() == PinValue.Low)
                    {
                        down = Keys[row * _columns.Length + column];
                        count++;
                    }
                }

                _columns[column].Write(PinValue.High);
            }

            several = count > 1;
            return down;
        }
    }
}
