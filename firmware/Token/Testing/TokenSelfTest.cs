using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The token's self-test (PROTOCOLS.md 13), entered by holding the button for two seconds from power-on. A token without a display tells by its LED:
    /// as many flashes as the number of the first part with a fault, again and again.
    /// </summary>
    internal sealed class TokenSelfTest : BoardSelfTest
    {
        private const int FlashMs = 300;
        private const int FlashesMs = 5000;
        private const int LeastApartMs = 1500;
        private const int MostApartMs = 50000;

        private readonly OledPanel _panel;
        private readonly SelfTestScreens _screens;
        private readonly Fram _fram;
        private readonly RealTimeClock _clock;
        private readonly PushButton _button;
        private readonly StatusLed _led;
        private readonly NfcTarget _target;
        private ButtonPress _press;
        private byte _seconds;
        private long _secondsAtMs;
        private bool _hasSeconds;
        private long _heldFromMs;
        private bool _isOffered;

        public TokenSelfTest(OledPanel panel, TokenFont font, Fram fram, RealTimeClock clock, PushButton button, StatusLed led, NfcTarget target)
            : base(
                new byte[]
                {
                    SelfTestApplet.Display, SelfTestApplet.Memory, SelfTestApplet.Clock, SelfTestApplet.Nfc,
                    SelfTestApplet.Button, SelfTestApplet.Led, SelfTestApplet.Serial,
                },
                new byte[] { SelfTestApplet.Display, SelfTestApplet.Led, SelfTestApplet.Serial })
        {
            _panel = panel;
            _screens = new SelfTestScreens(panel, font);
            _fram = fram;
            _clock = clock;
            _button = button;
            _led = led;
            _target = target;
            _isOffered = true;
            _heldFromMs = -1;
        }

        /// <inheritdoc/>
        protected override byte InputPart
        {
            get { return SelfTestApplet.Button; }
        }

        /// <summary>Goes on with the test, or begins it if the button has been down for two seconds since power-on.</summary>
        /// <param name="nowMs">The time of this step.</param>
        /// <param name="isBusy">Whether a transaction is at hand: then it does not begin.</param>
        /// <returns>Whether display, button and LED are the test's in this step.</returns>
        public bool Run(long nowMs, bool isBusy)
        {
            if (_heldFromMs < 0)
            {
                _heldFromMs = nowMs;
            }

            if (_isOffered && !_button.IsDownSincePowerOn)
            {
                _isOffered = false;
            }

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

            _press = _button.Poll(nowMs);
            Step(nowMs);
            return true;
        }

        /// <inheritdoc/>
        protected override bool IsReleased(long nowMs)
        {
            return !_button.IsDown;
        }

        /// <inheritdoc/>
        protected override void Check(long nowMs)
        {
            CheckDisplay();
            MemoryCheck.Run(_fram, Report);
            CheckClock(nowMs);
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
            _led.Light(true);
            _screens.Release();
        }

        /// <inheritdoc/>
        protected override bool ShowQuestion(byte part, long elapsedMs, long nowMs)
        {
            _led.Light(part == SelfTestApplet.Led && elapsedMs % (2 * FlashMs) < FlashMs);
            switch (part)
            {
                case SelfTestApplet.Display:
                    return _screens.Display(elapsedMs);
                case SelfTestApplet.Led:
                    _screens.Led();
                    return true;
                default:
                    _screens.Serial();
                    return true;
            }
        }

        /// <inheritdoc/>
        protected override SelfTestAnswer Answer(byte part, long nowMs)
        {
            switch (_press)
            {
                case ButtonPress.Short:
                    return SelfTestAnswer.Yes;
                case ButtonPress.Long:
                    return SelfTestAnswer.No;
                default:
                    return SelfTestAnswer.None;
            }
        }

        /// <inheritdoc/>
        protected override void NobodyAnswered(byte part)
        {
            // What nobody looked at is not tested; that nobody pressed is noted at the end.
        }

        /// <inheritdoc/>
        protected override void ShowResult(long nowMs)
        {
            _screens.Result(Report);
            int fault = Report.FirstFault;
            long within = nowMs % FlashesMs;
            _led.Light(fault != 0 && within / (2 * FlashMs) < fault && within % (2 * FlashMs) < FlashMs);
        }

        /// <inheritdoc/>
        protected override void End(long nowMs)
        {
            _led.Light(false);
            _screens.Reset();
        }

        private void CheckDisplay()
        {
            byte outcome = Report.OutcomeOf(SelfTestApplet.Display);
            if (!_panel.Probe())
            {
                Report.Fault(SelfTestApplet.Display, SelfTestApplet.Silent);
            }
            else if (outcome == SelfTestApplet.NotTested || Report.ReasonOf(SelfTestApplet.Display) == SelfTestApplet.Silent)
            {
                Report.Set(SelfTestApplet.Display, SelfTestApplet.Answers, new byte[0]);
            }
        }

        // The chip is an option, and is not spoken to here: while it waits for a reader a command would take it out of its waiting.
        private void CheckNfc()
        {
            byte[] version = _target.Version;
            if (version == null)
            {
                Report.Set(SelfTestApplet.Nfc, SelfTestApplet.NotFitted, new byte[0]);
            }
            else if (version[0] != NfcTarget.Pn532)
            {
                Report.Set(SelfTestApplet.Nfc, SelfTestApplet.Fault, Bytes.Concat(new byte[] { SelfTestApplet.Wrong }, version));
            }
            else if (_target.IsListening)
            {
                Report.Set(SelfTestApplet.Nfc, SelfTestApplet.Good, version);
            }
            else
            {
                Report.Fault(SelfTestApplet.Nfc, SelfTestApplet.Silent);
            }
        }

        // Two readings that are far enough apart must differ; before that, answering is enough.
        private void CheckClock(long nowMs)
        {
            _clock.Read();
            if (!_clock.IsPresent)
            {
                Report.Fault(SelfTestApplet.Clock, SelfTestApplet.Silent);
                return;
            }

            byte seconds = _clock.SecondsRegister;
            long apartMs = nowMs - _secondsAtMs;
            if (_hasSeconds && apartMs >= LeastApartMs && apartMs < MostApartMs && seconds == _seconds)
            {
                Report.Fault(SelfTestApplet.Clock, SelfTestApplet.StandsStill);
                return;
            }

            _hasSeconds = true;
            _seconds = seconds;
            _secondsAtMs = nowMs;
            Report.Set(SelfTestApplet.Clock, SelfTestApplet.Good, new byte[] { (byte)(_clock.IsValid ? 1 : 0) });
        }
    }
}
