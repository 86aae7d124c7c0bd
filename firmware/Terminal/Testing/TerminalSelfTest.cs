using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The terminal's self-test (PROTOCOLS.md 13), entered by holding the keys * and # for two seconds from power-on. A terminal without a display tells
    /// by its red LED: as many flashes as the number of the first part with a fault, again and again.
    /// </summary>
    internal sealed class TerminalSelfTest : BoardSelfTest
    {
        private const int AllKeys = 0x0FFF;
        private const int FlashMs = 300;
        private const int FlashesMs = 6000;
        private const int SoundMs = 300;
        private const int SoundEveryMs = 1500;

        private readonly ColourPanel _panel;
        private readonly SelfTestScreens _screens;
        private readonly Fram _fram;
        private readonly NfcReader _reader;
        private readonly Keypad _keypad;
        private readonly SignalLed _green;
        private readonly SignalLed _red;
        private readonly Sounder _sounder;
        private char _key;
        private int _missing;
        private long _soundAtMs;
        private long _heldFromMs;
        private bool _isOffered;

        public TerminalSelfTest(
            ColourPanel panel, TerminalDisplay display, Fram fram, NfcReader reader, Keypad keypad, SignalLed green, SignalLed red, Sounder sounder)
            : base(
                new byte[]
                {
                    SelfTestApplet.Display, SelfTestApplet.Memory, SelfTestApplet.Nfc, SelfTestApplet.Keypad,
                    SelfTestApplet.Led, SelfTestApplet.Buzzer, SelfTestApplet.Serial,
                },
                new byte[] { SelfTestApplet.Display, SelfTestApplet.Keypad, SelfTestApplet.Led, SelfTestApplet.Buzzer, SelfTestApplet.Serial })
        {
            _panel = panel;
            _screens = new SelfTestScreens(display);
            _fram = fram;
            _reader = reader;
            _keypad = keypad;
            _green = green;
            _red = red;
            _sounder = sounder;
            _isOffered = true;
            _heldFromMs = -1;
        }

        /// <inheritdoc/>
        protected override byte InputPart
        {
            get { return SelfTestApplet.Keypad; }
        }

        /// <summary>The bit of a key among the missing ones.</summary>
        public static int BitOf(char key)
        {
            return 1 << (key == Keypad.Cancel ? 10 : key == Keypad.Ok ? 11 : key - '0');
        }

        /// <summary>Goes on with the test, or begins it if its two keys, and no others, have been down for two seconds since power-on.</summary>
        /// <param name="nowMs">The time of this step.</param>
        /// <param name="isBusy">Whether a transaction is at hand: then it does not begin.</param>
        /// <returns>Whether display, keypad, LEDs and buzzer are the test's in this step.</returns>
        public bool Run(long nowMs, bool isBusy)
        {
            if (_heldFromMs < 0)
            {
                _heldFromMs = nowMs;
            }

            _isOffered = _isOffered && _keypad.AreDown(Keypad.Cancel, Keypad.Ok);
            if (_isOffered && nowMs - _heldFromMs >= HoldMs)
            {
                _isOffered = false;
                if (!isBusy)
                {
                    Begin(nowMs);
                }
            }

            if (!IsRunning)
            {
                return false;
            }

            _key = _keypad.Poll(nowMs);
            Step(nowMs);
            _sounder.Step(nowMs);
            return true;
        }

        /// <inheritdoc/>
        protected override bool IsReleased(long nowMs)
        {
            _missing = AllKeys;
            return _keypad.IsUp;
        }

        /// <inheritdoc/>
        protected override void Check(long nowMs)
        {
            if (!_panel.IsPresent)
            {
                Report.Fault(SelfTestApplet.Display, SelfTestApplet.Silent);
            }
            else if (Report.OutcomeOf(SelfTestApplet.Display) == SelfTestApplet.NotTested || Report.ReasonOf(SelfTestApplet.Display) == SelfTestApplet.Silent)
            {
                Report.Set(SelfTestApplet.Display, SelfTestApplet.Answers, new byte[0]);
            }

            MemoryCheck.Run(_fram, Report);
            CheckNfc();
        }

        /// <inheritdoc/>
        protected override bool CanAsk(byte part)
        {
            return part != SelfTestApplet.Display || _panel.IsPresent;
        }

        /// <inheritdoc/>
        protected override void ShowRelease(long nowMs)
        {
            Light(false, true, nowMs);
            _screens.Release(nowMs);
        }

        /// <inheritdoc/>
        protected override bool ShowQuestion(byte part, long elapsedMs, long nowMs)
        {
            bool isLed = part == SelfTestApplet.Led;
            bool first = elapsedMs % (2 * FlashMs) < FlashMs;
            Light(isLed && first, isLed && !first, nowMs);
            switch (part)
            {
                case SelfTestApplet.Display:
                    return _screens.Display(elapsedMs, nowMs);
                case SelfTestApplet.Keypad:
                    _screens.Keypad(_missing, nowMs);
                    break;
                case SelfTestApplet.Led:
                    _screens.Question("TEST: LEDs", "Do green and red", "flash in turn?", nowMs);
                    break;
                case SelfTestApplet.Buzzer:
                    _screens.Question("TEST: buzzer", "Does the buzzer", "sound?", nowMs);
                    Sound(nowMs);
                    break;
                default:
                    _screens.Serial(nowMs);
                    break;
            }

            return true;
        }

        /// <inheritdoc/>
        protected override SelfTestAnswer Answer(byte part, long nowMs)
        {
            if (_key == Keypad.None)
            {
                return SelfTestAnswer.None;
            }

            if (part == SelfTestApplet.Keypad)
            {
                _missing &= ~BitOf(_key);
                return _missing == 0 ? SelfTestAnswer.Yes : SelfTestAnswer.None;
            }

            if (part == SelfTestApplet.NotTested || _key == Keypad.Ok)
            {
                return SelfTestAnswer.Yes;
            }

            return _key == Keypad.Cancel ? SelfTestAnswer.No : SelfTestAnswer.None;
        }

        /// <inheritdoc/>
        protected override void NobodyAnswered(byte part)
        {
            if (part == SelfTestApplet.Keypad)
            {
                Report.Set(part, SelfTestApplet.Fault, new byte[] { SelfTestApplet.NothingCame, (byte)(_missing >> 8), (byte)_missing });
            }
        }

        /// <inheritdoc/>
        protected override void ShowResult(long nowMs)
        {
            _screens.Result(Report, nowMs);
            int fault = Report.FirstFault;
            long within = nowMs % FlashesMs;
            Light(fault == 0, fault != 0 && within / (2 * FlashMs) < fault && within % (2 * FlashMs) < FlashMs, nowMs);
        }

        /// <inheritdoc/>
        protected override void End(long nowMs)
        {
            Light(false, false, nowMs);
        }

        private void CheckNfc()
        {
            byte[] version = _reader.Version;
            if (!_reader.IsPresent || version == null)
            {
                Report.Fault(SelfTestApplet.Nfc, SelfTestApplet.Silent);
            }
            else if (version[0] != NfcReader.Pn532Code)
            {
                Report.Set(SelfTestApplet.Nfc, SelfTestApplet.Fault, Bytes.Concat(new byte[] { SelfTestApplet.Wrong }, version));
            }
            else
            {
                Report.Set(SelfTestApplet.Nfc, SelfTestApplet.Good, version);
            }
        }

        private void Sound(long nowMs)
        {
            if (nowMs >= _soundAtMs)
            {
                _sounder.Play(1, SoundMs);
                _soundAtMs = nowMs + SoundEveryMs;
            }
        }

        private void Light(bool green, bool red, long nowMs)
        {
            _green.Show(green ? SignalLed.Steady : SignalLed.Off, nowMs);
            _red.Show(red ? SignalLed.Steady : SignalLed.Off, nowMs);
        }
    }
}
