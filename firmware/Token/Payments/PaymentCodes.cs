using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token
{
    /// <summary>
    /// Payment codes (PROTOCOLS.md 12), made without the bank: a press makes one, and shows it for as long as it is good. Each takes an
    /// index of the bank's, which is used up in the memory before anything can be seen. How long a code is good is measured twice, by the
    /// clock and by the time that passes here, and whichever ends first counts.
    /// </summary>
    internal sealed class PaymentCodes
    {
        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private uint _goodUntil;
        private long _deadlineMs;

        public PaymentCodes(TokenStore store, RealTimeClock clock, Authorization authorization)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
        }

        public PaymentView View { get; private set; }

        /// <summary>The 18 digits while a code is good, else null.</summary>
        public string Digits { get; private set; }

        /// <summary>Another number whenever something else is to be seen.</summary>
        public int Scene { get; private set; }

        /// <summary>A press while no transaction is at hand.</summary>
        public void Pressed(ButtonPress press, long nowMs)
        {
            Tick(nowMs);
            if (press == ButtonPress.Long)
            {
                Hide();
            }
            else if (Digits == null)
            {
                Make(nowMs);
            }
            else
            {
                Show(View == PaymentView.Symbol ? PaymentView.Digits : PaymentView.Symbol);
            }
        }

        /// <summary>Lets time have its effect. The clock has been read.</summary>
        public void Tick(long nowMs)
        {
            if (Digits != null && (!_clock.IsValid || !_store.Payments.IsPresent || SecondsLeft(nowMs) <= 0))
            {
                Digits = null;
                Hide();
            }
        }

        /// <summary>Takes the code off the display; while it is good a press brings it back.</summary>
        public void Hide()
        {
            if (View != PaymentView.None)
            {
                Show(PaymentView.None);
            }
        }

        /// <summary>The display did not take it.</summary>
        public void DisplayFailed(long nowMs)
        {
            Hide();
            _authorization.Tell(Notice.PaymentFailed, nowMs);
        }

        /// <summary>Whole seconds for which the code is good, by the stricter of the two measures.</summary>
        public long SecondsLeft(long nowMs)
        {
            long counted = (_deadlineMs - nowMs + 999) / 1000;
            long byClock = (long)_goodUntil - _clock.Utc;
            return byClock < counted ? byClock : counted;
        }

        // A notice of the last transaction is read first: a press that was meant for what it took the place of makes no code.
        private void Make(long nowMs)
        {
            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised || !_store.Payments.IsPresent || _authorization.Notice != Notice.None)
            {
                return;
            }

            _clock.Read();
            if (!_clock.IsValid)
            {
                _authorization.Tell(Notice.PaymentNoClock, nowMs);
                return;
            }

            if (_store.Payments.Remaining == 0)
            {
                _authorization.Tell(Notice.PaymentNoneLeft, nowMs);
                return;
            }

            PaymentKeyData data;
            long index;
            if (!_store.Payments.TryUse(out data, out index))
            {
                _authorization.Tell(Notice.PaymentFailed, nowMs);
                return;
            }

            uint utc = _clock.Utc;
            int validity = data.ValiditySeconds;
            Digits = PaymentCodeNumber.Make(data.Key, data.Prefix, index, validity, utc);
            PaymentBatch.Wipe(data);
            _goodUntil = (uint)(PaymentCodeTime.StepAt(validity, utc) * PaymentCodeTime.StepSeconds(validity)) + (uint)validity;
            _deadlineMs = nowMs + (long)(_goodUntil - utc) * 1000;
            Show(PaymentView.Symbol);
        }

        private void Show(PaymentView view)
        {
            View = view;
            Scene++;
        }
    }
}
