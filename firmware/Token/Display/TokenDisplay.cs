using PaymentCode.Core;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token
{
    /// <summary>
    /// Decides what the panel shows and sends it when it changes: a whole picture, or only the headline when nothing but the time left is
    /// new. A picture that is not taken is tried three times, then the transaction fails.
    /// </summary>
    internal sealed class TokenDisplay
    {
        private const int Attempts = 3;
        private const int RetryMs = 1000;
        private const int IdleMs = 60000;
        private const int Nothing = -1;

        private readonly OledPanel _panel;
        private readonly Frame _frame;
        private readonly Screens _screens;
        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private readonly PaymentCodes _payments;
        private readonly string _version;
        private int _shown = Nothing;
        private int _shownScene;
        private bool _isFresh;
        private long _shownSeconds;
        private long _retryAtMs;
        private int _failures;
        private long _idleAtMs;

        public TokenDisplay(
            OledPanel panel, TokenFont font, TokenStore store, RealTimeClock clock, Authorization authorization, PaymentCodes payments, string version)
        {
            _panel = panel;
            _frame = new Frame(font);
            _screens = new Screens(_frame);
            _store = store;
            _clock = clock;
            _authorization = authorization;
            _payments = payments;
            _version = version;
        }

        private enum View
        {
            Dark,
            MemoryMissing,
            ClockMissing,
            Locked,
            Blank,
            Initialised,
            Ready,
            Notice,
            Prompt,
            Symbol,
            Digits,
            PaymentSymbol,
            PaymentDigits,
        }

        // Both only rise, so their sum is another one whenever either is.
        private int Scene
        {
            get { return _authorization.Scene + _payments.Scene; }
        }

        /// <summary>Something happened that a person may want to look at: the idle screen stays lit for another minute.</summary>
        public void Wake(long nowMs)
        {
            _idleAtMs = nowMs + IdleMs;
        }

        /// <summary>Something else was shown meanwhile: the next <see cref="Refresh"/> sends the whole picture.</summary>
        public void Redraw()
        {
            _shown = Nothing;
        }

        /// <summary>Brings the panel up to date.</summary>
        public void Refresh(long nowMs)
        {
            View view = Choose(nowMs);
            int wanted = Identify(view);
            bool isNew = wanted != _shown || Scene != _shownScene;
            if (_isFresh && !isNew)
            {
                // Drawing takes its time within a step: only the next step's time is certainly later than the picture.
                _authorization.Shown(nowMs);
            }

            _isFresh = false;
            long seconds = Seconds(view, nowMs);
            if ((!isNew && seconds == _shownSeconds) || nowMs < _retryAtMs)
            {
                return;
            }

            string time = TimeText(seconds > 0 ? seconds : 0);
            if (isNew ? Send(view, time) : SendHeadline(view, time))
            {
                _shown = wanted;
                _shownScene = Scene;
                _shownSeconds = seconds;
                _failures = 0;
                _isFresh = isNew;
            }
            else
            {
                Failed(view, nowMs);
            }
        }

        private static string TimeText(long seconds)
        {
            if (seconds < 3600)
            {
                return (seconds / 60).ToString() + ":" + DecimalText.Padded(seconds % 60, 2);
            }

            long hours = seconds / 3600;
            return hours < 100 ? hours.ToString() + "h" + DecimalText.Padded(seconds / 60 % 60, 2) : (hours / 24).ToString() + "d";
        }

        private long Seconds(View view, long nowMs)
        {
            switch (view)
            {
                case View.Prompt:
                case View.Digits:
                    return _authorization.SecondsLeft(nowMs);
                case View.PaymentSymbol:
                case View.PaymentDigits:
                    return _payments.SecondsLeft(nowMs);
                default:
                    return 0;
            }
        }

        private View Choose(long nowMs)
        {
            switch (_authorization.Stage)
            {
                case Stage.Prompt:
                    return View.Prompt;
                case Stage.Symbol:
                    return View.Symbol;
                case Stage.Digits:
                    return View.Digits;
                case Stage.Dark:
                    return View.Dark;
                default:
                    return ChooseIdle(nowMs);
            }
        }

        private View ChooseIdle(long nowMs)
        {
            if (!_store.IsLoaded)
            {
                return View.MemoryMissing;
            }

            byte lifeCycle = _store.LifeCycle;
            if (lifeCycle == TokenApplet.LifeCycleLocked)
            {
                return View.Locked;
            }

            if (_authorization.Notice != Notice.None)
            {
                _idleAtMs = nowMs + IdleMs;
                return View.Notice;
            }

            if (!_clock.IsPresent)
            {
                return View.ClockMissing;
            }

            if (_payments.View != PaymentView.None)
            {
                // When it is over the display goes dark.
                _idleAtMs = nowMs;
                return _payments.View == PaymentView.Symbol ? View.PaymentSymbol : View.PaymentDigits;
            }

            if (nowMs >= _idleAtMs)
            {
                return View.Dark;
            }

            if (lifeCycle == TokenApplet.LifeCyclePersonalised)
            {
                return View.Ready;
            }

            return lifeCycle == TokenApplet.LifeCycleBlank ? View.Blank : View.Initialised;
        }

        // One number for everything that makes a picture another one, except the time left.
        private int Identify(View view)
        {
            int detail = 0;
            switch (view)
            {
                case View.Prompt:
                    detail = _authorization.Page;
                    break;
                case View.Notice:
                    detail = (int)_authorization.Notice;
                    break;
                case View.Ready:
                    detail = (_clock.IsValid ? 0 : 1) + (_store.IsCounterUsedUp ? 2 : 0) + (_store.Payments.IsPresent ? 4 : 0);
                    break;
                case View.Dark:
                    detail = (int)_authorization.Stage;
                    break;
            }

            return (int)view * 16 + detail;
        }

        private bool Send(View view, string time)
        {
            switch (view)
            {
                case View.Dark:
                    return _panel.Dark();
                case View.Symbol:
                    return _panel.Show(_authorization.Symbol);
                case View.Prompt:
                    _screens.Prompt(_authorization.Transaction, _authorization.Layout, _authorization.Page, time);
                    break;
                case View.Digits:
                    _screens.Digits(_authorization.Digits, _authorization.Transaction, time);
                    break;
                case View.PaymentSymbol:
                    return _screens.PaymentSymbol(_payments.Digits, time) && _panel.Show(_frame.Pages);
                case View.PaymentDigits:
                    _screens.PaymentDigits(_payments.Digits, time);
                    break;
                case View.Notice:
                    _screens.Notice(_authorization.Notice);
                    break;
                default:
                    DrawIdle(view);
                    break;
            }

            return _panel.Show(_frame.Pages);
        }

        private void DrawIdle(View view)
        {
            switch (view)
            {
                case View.MemoryMissing:
                    _screens.MemoryMissing();
                    break;
                case View.ClockMissing:
                    _screens.ClockMissing();
                    break;
                case View.Locked:
                    _screens.Locked();
                    break;
                case View.Blank:
                    _screens.Blank(_version);
                    break;
                case View.Initialised:
                    _screens.Initialised(SerialText());
                    break;
                default:
                    _screens.Ready(SerialText(), Remark());
                    break;
            }
        }

        private bool SendHeadline(View view, string time)
        {
            switch (view)
            {
                case View.Prompt:
                    _screens.PromptHeadline(_authorization.Transaction, time);
                    break;
                case View.PaymentSymbol:
                    _screens.PaymentSymbolTime(time);
                    break;
                case View.PaymentDigits:
                    _screens.PaymentDigitsHeadline(time);
                    break;
                default:
                    _screens.DigitsHeadline(time);
                    break;
            }

            return _panel.ShowPage(_frame.Pages, 0);
        }

        private void Failed(View view, long nowMs)
        {
            _shown = Nothing;
            _failures++;
            if (_failures < Attempts)
            {
                return;
            }

            _failures = 0;
            _retryAtMs = nowMs + RetryMs;
            if (view == View.Prompt || view == View.Symbol || view == View.Digits)
            {
                _authorization.DisplayFailed(nowMs);
            }
            else if (view == View.PaymentSymbol || view == View.PaymentDigits)
            {
                _payments.DisplayFailed(nowMs);
            }
        }

        private string Remark()
        {
            if (_store.IsCounterUsedUp)
            {
                return "New keys are needed";
            }

            if (!_clock.IsValid)
            {
                return "Clock is not set";
            }

            return _store.Payments.IsPresent ? "Press = payment code" : "Waits for your bank";
        }

        private string SerialText()
        {
            byte[] serial = _store.Vault.Serial;
            string text = "";
            for (int i = 0; i < serial.Length; i += 2)
            {
                text += (i == 0 ? "" : " ") + BigEndian.GetUInt16(serial, i).ToString("X4");
            }

            return text;
        }
    }
}
