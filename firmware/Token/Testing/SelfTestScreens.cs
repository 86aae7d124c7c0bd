using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>What the token shows during its self-test.</summary>
    internal sealed class SelfTestScreens
    {
        /// <summary>How long each pattern stands before the question comes.</summary>
        public const int PatternMs = 1500;

        private const int PatternCount = 3;
        private const int Row = 8;
        private const int CellWidth = TokenFont.GlyphWidth + 1;
        private const int Nothing = -1;
        private const int ReleaseScreen = 1;
        private const int ResultScreen = 2;
        private const int FirstPattern = 16;
        private const int FirstQuestion = 32;

        private readonly OledPanel _panel;
        private readonly Frame _frame;
        private int _shown;

        public SelfTestScreens(OledPanel panel, TokenFont font)
        {
            _panel = panel;
            _frame = new Frame(font);
            _shown = Nothing;
        }

        /// <summary>Forgets what is shown.</summary>
        public void Reset()
        {
            _shown = Nothing;
        }

        public void Release()
        {
            if (IsNew(ReleaseScreen))
            {
                Begin("SELF-TEST");
                _frame.Centred(3 * Row, "Release the button");
                Send();
            }
        }

        /// <summary>All dots lit, then two chequers, each the other's negative, so that every dot is lit and dark once; then the question.</summary>
        /// <returns>Whether the question stands.</returns>
        public bool Display(long elapsedMs)
        {
            int pattern = (int)(elapsedMs / PatternMs);
            if (pattern >= PatternCount)
            {
                Question(SelfTestApplet.Display, "SELF-TEST display", "All dots lit, then", "fine chequers?");
                return true;
            }

            if (IsNew(FirstPattern + pattern))
            {
                byte even = (byte)(pattern == 0 ? 0xFF : pattern == 1 ? 0x55 : 0xAA);
                for (int i = 0; i < Frame.Length; i++)
                {
                    _frame.Pages[i] = (i & 1) == 0 || pattern == 0 ? even : (byte)~even;
                }

                Send();
            }

            return false;
        }

        public void Led()
        {
            Question(SelfTestApplet.Led, "SELF-TEST LED", "Does the LED", "flash?");
        }

        public void Serial()
        {
            if (IsNew(FirstQuestion + SelfTestApplet.Serial))
            {
                Begin("SELF-TEST serial");
                _frame.Text(2 * Row, 0, "On the computer:");
                _frame.Text(3 * Row, 0, "paymentcode doctor");
                _frame.Text(4 * Row, 0, "   --port ...");
                _frame.Text(7 * Row, 0, "Press=Skip this");
                Send();
            }
        }

        public void Result(SelfTestReport report)
        {
            if (!IsNew(ResultScreen))
            {
                return;
            }

            Begin(report.FirstFault == 0 ? "SELF-TEST passed" : "SELF-TEST FAULT");
            for (int i = 0; i < report.Count && i < Frame.PageCount - 1; i++)
            {
                byte part = report.PartAt(i);
                int row = (i + 1) * Row;
                _frame.Text(row, 1, NameOf(part));
                string text = Text(report, part);
                _frame.Text(row, 1 + (Frame.TextColumns - text.Length) * CellWidth, text);
                if (report.OutcomeOf(part) == SelfTestApplet.Fault)
                {
                    _frame.Invert(row, Row);
                }
            }

            Send();
        }

        private static string NameOf(byte part)
        {
            switch (part)
            {
                case SelfTestApplet.Display:
                    return "Display";
                case SelfTestApplet.Memory:
                    return "FRAM";
                case SelfTestApplet.Button:
                    return "Button";
                case SelfTestApplet.Led:
                    return "LED";
                case SelfTestApplet.Clock:
                    return "Clock";
                case SelfTestApplet.Nfc:
                    return "PN532";
                default:
                    return "Serial";
            }
        }

        private static string Text(SelfTestReport report, byte part)
        {
            switch (report.OutcomeOf(part))
            {
                case SelfTestApplet.NotTested:
                    return "not tested";
                case SelfTestApplet.Good:
                    return "good";
                case SelfTestApplet.NotFitted:
                    return "not fitted";
                case SelfTestApplet.Answers:
                    return "answers";
            }

            switch (report.ReasonOf(part))
            {
                case SelfTestApplet.Silent:
                    return "NO ANSWER";
                case SelfTestApplet.Wrong:
                    return part == SelfTestApplet.Memory ? "NOT STORED" : "WRONG CHIP";
                case SelfTestApplet.NotSeen:
                    return "NOT SEEN";
                case SelfTestApplet.Stuck:
                    return "STUCK";
                case SelfTestApplet.StandsStill:
                    return "STANDS STILL";
                default:
                    return part == SelfTestApplet.Serial ? "NO ECHO" : "NO PRESS";
            }
        }

        private void Question(byte part, string headline, string first, string second)
        {
            if (IsNew(FirstQuestion + part))
            {
                Begin(headline);
                _frame.Centred(2 * Row + 4, first);
                _frame.Centred(3 * Row + 4, second);
                _frame.Text(7 * Row, 0, "Press=Yes Hold=No");
                Send();
            }
        }

        private bool IsNew(int screen)
        {
            bool isNew = screen != _shown;
            _shown = screen;
            return isNew;
        }

        private void Begin(string headline)
        {
            _frame.Clear();
            _frame.Text(0, 1, headline);
            _frame.Invert(0, Row);
        }

        // What a panel does not take is not sent again: that it is missing is what the test says.
        private void Send()
        {
            _panel.Show(_frame.Pages);
        }
    }
}
