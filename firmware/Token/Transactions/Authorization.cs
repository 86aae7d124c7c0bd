using System;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Symbols;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The transaction at hand: from the bank's request over the customer's decision to the end of its code. Its time runs out when the
    /// clock says so, or when as many seconds have passed here as the clock gave it at the beginning, whichever is first; so neither
    /// setting the clock back nor a clock that jumps prolongs it.
    /// </summary>
    internal sealed class Authorization
    {
        /// <summary>A press counts only if it began this long after what it answers had appeared: no one reacts sooner, a second tap does.</summary>
        public const int ReactionMs = 200;

        /// <summary>A code is shown for this long at a press.</summary>
        public const int ShowMs = 60000;

        private const int NoticeMs = 5000;
        private const long Never = long.MaxValue;

        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly OledPanel _panel;
        private readonly TokenFont _font;
        private long _deadlineMs;
        private long _shownAtMs = Never;
        private long _noticeEndsMs;
        private bool _isLit;

        public Authorization(TokenStore store, RealTimeClock clock, OledPanel panel, TokenFont font)
        {
            _store = store;
            _clock = clock;
            _panel = panel;
            _font = font;
        }

        public Stage Stage { get; private set; }

        /// <summary>What is shown and confirmed. Null in no stage but <see cref="Token.Stage.None"/>.</summary>
        public TransactionData Transaction { get; private set; }

        public PromptLayout Layout { get; private set; }

        /// <summary>Page of the prompt on display, from 0.</summary>
        public int Page { get; private set; }

        /// <summary>The payload while a code is held, else null.</summary>
        public byte[] Payload { get; private set; }

        /// <summary>The symbol's picture while a code is held, else null: drawn once, shown as often as asked for.</summary>
        public byte[] Symbol { get; private set; }

        /// <summary>The ten digits while a code is held, else null.</summary>
        public string Digits { get; private set; }

        /// <summary>Another number whenever something else is to be seen, even where it looks alike: the next transaction's first page.</summary>
        public int Scene { get; private set; }

        /// <summary>What to say about the last one.</summary>
        public Notice Notice { get; private set; }

        /// <summary>Whether the code stands on the display at this moment, where anybody near can see it.</summary>
        public bool IsLit
        {
            get { return _isLit; }
        }

        /// <summary>GENERATE CODE: takes a transaction to be shown. Nothing is drawn before the answer has gone.</summary>
        /// <returns>A status word of PROTOCOLS.md 1.4.</returns>
        public ushort Begin(TransactionData transaction, long nowMs)
        {
            byte[] challenge = transaction.Challenge();
            if (_store.Ledger.IsLast(transaction.Nonce))
            {
                return _store.Ledger.HasDigest(challenge) ? StatusWord.Success : StatusWord.WrongData;
            }

            if (Stage != Stage.None)
            {
                return StatusWord.ConditionsOfUseNotSatisfied;
            }

            PromptLayout layout;
            ushort status = Admit(transaction, nowMs, out layout);
            if (status != StatusWord.Success)
            {
                return status;
            }

            if (!_panel.Probe() || !_store.Ledger.TryBegin(transaction.Nonce, challenge, TokenApplet.OutcomePending))
            {
                return StatusWord.NoPreciseDiagnosis;
            }

            Transaction = transaction;
            Layout = layout;
            Page = 0;
            _deadlineMs = nowMs + (long)(transaction.ExpiresAt - _clock.Utc) * 1000;
            Enter(Stage.Prompt);
            Notice = Notice.None;
            return StatusWord.Success;
        }

        /// <summary>CANCEL: ends the transaction with this nonce, in whatever stage.</summary>
        /// <returns>A status word of PROTOCOLS.md 1.4.</returns>
        public ushort Cancel(uint nonce, long nowMs)
        {
            if (!_store.Ledger.IsLast(nonce))
            {
                return StatusWord.ReferencedDataNotFound;
            }

            return Stop(nowMs) ? StatusWord.Success : StatusWord.NoPreciseDiagnosis;
        }

        /// <summary>Ends what is at hand on the bank's behalf, if anything is.</summary>
        /// <returns>False if the memory could not record it; it has ended all the same.</returns>
        public bool Stop(long nowMs)
        {
            return Stage == Stage.None || End(TokenApplet.OutcomeCancelled, Notice.Cancelled, Notice.Cancelled, nowMs);
        }

        /// <summary>What the display shows of the current stage arrived there whole before <paramref name="nowMs"/>.</summary>
        public void Shown(long nowMs)
        {
            _shownAtMs = nowMs;
            _isLit = IsCode(Stage);
        }

        /// <summary>The display did not take what it should show. Nothing is confirmed that nobody could read.</summary>
        public void DisplayFailed(long nowMs)
        {
            End(TokenApplet.OutcomeFailed, Notice.Failed, Notice.CodeLost, nowMs);
        }

        /// <summary>A decision of the customer's.</summary>
        /// <param name="press">Short or long.</param>
        /// <param name="beganAtMs">When the button went down.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Pressed(ButtonPress press, long beganAtMs, long nowMs)
        {
            if (Stage == Stage.None || _shownAtMs == Never || beganAtMs - _shownAtMs < ReactionMs)
            {
                return;
            }

            Tick(nowMs);
            if (Stage == Stage.None)
            {
                return;
            }

            if (press == ButtonPress.Long)
            {
                End(TokenApplet.OutcomeDeclined, Notice.Declined, Notice.CodeEnded, nowMs);
                return;
            }

            switch (Stage)
            {
                case Stage.Prompt:
                    TurnPageOrConfirm(nowMs);
                    break;
                case Stage.Symbol:
                    Enter(Stage.Digits);
                    break;
                default:
                    Enter(Stage.Symbol);
                    break;
            }
        }

        /// <summary>Reads the clock and lets time have its effect.</summary>
        public void Tick(long nowMs)
        {
            _clock.Read();
            if (nowMs >= _noticeEndsMs)
            {
                Notice = Notice.None;
            }

            if (Stage == Stage.None)
            {
                return;
            }

            if (_clock.IsPresent && !_clock.IsValid)
            {
                End(TokenApplet.OutcomeFailed, Notice.Failed, Notice.CodeLost, nowMs);
            }
            else if (SecondsLeft(nowMs) <= 0)
            {
                End(TokenApplet.OutcomeExpired, Notice.Expired, Notice.CodeExpired, nowMs);
            }
            else if (IsCode(Stage) && _shownAtMs != Never && nowMs - _shownAtMs >= ShowMs)
            {
                Enter(Stage.Dark);
            }
        }

        /// <summary>Has the display say something for some seconds.</summary>
        public void Tell(Notice notice, long nowMs)
        {
            Notice = notice;
            _noticeEndsMs = nowMs + NoticeMs;
        }

        /// <summary>Whole seconds until the transaction at hand expires, by the stricter of the two measures.</summary>
        public long SecondsLeft(long nowMs)
        {
            long counted = (_deadlineMs - nowMs + 999) / 1000;
            if (!_clock.IsValid)
            {
                return counted;
            }

            long byClock = (long)Transaction.ExpiresAt - _clock.Utc;
            return byClock < counted ? byClock : counted;
        }

        private ushort Admit(TransactionData transaction, long nowMs, out PromptLayout layout)
        {
            layout = null;
            if (!_clock.IsPresent)
            {
                return StatusWord.NoPreciseDiagnosis;
            }

            if (_store.IsCounterUsedUp)
            {
                return Refuse(Notice.RefusedCounter, StatusWord.ReferenceDataNotUsable, nowMs);
            }

            if (!_clock.IsValid)
            {
                return Refuse(Notice.RefusedNoClock, StatusWord.ConditionsOfUseNotSatisfied, nowMs);
            }

            if (transaction.ExpiresAt <= _clock.Utc)
            {
                return Refuse(Notice.RefusedTooLate, StatusWord.ConditionsOfUseNotSatisfied, nowMs);
            }

            return PromptLayout.TryMake(transaction, _font, out layout)
                ? StatusWord.Success
                : Refuse(Notice.RefusedNotShowable, StatusWord.WrongData, nowMs);
        }

        private ushort Refuse(Notice notice, ushort status, long nowMs)
        {
            Tell(notice, nowMs);
            return status;
        }

        private void TurnPageOrConfirm(long nowMs)
        {
            if (Page + 1 < Layout.PageCount)
            {
                Page++;
                Enter(Stage.Prompt);
                return;
            }

            if (TryMakeCode())
            {
                Enter(Stage.Symbol);
            }
            else
            {
                End(TokenApplet.OutcomeFailed, Notice.Failed, Notice.CodeLost, nowMs);
            }
        }

        // The counter is in the memory before anything is computed with it. If something fails after that, it stays used.
        private bool TryMakeCode()
        {
            KeySet keys;
            if (!_store.Vault.TryReadCurrent(out keys))
            {
                return false;
            }

            bool done = _store.Ledger.TryUseCounter(_store.Vault.PersonalVersion, TokenApplet.OutcomeConfirmed);
            if (done)
            {
                ushort counter = _store.Ledger.CodeCounter;
                byte[] challenge = Transaction.Challenge();
                byte[] authenticator = AuthorizationCode.Authenticator(keys.Code, counter, challenge);
                Digits = AuthorizationCode.Digits(keys.Code, counter, challenge);
                Payload = new AuthorizationPayload(_store.Vault.Serial, counter, Transaction.Reservation, authenticator).ToBytes();
                MatrixSymbol symbol;
                done = MatrixSymbol.TryEncode(Payload, out symbol);
                if (done)
                {
                    Symbol = new byte[MatrixSymbol.FrameLength];
                    symbol.Render(Symbol);
                }

                Array.Clear(authenticator, 0, authenticator.Length);
            }

            KeyVault.Wipe(keys);
            return done;
        }

        private static bool IsCode(Stage stage)
        {
            return stage == Stage.Symbol || stage == Stage.Digits;
        }

        private void Enter(Stage stage)
        {
            Stage = stage;

            // From one picture of the code to the other it stays lit; after anything else it has to arrive on the display first.
            _isLit &= IsCode(stage);
            Scene++;
            _shownAtMs = Never;
        }

        // What was confirmed before is ended, by whatever cause; what was not becomes the outcome given.
        private bool End(byte outcome, Notice notice, Notice noticeOfCode, long nowMs)
        {
            bool confirmed = _store.Ledger.Outcome == TokenApplet.OutcomeConfirmed;
            bool done = _store.Ledger.TryEnd(confirmed ? TokenApplet.OutcomeEnded : outcome);
            if (Payload != null)
            {
                Array.Clear(Payload, 0, Payload.Length);
            }

            if (Symbol != null)
            {
                Array.Clear(Symbol, 0, Symbol.Length);
            }

            Payload = null;
            Symbol = null;
            Digits = null;
            Transaction = null;
            Layout = null;
            Enter(Stage.None);
            Tell(confirmed ? noticeOfCode : notice, nowMs);
            return done;
        }
    }
}
