using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The transaction at hand, from the first key to the verdict (PROTOCOLS.md 8). What a person or a card does becomes an event, and then the bank
    /// says what comes next; each waiting has an end.
    /// </summary>
    internal sealed class PaymentFlow
    {
        /// <summary>The bank is gone when it has not asked for so long.</summary>
        public const int BankSilentMs = 30000;

        private const int WorkingMs = 30000;
        private const int OtherDeviceMs = 120000;
        private const int PersonMs = 60000;
        private const int EntryMs = 30000;
        private const int VerdictMs = 10000;

        private readonly TerminalStore _store;
        private readonly EventQueue _events;
        private readonly Randomness _random;
        private readonly CardReading _reading;
        private readonly SignalPlayer _signals;
        private Found _reported;
        private long _deadlineMs;
        private long _bankAtMs = -BankSilentMs;
        private byte[] _pan;

        public PaymentFlow(TerminalStore store, EventQueue events, Randomness random, CardReading reading, SignalPlayer signals)
        {
            _store = store;
            _events = events;
            _random = random;
            _reading = reading;
            _signals = signals;
            Typed = new TypedText();
            Stage = Stage.OutOfService;
        }

        public Stage Stage { get; private set; }

        /// <summary>Another number whenever another picture is to be seen, even where it looks alike.</summary>
        public int Scene { get; private set; }

        /// <summary>What is being typed.</summary>
        public TypedText Typed { get; }

        /// <summary>The transaction at hand; in a verdict the one that has ended; else null.</summary>
        public Transaction Transaction { get; private set; }

        /// <summary>Amount of a transfer whose receiver is being typed, in minor units.</summary>
        public long AmountMinor { get; private set; }

        /// <summary>Whether what is typed will be a transfer.</summary>
        public bool IsTransfer { get; private set; }

        /// <summary>The last directive, for what it has shown.</summary>
        public TlvList Directive { get; private set; }

        /// <summary>How the transaction ended, one of the Journal constants.</summary>
        public byte Outcome { get; private set; }

        /// <summary>Why it was not approved, one of the Reason constants.</summary>
        public byte Reason { get; private set; }

        /// <summary>What went wrong with the last card in this stage, or <see cref="Found.Nothing"/>.</summary>
        public Found Trouble { get; private set; }

        /// <summary>When the picture of this stage stood on the display whole; a confirmation counts only after it.</summary>
        public long ShownAtMs { get; set; }

        /// <summary>Whether a transaction is under way.</summary>
        public bool IsBusy => Stage >= Stage.Working && Stage != Stage.Verdict;

        /// <summary>Whether the last card event was a token's: commands for it may be passed on while the bank works.</summary>
        public bool IsTokenTransaction { get; private set; }

        /// <summary>Whether a typed payment code will do in place of a card: for a purchase.</summary>
        public bool TakesCode => Transaction.Type == TokenApplet.TypePurchase;

        /// <summary>What GET STATUS says of the stage: one of the State constants.</summary>
        public byte State => Stages.StateOf(Stage);

        /// <summary>The bank has asked for events.</summary>
        public void BankAsked(long nowMs) => _bankAtMs = nowMs;

        /// <summary>Whether the bank has not asked for too long.</summary>
        public bool IsBankSilent(long nowMs) => nowMs - _bankAtMs >= BankSilentMs;

        /// <summary>Lets time have its effect.</summary>
        /// <param name="isFit">Whether the terminal may serve anybody.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Tick(bool isFit, long nowMs)
        {
            if (Stage == Stage.OutOfService)
            {
                if (isFit)
                {
                    Enter(Stage.Idle, nowMs, 0);
                }
            }
            else if (!IsBusy && Stage != Stage.Verdict && !isFit)
            {
                Enter(Stage.OutOfService, nowMs, 0);
            }
            else if (Stage != Stage.Idle && nowMs >= _deadlineMs)
            {
                if (IsBusy)
                {
                    End(TerminalApplet.EventTimedOut, TerminalApplet.ReasonTimedOut, nowMs);
                }
                else
                {
                    Enter(Stage.Idle, nowMs, 0);
                }
            }
        }

        /// <summary>Enters a stage in which something is chosen or typed.</summary>
        public void Choose(Stage stage, bool isTransfer, long nowMs)
        {
            if (stage == Stage.Receiver)
            {
                AmountMinor = Typed.Number();
            }

            IsTransfer = isTransfer;
            Enter(stage, nowMs, stage == Stage.Idle ? 0 : EntryMs);
        }

        /// <summary>Something was typed: the waiting begins anew.</summary>
        public void Typing(long nowMs)
        {
            Scene++;
            _deadlineMs = nowMs + (IsBusy ? PersonMs : EntryMs);
        }

        /// <summary>Begins a transaction in the configured currency. Number and first event are in the memory before it is under way.</summary>
        /// <returns>False if the memory failed, or too much waits for the bank: nothing has begun then.</returns>
        public bool TryBegin(byte type, long amountMinor, byte[] receiver, long nowMs)
        {
            uint number = _store.Counters.Transaction + 1;
            if (!_events.HasRoom || !_store.Counters.TryBeginTransaction() || !_store.Journal.TryOpen(number, type, amountMinor))
            {
                return false;
            }

            ShopConfiguration shop = _store.Configuration;
            Transaction = new Transaction(number, type, amountMinor, shop.Currency, shop.Exponent, receiver);
            Directive = null;
            _events.AddBegun(Transaction);
            Enter(Stage.Working, nowMs, WorkingMs);
            return true;
        }

        /// <summary>Does what the bank says. The directive's form has been looked at; the transaction is the one at hand.</summary>
        /// <returns>A status word.</returns>
        public ushort Direct(byte kind, TlvList directive, int timeoutMs, long nowMs)
        {
            switch (kind)
            {
                case TerminalApplet.DirectApproved:
                    return Conclude(TerminalApplet.JournalApproved, TerminalApplet.ReasonOther, nowMs);
                case TerminalApplet.DirectRefused:
                    return Conclude(TerminalApplet.JournalRefused, directive.Find(TerminalApplet.TagReason)[0], nowMs);
            }

            Directive = directive;
            switch (kind)
            {
                case TerminalApplet.DirectPresent:
                    Await(Stage.Present, timeoutMs, nowMs);
                    break;
                case TerminalApplet.DirectPresentAgain:
                    Await(Stage.PresentAgain, timeoutMs, nowMs);
                    break;
                case TerminalApplet.DirectPassword:
                    _pan = AccountNumber.Digits(directive.Find(BankCardApplet.TagPan));
                    Enter(Stage.Password, nowMs, PersonMs);
                    break;
                case TerminalApplet.DirectConfirm:
                    Enter(Stage.Confirm, nowMs, PersonMs);
                    break;
                case TerminalApplet.DirectOtherDevice:
                    Enter(Stage.OtherDevice, nowMs, timeoutMs > 0 ? timeoutMs : OtherDeviceMs);
                    break;
                default:
                    Enter(Stage.Working, nowMs, WorkingMs);
                    break;
            }

            return StatusWord.Success;
        }

        /// <summary>Something was found in the field.</summary>
        public void CardFound(Found found, long nowMs)
        {
            switch (found)
            {
                case Found.Nothing:
                    _reported = Found.Nothing;
                    break;
                case Found.Token:
                    IsTokenTransaction = true;
                    Report(TerminalApplet.EventTokenPresent, _reading.Fields, nowMs);
                    break;
                case Found.Code:
                    Report(TerminalApplet.EventCodeRead, _reading.Fields, nowMs);
                    break;
                case Found.Declined:
                    End(TerminalApplet.EventDeclined, TerminalApplet.ReasonDeclined, nowMs);
                    break;
                case Found.BankCard:
                    Report(TerminalApplet.EventCardRead, _reading.Fields, nowMs);
                    break;
                case Found.Tag:
                    Report(TerminalApplet.EventTagRead, _reading.Fields, nowMs);
                    break;
                case Found.Gone:
                    ReportTrouble(found, TerminalApplet.EventCardGone);
                    break;
                case Found.Several:
                    ReportTrouble(found, TerminalApplet.EventSeveralCards);
                    break;
                case Found.Unreadable:
                    ReportTrouble(found, TerminalApplet.EventUnreadable);
                    break;
            }
        }

        /// <summary>The payment code that was typed goes to the bank.</summary>
        public void SendCode(long nowMs)
            => Report(TerminalApplet.EventPaymentCode, new TlvList().AddBcd(TerminalApplet.TagPaymentCode, Typed.Number(), 9), nowMs);

        /// <summary>The password that was typed goes to the bank, as a PIN block only.</summary>
        public void SendPassword(long nowMs)
        {
            byte[] fill = _random.Next(PinBlock.RandomLength);
            byte[] key = fill == null ? null : _store.MakePinKey(Transaction.Number);
            if (key == null)
            {
                Stop(nowMs);
                return;
            }

            byte[] digits = Typed.Digits();
            byte[] block = PinBlock.Encrypt(key, digits, _pan, fill);
            Array.Clear(digits, 0, digits.Length);
            Array.Clear(key, 0, key.Length);
            Report(TerminalApplet.EventPassword, new TlvList().Add(TerminalApplet.TagPinBlock, block), nowMs);
        }

        /// <summary>What was shown is confirmed.</summary>
        public void Confirm(long nowMs) => Report(TerminalApplet.EventConfirmed, null, nowMs);

        /// <summary>A person ends the transaction: declined where a confirmation was asked for, else cancelled.</summary>
        public void CancelByPerson(long nowMs)
        {
            bool declines = Stage == Stage.Confirm;
            End(
                declines ? TerminalApplet.EventDeclined : TerminalApplet.EventCancelled,
                declines ? TerminalApplet.ReasonDeclined : TerminalApplet.ReasonCancelled,
                nowMs);
        }

        /// <summary>Ends what is at hand on the terminal's own account, if anything is.</summary>
        public void Stop(long nowMs)
        {
            if (IsBusy)
            {
                End(TerminalApplet.EventCancelled, TerminalApplet.ReasonTerminal, nowMs);
            }
        }

        /// <summary>The power was lost during these transactions: none was approved here.</summary>
        /// <returns>False if the memory failed.</returns>
        public bool TryAbortOpen()
        {
            for (uint open = _store.Journal.FindOpen(); open != 0; open = _store.Journal.FindOpen())
            {
                if (!_store.Journal.TryClose(open, TerminalApplet.JournalAborted) || !_events.TryAdd(TerminalApplet.EventAborted, open, null))
                {
                    return false;
                }
            }

            return true;
        }

        private void Await(Stage stage, int timeoutMs, long nowMs)
        {
            Enter(stage, nowMs, timeoutMs > 0 ? timeoutMs : PersonMs);
            _reading.Begin(Transaction, stage == Stage.PresentAgain);
        }

        // From now on it is the bank's turn. If the event cannot be numbered, nobody will ever hear of it: then the transaction ends.
        private void Report(byte kind, TlvList fields, long nowMs)
        {
            if (_events.TryAdd(kind, Transaction.Number, fields))
            {
                Enter(Stage.Working, nowMs, WorkingMs);
                _signals.Accepted();
            }
            else
            {
                Stop(nowMs);
            }
        }

        private void ReportTrouble(Found found, byte kind)
        {
            if (found == _reported)
            {
                return;
            }

            // Such an event decides nothing; room is kept for those that do.
            if (_events.HasRoom)
            {
                _events.TryAdd(kind, Transaction.Number, _reading.Fields);
            }

            _reported = found;
            Trouble = found;
            Scene++;
            _signals.Refused();
        }

        // The verdict is in the journal before the bank hears that it was taken.
        private ushort Conclude(byte outcome, byte reason, long nowMs)
        {
            if (!_store.Journal.TryClose(Transaction.Number, outcome))
            {
                return StatusWord.NoPreciseDiagnosis;
            }

            Show(outcome, reason, nowMs);
            return StatusWord.Success;
        }

        // Whether or not the memory takes it, it is over: what stays open there is aborted at the next start.
        private void End(byte kind, byte reason, long nowMs)
        {
            _store.Journal.TryClose(Transaction.Number, TerminalApplet.JournalCancelled);
            _events.TryAdd(kind, Transaction.Number, null);
            Show(TerminalApplet.JournalCancelled, reason, nowMs);
        }

        private void Show(byte outcome, byte reason, long nowMs)
        {
            Outcome = outcome;
            Reason = reason;
            Enter(Stage.Verdict, nowMs, VerdictMs);
            if (outcome == TerminalApplet.JournalApproved)
            {
                _signals.Approved();
            }
            else
            {
                _signals.Refused();
            }
        }

        private void Enter(Stage stage, long nowMs, int timeoutMs)
        {
            Typed.Wipe();
            if (stage < Stage.Working)
            {
                Transaction = null;
                Directive = null;
            }

            if (stage != Stage.Working)
            {
                IsTokenTransaction = false;
                _reading.Forget();
            }

            if (stage != Stage.Password)
            {
                _pan = null;
            }

            Stage = stage;
            Scene++;
            ShownAtMs = long.MaxValue;
            Trouble = Found.Nothing;
            _reported = Found.Nothing;
            _deadlineMs = nowMs + timeoutMs;
        }
    }
}
