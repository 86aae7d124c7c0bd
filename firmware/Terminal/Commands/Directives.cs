using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>DIRECT (PROTOCOLS.md 8.3): whether a directive is well formed, is for the transaction at hand, and is a new one.</summary>
    internal sealed class Directives
    {
        private const int MaxTimeoutSeconds = 120;
        private const int MaxMaskedCard = 23;
        private const int MaxReceiver = 20;
        private const int MaxAccount = 24;

        private readonly PaymentFlow _flow;
        private readonly TerminalStore _store;
        private byte[] _last;
        private uint _eventsThen;

        public Directives(PaymentFlow flow, TerminalStore store)
        {
            _flow = flow;
            _store = store;
        }

        /// <summary>
        /// This event goes to the bank. A directive with the bytes of the one before it is a repetition only while the bank has heard of nothing
        /// that happened since: a password is asked for a second time with the same bytes.
        /// </summary>
        public void Told(uint number)
        {
            if (number > _eventsThen)
            {
                _last = null;
            }
        }

        /// <summary>Takes a directive.</summary>
        /// <returns>A status word.</returns>
        public ushort Take(byte[] data, long nowMs)
        {
            TlvList directive;
            ulong number, kind;
            if (!TlvList.TryParse(data, out directive)
                || !directive.TryGetNumber(TerminalApplet.TagTransaction, 4, out number)
                || !directive.TryGetNumber(TerminalApplet.TagDirective, 1, out kind))
            {
                return StatusWord.WrongData;
            }

            if (_last != null && Bytes.Same(_last, data))
            {
                return StatusWord.Success;
            }

            if (!_flow.IsBusy || _flow.Transaction.Number != (uint)number)
            {
                return IsVerdictOf((uint)number, (byte)kind) ? StatusWord.Success : StatusWord.ConditionsOfUseNotSatisfied;
            }

            int timeoutMs = TimeoutOf(directive);
            if (timeoutMs < 0 || !HasFields((byte)kind, directive))
            {
                return StatusWord.WrongData;
            }

            ushort status = _flow.Direct((byte)kind, directive, timeoutMs, nowMs);
            if (status == StatusWord.Success)
            {
                _last = data;
                _eventsThen = _store.Counters.Event;
            }

            return status;
        }

        // A verdict that the journal holds already was given before: its answer was lost.
        private bool IsVerdictOf(uint number, byte kind)
        {
            byte state = _store.Journal.StateOf(number);
            return (kind == TerminalApplet.DirectApproved && state == TerminalApplet.JournalApproved)
                || (kind == TerminalApplet.DirectRefused && state == TerminalApplet.JournalRefused);
        }

        // 0 where there is none, -1 where it is out of range.
        private static int TimeoutOf(TlvList directive)
        {
            ulong seconds;
            if (directive.Find(TerminalApplet.TagTimeout) == null)
            {
                return 0;
            }

            bool valid = directive.TryGetNumber(TerminalApplet.TagTimeout, 1, out seconds) && seconds >= 1 && seconds <= MaxTimeoutSeconds;
            return valid ? (int)seconds * 1000 : -1;
        }

        private bool HasFields(byte kind, TlvList directive)
        {
            switch (kind)
            {
                case TerminalApplet.DirectPresent:
                case TerminalApplet.DirectWorking:
                case TerminalApplet.DirectPresentAgain:
                case TerminalApplet.DirectOtherDevice:
                    return true;
                case TerminalApplet.DirectPassword:
                    byte[] pan = directive.Find(BankCardApplet.TagPan);
                    return pan != null && AccountNumber.Digits(pan) != null;
                case TerminalApplet.DirectConfirm:
                    return IsText(directive, TerminalApplet.TagMaskedCard, MaxMaskedCard)
                        && IsText(directive, TerminalApplet.TagReceiver, MaxReceiver)
                        && IsText(directive, TerminalApplet.TagReceiverAccount, MaxAccount)
                        && _flow.Transaction.HasAmountOf(directive);
                case TerminalApplet.DirectApproved:
                    return _flow.Transaction.HasAmountOf(directive);
                case TerminalApplet.DirectRefused:
                    return directive.Find(TerminalApplet.TagReason, 1) != null;
                default:
                    return false;
            }
        }

        // What the display cannot show in full is refused, not cut.
        private static bool IsText(TlvList directive, int tag, int most)
        {
            byte[] text = directive.Find(tag);
            return text != null && text.Length >= 1 && text.Length <= most && Ascii.IsPrintable(text);
        }
    }
}
