using PaymentCode.Core.Codes;

namespace PaymentCode.Token
{
    /// <summary>
    /// How a transaction is laid out on the display: in full on one page, or on two, or not at all. Nothing is ever cut. A line that ends
    /// at a space has at most 20 characters and one that ends within a word has 21, so that no two payees look the same.
    /// </summary>
    internal sealed class PromptLayout
    {
        private const int MaxPayeeLines = 3;
        private const int MaxPayeeLinesOfOnePage = 2;
        private const int CurrencyWidth = 17;
        private const int CurrencyGap = 3;

        private PromptLayout(string amount, string currency, string[] payeeLines, int lineCount)
        {
            Amount = amount;
            Currency = currency;
            PayeeLines = payeeLines;
            bool amountFits = Frame.LargeWidth(amount, 2) + CurrencyGap + CurrencyWidth <= Frame.Width;
            PageCount = amountFits && lineCount <= MaxPayeeLinesOfOnePage ? 1 : 2;
        }

        /// <summary>The amount with its decimal places, digits in groups of three: "1 000.00".</summary>
        public string Amount { get; }

        /// <summary>The currency's three letters (ISO 4217).</summary>
        public string Currency { get; }

        /// <summary>The payee, three lines, empty ones last.</summary>
        public string[] PayeeLines { get; }

        /// <summary>1 or 2.</summary>
        public int PageCount { get; }

        /// <summary>Lays a transaction out.</summary>
        /// <returns>False if some of it could not be shown in full.</returns>
        public static bool TryMake(TransactionData transaction, TokenFont font, out PromptLayout layout)
        {
            layout = null;
            string letters;
            byte exponent;
            if (!Iso4217.TryFind(transaction.CurrencyNumeric, out letters, out exponent))
            {
                return false;
            }

            string payee = transaction.Payee;
            for (int i = 0; i < payee.Length; i++)
            {
                if (!font.Has(payee[i]))
                {
                    return false;
                }
            }

            string[] lines = new string[MaxPayeeLines];
            int count = Wrap(payee, lines);
            if (count < 0)
            {
                return false;
            }

            layout = new PromptLayout(AmountText(transaction.AmountMinor, exponent), letters, lines, count);
            return true;
        }

        private static int Wrap(string text, string[] lines)
        {
            int count = 0;
            int start = 0;
            while (start < text.Length)
            {
                if (count == MaxPayeeLines)
                {
                    return -1;
                }

                int end = LineEnd(text, start);
                lines[count++] = text.Substring(start, end - start);
                start = end < text.Length && text[end] == ' ' && end - start < Frame.TextColumns ? end + 1 : end;
            }

            for (int i = count; i < MaxPayeeLines; i++)
            {
                lines[i] = "";
            }

            return count;
        }

        // The line ends at the last space within 20 characters; where there is none, a word is broken after 21.
        private static int LineEnd(string text, int start)
        {
            if (text.Length - start <= Frame.TextColumns)
            {
                return text.Length;
            }

            for (int end = start + Frame.TextColumns - 1; end > start; end--)
            {
                if (text[end] == ' ')
                {
                    return end;
                }
            }

            return start + Frame.TextColumns;
        }

        private static string AmountText(long minor, byte exponent)
        {
            long scale = 1;
            for (int i = 0; i < exponent; i++)
            {
                scale *= 10;
            }

            long major = minor / scale;
            string text = "";
            while (major >= 1000)
            {
                text = " " + DecimalText.Padded(major % 1000, 3) + text;
                major /= 1000;
            }

            text = major.ToString() + text;
            return exponent == 0 ? text : text + "." + DecimalText.Padded(minor % scale, exponent);
        }
    }
}
