using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// Keeps the panel up to date: of the screen as it should be, one line that differs is drawn and sent in a step, the headline first, so that no
    /// step takes long.
    /// </summary>
    internal sealed class TerminalDisplay
    {
        private const int RetryMs = 1000;

        // A panel that comes out of its reset with the board takes SLPOUT only 120 ms later (ILI9341 datasheet V1.11 §8.2.12); nobody else waits.
        private const int FirstLookMs = 120;

        private readonly ColourPanel _panel;
        private readonly TerminalStore _store;
        private readonly PaymentFlow _flow;
        private readonly NfcReader _reader;
        private readonly Texts _texts;
        private readonly Screens _screens;
        private readonly Picture _wanted;
        private readonly Picture _shown;
        private int _wantedScene = -1;
        private Say _wantedReason;
        private int _dirty;
        private long _retryAtMs = FirstLookMs;

        public TerminalDisplay(ColourPanel panel, TerminalFont font, TerminalStore store, PaymentFlow flow, NfcReader reader)
        {
            _panel = panel;
            _store = store;
            _flow = flow;
            _reader = reader;
            _texts = new Texts();
            _wanted = new Picture(font);
            _shown = new Picture(font);
            _screens = new Screens(_wanted, _texts, store, flow);
        }

        /// <summary>The picture, for whoever shows something else for a while with <see cref="SendLent"/>.</summary>
        public Picture Lent
        {
            get { return _wanted; }
        }

        /// <summary>Sends one line of the lent picture that differs. The next <see cref="Refresh"/> takes the picture back.</summary>
        public void SendLent(long nowMs)
        {
            _wantedScene = -1;
            if (_panel.IsPresent || Start(nowMs))
            {
                _dirty = 0;
                SendNext();
            }
        }

        /// <summary>Brings the panel up to date by one line.</summary>
        public void Refresh(long nowMs)
        {
            if (!_panel.IsPresent && !Start(nowMs))
            {
                return;
            }

            Compose();

            // Sending takes its time within a step: only the next step's time is certainly later than the picture.
            if (!SendNext() && _flow.ShownAtMs == long.MaxValue)
            {
                _flow.ShownAtMs = nowMs;
            }
        }

        // False where all of the picture stands on the panel.
        private bool SendNext()
        {
            while (_dirty < Picture.LineCount && _wanted.IsSame(_shown, _dirty))
            {
                _dirty++;
            }

            if (_dirty == Picture.LineCount)
            {
                return false;
            }

            int top = _wanted.TopOf(_dirty);
            _wanted.Draw(_dirty);
            _panel.Show(top, _wanted.TopOf(_dirty + 1) - top, _wanted.Strip);
            _shown.Copy(_wanted, _dirty);
            return true;
        }

        // DisplayControl leaves a black screen, which is what an empty picture looks like.
        private bool Start(long nowMs)
        {
            if (nowMs < _retryAtMs)
            {
                return false;
            }

            _retryAtMs = nowMs + RetryMs;
            return _panel.TryStart();
        }

        private void Compose()
        {
            Say reason = _flow.Stage == Stage.OutOfService ? Reason() : Say.OutOfService;
            if (_flow.Scene == _wantedScene && reason == _wantedReason)
            {
                return;
            }

            _wantedScene = _flow.Scene;
            _wantedReason = reason;
            _texts.Language = _store.Configuration.Language;
            if (_flow.Stage == Stage.OutOfService)
            {
                _screens.OutOfService(reason);
            }
            else
            {
                _screens.OfStage();
            }

            _dirty = 0;
        }

        private Say Reason()
        {
            if (!_store.IsLoaded)
            {
                return Say.NoMemory;
            }

            switch (_store.LifeCycle)
            {
                case TokenApplet.LifeCycleLocked:
                    return Say.Locked;
                case TokenApplet.LifeCycleBlank:
                    return Say.NotSetUp;
                case TokenApplet.LifeCycleInitialised:
                    return Say.WaitsForKeys;
            }

            if (!_reader.IsPresent)
            {
                return Say.NoReader;
            }

            return _store.Configuration.Exists ? Say.NoBank : Say.NotConfigured;
        }
    }
}
