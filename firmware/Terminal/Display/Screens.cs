using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>What stands where: a headline on a colour, the amount in large letters below it, what to do in the middle, the keys at the bottom.</summary>
    internal sealed class Screens
    {
        private const int Headline = 0;
        private const int Label = 1;
        private const int Large = 2;
        private const int First = 3;
        private const int UpperKey = 10;
        private const int LowerKey = 11;
        private const int MaxReason = TerminalApplet.ReasonCancelled;

        private readonly Picture _picture;
        private readonly Texts _texts;
        private readonly TerminalStore _store;
        private readonly PaymentFlow _flow;

        public Screens(Picture picture, Texts texts, TerminalStore store, PaymentFlow flow)
        {
            _picture = picture;
            _texts = texts;
            _store = store;
            _flow = flow;
        }

        private ShopConfiguration Shop
        {
            get { return _store.Configuration; }
        }

        /// <summary>Why nobody is served.</summary>
        public void OutOfService(Say reason)
        {
            Begin(Say.OutOfService, Colours.Red);
            Middle(First + 1, _texts[reason]);
            _picture.Set(LowerKey, TerminalApplication.VersionText, Colours.Grey, Colours.Black, true);
        }

        /// <summary>The screen of the stage that the flow is at.</summary>
        public void OfStage()
        {
            switch (_flow.Stage)
            {
                case Stage.Idle:
                    Idle();
                    break;
                case Stage.Menu:
                    Menu();
                    break;
                case Stage.Last:
                    Last();
                    break;
                case Stage.Amount:
                    Typing();
                    break;
                case Stage.Receiver:
                    Receiver();
                    break;
                case Stage.Present:
                    Present();
                    break;
                case Stage.PresentAgain:
                    Waiting(Say.TapToken, Colours.Blue, Say.PressButton, Say.ThenHold);
                    Trouble(First + 5);
                    break;
                case Stage.Password:
                    Password();
                    break;
                case Stage.Confirm:
                    Confirm();
                    break;
                case Stage.OtherDevice:
                    Waiting(Say.Working, Colours.Blue, Say.OtherDevice, Say.OtherDeviceOfCard);
                    break;
                case Stage.Verdict:
                    Verdict();
                    break;
                default:
                    Waiting(Say.Working, Colours.Blue, Say.PleaseWait, Say.PleaseWait);
                    break;
            }
        }

        private void Idle()
        {
            Begin(Say.Welcome, Colours.Blue);
            ShopName(Large + 1);
            Middle(First + 3, _texts[Say.TypeAmount]);
            Keys(null, _texts[Say.MenuKey]);
        }

        private void Menu()
        {
            Begin(Say.Menu, Colours.Blue);
            for (int i = 0; i <= Say.MenuLast - Say.MenuPay; i++)
            {
                _picture.Set(First + i, _texts[Say.MenuPay + i], Colours.White, Colours.Black, false);
            }

            Keys(null, _texts[Say.Back]);
        }

        private void Last()
        {
            Begin(Say.LastOne, Colours.Blue);
            uint number = _store.Counters.Transaction;
            byte state = _store.Journal.StateOf(number);
            if (state == TerminalApplet.JournalUnknown)
            {
                Middle(First + 1, _texts[Say.NoneYet]);
            }
            else
            {
                AmountOf(_store.Journal.AmountOf(number), _store.Journal.TypeOf(number) == TokenApplet.TypeTransfer);
                Middle(First, "No. " + number.ToString());
                Middle(First + 1, _texts[OutcomeOf(state)]);
            }

            Keys(null, _texts[Say.Back]);
        }

        private void Typing()
        {
            Begin(_flow.IsTransfer ? Say.Transfer : Say.Pay, Colours.Blue);
            AmountOf(_flow.Typed.Number(), _flow.IsTransfer);
            Middle(First + 1, _texts[Say.TypeAmount]);
            Keys(_texts[Say.OkKey], _flow.Typed.Count == 0 ? _texts[Say.Back] : _texts[Say.ClearKey]);
        }

        private void Receiver()
        {
            Begin(Say.Receiver, Colours.Blue);
            AmountOf(_flow.AmountMinor, true);
            Middle(First + 1, _texts[Say.TypeReceiver]);
            Middle(First + 3, _flow.Typed.Text() + "_");
            Keys(_texts[Say.OkKey], _flow.Typed.Count == 0 ? _texts[Say.Back] : _texts[Say.ClearKey]);
        }

        private void Present()
        {
            Waiting(Say.Present, Colours.Blue, Say.HoldCard, Say.ToTheReader);
            Trouble(First + 4);
            if (!_flow.TakesCode)
            {
                return;
            }

            if (_flow.Typed.Count == 0)
            {
                _picture.Set(First + 6, _texts[Say.OrTypeCode], Colours.Grey, Colours.Black, true);
                return;
            }

            Middle(First + 6, Grouped(_flow.Typed.Text()) + "_");
            Keys(_flow.Typed.Count == KeyHandling.CodeDigits ? _texts[Say.OkKey] : null, _texts[Say.ClearKey]);
        }

        // Of the password nothing is shown but how many digits it has so far.
        private void Password()
        {
            Begin(Say.Password, Colours.Blue);
            TransactionAmount();
            Middle(First + 1, _texts[Say.TypePassword]);
            char[] stars = new char[_flow.Typed.Count];
            for (int i = 0; i < stars.Length; i++)
            {
                stars[i] = '*';
            }

            Middle(First + 3, new string(stars));
            Keys(_texts[Say.OkKey], _flow.Typed.Count == 0 ? _texts[Say.CancelKey] : _texts[Say.ClearKey]);
        }

        private void Confirm()
        {
            Begin(Say.Confirm, Colours.Blue);
            TransactionAmount();
            Field(First, Say.Card, TerminalApplet.TagMaskedCard);
            Field(First + 2, Say.To, TerminalApplet.TagReceiver);
            Field(First + 4, Say.Account, TerminalApplet.TagReceiverAccount);
            Keys(_texts[Say.ConfirmKey], _texts[Say.DeclineKey]);
        }

        private void Verdict()
        {
            bool approved = _flow.Outcome == TerminalApplet.JournalApproved;
            Say headline = approved ? Say.Approved
                : _flow.Outcome == TerminalApplet.JournalRefused ? Say.Refused
                : _flow.Reason == TerminalApplet.ReasonTimedOut ? Say.TimedOut
                : Say.Cancelled;
            Begin(headline, approved ? Colours.Green : Colours.Red);
            TransactionAmount();
            int reason = _flow.Reason <= MaxReason ? _flow.Reason : TerminalApplet.ReasonOther;
            Middle(First + 2, _texts[approved ? Say.ThankYou : Say.ReasonOther + reason]);
            ShopName(First + 4);
        }

        private static Say OutcomeOf(byte state)
        {
            switch (state)
            {
                case TerminalApplet.JournalApproved:
                    return Say.Approved;
                case TerminalApplet.JournalRefused:
                    return Say.Refused;
                case TerminalApplet.JournalCancelled:
                    return Say.Cancelled;
                case TerminalApplet.JournalAborted:
                    return Say.Aborted;
                default:
                    return Say.UnderWay;
            }
        }

        // Groups of six digits.
        private static string Grouped(string digits)
        {
            string grouped = "";
            for (int i = 0; i < digits.Length; i++)
            {
                grouped += i > 0 && i % 6 == 0 ? " " + digits[i] : digits[i].ToString();
            }

            return grouped;
        }

        private void Begin(Say headline, ushort colour)
        {
            _picture.Clear();
            _picture.Set(Headline, _texts[headline], Colours.White, colour, true);
        }

        private void Waiting(Say headline, ushort colour, Say first, Say second)
        {
            Begin(headline, colour);
            TransactionAmount();
            Middle(First + 1, _texts[first]);
            if (second != first)
            {
                Middle(First + 2, _texts[second]);
            }

            Keys(null, _texts[Say.CancelKey]);
        }

        private void TransactionAmount()
        {
            AmountOf(_flow.Transaction.AmountMinor, _flow.Transaction.Type == TokenApplet.TypeTransfer);
        }

        private void AmountOf(long minor, bool isTransfer)
        {
            string label = _texts[isTransfer ? Say.Transfer : Say.Pay] + "  " + Shop.CurrencyLetters;
            _picture.Set(Label, label, Colours.Grey, Colours.Black, true);
            _picture.Set(Large, AmountText.Of(minor, Shop.Exponent), Colours.White, Colours.Black, true);
        }

        private void ShopName(int line)
        {
            string name = Shop.ShopName;
            if (name.Length <= Picture.Columns)
            {
                _picture.Set(line, name, Colours.Grey, Colours.Black, true);
                return;
            }

            // Names have at most 40 characters: two lines, broken at the last space that lets the first one fit.
            int end = Picture.Columns;
            while (end > 0 && name[end] != ' ')
            {
                end--;
            }

            int rest = end == 0 ? Picture.Columns : end + 1;
            _picture.Set(line, name.Substring(0, end == 0 ? Picture.Columns : end), Colours.Grey, Colours.Black, true);
            _picture.Set(line + 1, name.Substring(rest, name.Length - rest), Colours.Grey, Colours.Black, true);
        }

        private void Trouble(int line)
        {
            if (_flow.Trouble == Found.Nothing)
            {
                return;
            }

            Say words = _flow.Trouble == Found.Gone ? Say.CardGone : _flow.Trouble == Found.Several ? Say.SeveralCards : Say.Unreadable;
            _picture.Set(line, _texts[words], Colours.Yellow, Colours.Black, true);
        }

        private void Field(int line, Say label, int tag)
        {
            _picture.Set(line, _texts[label], Colours.Grey, Colours.Black, false);
            _picture.Set(line + 1, Ascii.Text(_flow.Directive.Find(tag)), Colours.White, Colours.Black, false);
        }

        private void Middle(int line, string text)
        {
            _picture.Set(line, text, Colours.White, Colours.Black, true);
        }

        private void Keys(string upper, string lower)
        {
            _picture.Set(UpperKey, upper == null ? "" : upper, Colours.Yellow, Colours.Black, false);
            _picture.Set(LowerKey, lower, Colours.Yellow, Colours.Black, false);
        }
    }
}
