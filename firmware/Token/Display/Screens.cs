using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Token
{
    /// <summary>
    /// The texts and their places: a bright headline, the main thing in large letters, and what it means. Rows are 8 pixels high, a
    /// headline 9 where the row below it leaves room.
    /// </summary>
    internal sealed class Screens
    {
        private const int Row = 8;
        private const int Hint = 7 * Row;
        private const int HolderRow = 6 * Row;
        private const int NumberRow = 5 * Row;
        private const int BesideSymbol = DisplaySymbol.QrColumnsBesideText + 10;
        private const string Decide = "Press=OK Hold=Decline";

        private readonly Frame _frame;

        public Screens(Frame frame)
        {
            _frame = frame;
        }

        /// <summary>The transaction as it would be confirmed; on two pages the amount stands on both.</summary>
        public void Prompt(TransactionData transaction, PromptLayout layout, int page, string timeLeft)
        {
            _frame.Clear();
            PromptHeadline(transaction, timeLeft);
            if (layout.PageCount > 1 && page == 0)
            {
                AmountAlone(layout);
                _frame.Text(Hint, 0, "1/2 Press=Next page");
                return;
            }

            if (layout.PageCount == 1)
            {
                AmountAndCurrency(layout);
                PayeeLines(layout, 3, 2);
            }
            else
            {
                PayeeLines(layout, 1, 3);
                _frame.Text(4 * Row, 0, layout.Amount + " " + layout.Currency);
            }

            _frame.Text(NumberRow, 0, Number(transaction));
            Holder(transaction);
            _frame.Text(Hint, 0, Decide);
        }

        /// <summary>Only the headline with the time left: nothing but page 0 changes.</summary>
        public void PromptHeadline(TransactionData transaction, string timeLeft)
        {
            HeadlineWithTime(KindOf(transaction.Type), timeLeft);
        }

        /// <summary>The ten digits in two rows of five.</summary>
        public void Digits(string digits, TransactionData transaction, string timeLeft)
        {
            _frame.Clear();
            DigitsHeadline(timeLeft);
            int x = (Frame.Width - Frame.LargeWidth("00000", 3)) / 2;
            _frame.Large(10, x, digits.Substring(0, 5), 3, 3);
            _frame.Large(33, x, digits.Substring(5, 5), 3, 3);
            _frame.Centred(Hint, Number(transaction));
        }

        /// <summary>Only the headline with the time left: nothing but page 0 changes.</summary>
        public void DigitsHeadline(string timeLeft)
        {
            HeadlineWithTime("CODE", timeLeft);
        }

        /// <summary>A payment code as QR code, with its digits and the time left beside it.</summary>
        /// <returns>False if there is no such symbol.</returns>
        public bool PaymentSymbol(string digits, string timeLeft)
        {
            string reason;
            if (!DisplaySymbol.TryRenderQrBesideText(digits, _frame.Pages, out reason))
            {
                return false;
            }

            PaymentSymbolTime(timeLeft);
            for (int i = 0; i < 3; i++)
            {
                _frame.Text(14 * (i + 1), BesideSymbol, digits.Substring(6 * i, 6));
            }

            _frame.Text(Hint, BesideSymbol, "PAYMENT");
            return true;
        }

        /// <summary>Only the time left beside the QR code: nothing but page 0 changes.</summary>
        public void PaymentSymbolTime(string timeLeft)
        {
            _frame.ClearRight(0, DisplaySymbol.QrColumnsBesideText);
            _frame.Text(0, BesideSymbol, timeLeft);
        }

        /// <summary>The 18 digits of a payment code alone, in two rows of nine, for a keypad.</summary>
        public void PaymentDigits(string digits, string timeLeft)
        {
            _frame.Clear();
            PaymentDigitsHeadline(timeLeft);
            int x = (Frame.Width - Frame.LargeWidth("000 000 000", 2)) / 2;
            for (int row = 0; row < 2; row++)
            {
                string nine = digits.Substring(9 * row, 9);
                _frame.Large(11 + 27 * row, x, nine.Substring(0, 3) + " " + nine.Substring(3, 3) + " " + nine.Substring(6, 3), 2, 3);
            }
        }

        /// <summary>Only the headline with the time left: nothing but page 0 changes.</summary>
        public void PaymentDigitsHeadline(string timeLeft)
        {
            HeadlineWithTime("PAYMENT CODE", timeLeft);
        }

        public void Ready(string serial, string remark)
        {
            Message("PaymentCode token", "READY", remark, "", serial);
        }

        public void Initialised(string serial)
        {
            Message("PaymentCode token", "WAITING", "for the keys", "of your bank", serial);
        }

        public void Blank(string version)
        {
            Message("PaymentCode token", "NOT SET UP", "It gets its number", "from the issuer", version);
        }

        public void Locked()
        {
            Message("Out of order", "LOCKED", "Memory damaged", "Bring it to your bank", "");
        }

        public void MemoryMissing()
        {
            Message("Out of order", "NO MEMORY", "FRAM at 0x50", "does not answer", "");
        }

        public void ClockMissing()
        {
            Message("Out of order", "NO CLOCK", "DS3231 at 0x68", "does not answer", "");
        }

        public void Notice(Notice notice)
        {
            switch (notice)
            {
                case Token.Notice.Declined:
                    Message("Transaction", "DECLINED", "No code was made", "", "");
                    break;
                case Token.Notice.Expired:
                    Message("Transaction", "EXPIRED", "No code was made", "", "");
                    break;
                case Token.Notice.Cancelled:
                    Message("Transaction", "CANCELLED", "by the bank", "", "");
                    break;
                case Token.Notice.Failed:
                    Message("Transaction", "FAILED", "No code was made", "", "");
                    break;
                case Token.Notice.CodeExpired:
                    Message("Code", "EXPIRED", "It is of no use now", "", "");
                    break;
                case Token.Notice.CodeEnded:
                    Message("Code", "ENDED", "It is of no use now", "", "");
                    break;
                case Token.Notice.CodeLost:
                    Message("Code", "LOST", "Ask the bank for a", "new one", "");
                    break;
                case Token.Notice.RefusedNotShowable:
                    Message("Request of the bank", "REFUSED", "It cannot be shown", "in full", "");
                    break;
                case Token.Notice.RefusedNoClock:
                    Message("Request of the bank", "REFUSED", "Clock is not set", "", "");
                    break;
                case Token.Notice.RefusedTooLate:
                    Message("Request of the bank", "REFUSED", "It came too late", "", "");
                    break;
                case Token.Notice.PaymentNoClock:
                    Message("Payment code", "NO TIME", "Clock is not set:", "connect to your bank", "");
                    break;
                case Token.Notice.PaymentNoneLeft:
                    Message("Payment code", "NONE LEFT", "Connect to your bank", "for new ones", "");
                    break;
                case Token.Notice.PaymentFailed:
                    Message("Payment code", "FAILED", "Press again", "", "");
                    break;
                default:
                    Message("Request of the bank", "REFUSED", "New keys are needed", "", "");
                    break;
            }
        }

        private static string KindOf(byte type)
        {
            switch (type)
            {
                case TokenApplet.TypeWithdrawal:
                    return "CASH WITHDRAWAL";
                case TokenApplet.TypePurchase:
                    return "PURCHASE";
                default:
                    return "TRANSFER";
            }
        }

        private static string Number(TransactionData transaction)
        {
            return "No. " + DecimalText.Padded(transaction.Reservation, 10);
        }

        private void Message(string headline, string large, string first, string second, string last)
        {
            _frame.Clear();
            _frame.Text(1, 1, headline);
            _frame.Invert(0, Row + 1);
            _frame.Large(17, (Frame.Width - Frame.LargeWidth(large, 2)) / 2, large, 2, 2);
            _frame.Centred(38, first);
            _frame.Centred(47, second);
            _frame.Centred(Hint, last);
        }

        private void HeadlineWithTime(string text, string timeLeft)
        {
            _frame.ClearPage(0);
            _frame.Text(0, 1, text);
            _frame.RightAligned(0, Frame.Width - 3, timeLeft);
            _frame.Invert(0, Row);
        }

        private void AmountAndCurrency(PromptLayout layout)
        {
            int width = Frame.LargeWidth(layout.Amount, 2);
            int large = Frame.LargeWidth(layout.Currency, 2);
            _frame.Large(9, 0, layout.Amount, 2, 2);
            if (width + 8 + large <= Frame.Width)
            {
                _frame.Large(9, width + 8, layout.Currency, 2, 2);
            }
            else
            {
                _frame.RightAligned(16, Frame.Width - 1, layout.Currency);
            }
        }

        private void AmountAlone(PromptLayout layout)
        {
            int scale = 3;
            while (scale > 1 && Frame.LargeWidth(layout.Amount, scale) > Frame.Width)
            {
                scale--;
            }

            int tall = scale == 1 ? 2 : scale;
            _frame.Large(14, (Frame.Width - Frame.LargeWidth(layout.Amount, scale)) / 2, layout.Amount, scale, tall);
            _frame.Large(38, (Frame.Width - Frame.LargeWidth(layout.Currency, 2)) / 2, layout.Currency, 2, 2);
        }

        private void PayeeLines(PromptLayout layout, int row, int count)
        {
            for (int i = 0; i < count; i++)
            {
                _frame.Text((row + i) * Row, 0, layout.PayeeLines[i]);
            }
        }

        private void Holder(TransactionData transaction)
        {
            if (transaction.Holder == TokenApplet.HolderPhone)
            {
                _frame.Text(HolderRow, 4, "CODE GOES TO A PHONE");
                _frame.Invert(HolderRow, Row);
            }
            else
            {
                _frame.Text(HolderRow, 0, "Code: this token only");
            }
        }
    }
}
