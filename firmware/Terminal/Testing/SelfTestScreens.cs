using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>What the terminal shows during its self-test, in English whatever its customers read. A line a step is sent, as everywhere on this panel.</summary>
    internal sealed class SelfTestScreens
    {
        /// <summary>How long each colour stands before the question comes.</summary>
        public const int PatternMs = 1500;

        private const string Keys = "123456789*0#";
        private const int PatternCount = 4;
        private const int NameColumns = 10;
        private const int FirstPart = 3;

        private readonly TerminalDisplay _display;
        private readonly Picture _picture;
        private readonly ushort[] _colours = new ushort[] { 0xF800, 0x07E0, 0x001F, 0xFFFF };

        public SelfTestScreens(TerminalDisplay display)
        {
            _display = display;
            _picture = display.Lent;
        }

        public void Release(long nowMs)
        {
            Begin("SELF-TEST", Colours.Blue);
            Line(4, "Release the keys");
            _display.SendLent(nowMs);
        }

        /// <summary>Red, green, blue and white over the whole panel, then the question.</summary>
        /// <returns>Whether the question stands.</returns>
        public bool Display(long elapsedMs, long nowMs)
        {
            int pattern = (int)(elapsedMs / PatternMs);
            if (pattern >= PatternCount)
            {
                Question("TEST: display", "Red, green, blue, white:", "each even, all over?", nowMs);
                return true;
            }

            for (int i = 0; i < Picture.LineCount; i++)
            {
                _picture.Set(i, "", Colours.White, _colours[pattern], false);
            }

            _display.SendLent(nowMs);
            return false;
        }

        /// <summary>The keys that are still to be pressed, where they are on the keypad.</summary>
        /// <param name="missing">Bits 0 to 9 the digits, 10 the key *, 11 the key #.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Keypad(int missing, long nowMs)
        {
            Begin("TEST: keypad", Colours.Blue);
            Line(3, "Press every key once");
            for (int row = 0; row < 4; row++)
            {
                string text = "";
                for (int column = 0; column < 3; column++)
                {
                    char key = Keys[row * 3 + column];
                    text += (column == 0 ? "" : "   ") + ((missing & TerminalSelfTest.BitOf(key)) != 0 ? key.ToString() : ".");
                }

                Line(5 + row, text);
            }

            _display.SendLent(nowMs);
        }

        public void Question(string headline, string first, string second, long nowMs)
        {
            Begin(headline, Colours.Blue);
            Line(4, first);
            Line(5, second);
            Line(10, "# = Yes   * = No");
            _display.SendLent(nowMs);
        }

        public void Serial(long nowMs)
        {
            Begin("TEST: serial", Colours.Blue);
            Line(4, "On the computer:");
            Line(5, "paymentcode doctor --port ...");
            Line(10, "# = Skip this");
            _display.SendLent(nowMs);
        }

        public void Result(SelfTestReport report, long nowMs)
        {
            bool passed = report.FirstFault == 0;
            Begin(passed ? "TEST: PASSED" : "TEST: FAULT", passed ? Colours.Green : Colours.Red);
            for (int i = 0; i < report.Count && FirstPart + i < Picture.LineCount; i++)
            {
                byte part = report.PartAt(i);
                string name = NameOf(part);
                while (name.Length < NameColumns)
                {
                    name += " ";
                }

                bool isFault = report.OutcomeOf(part) == SelfTestApplet.Fault;
                string text = name + Text(report, part);
                text = text.Length > Picture.Columns - 2 ? text.Substring(0, Picture.Columns - 2) : text;
                _picture.Set(FirstPart + i, text, Colours.White, isFault ? Colours.Red : Colours.Black, false);
            }

            _display.SendLent(nowMs);
        }

        private static string NameOf(byte part)
        {
            switch (part)
            {
                case SelfTestApplet.Display:
                    return "Display";
                case SelfTestApplet.Memory:
                    return "FRAM";
                case SelfTestApplet.Nfc:
                    return "PN532";
                case SelfTestApplet.Keypad:
                    return "Keypad";
                case SelfTestApplet.Led:
                    return "LEDs";
                case SelfTestApplet.Buzzer:
                    return "Buzzer";
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
                    return part == SelfTestApplet.Buzzer ? "NOT HEARD" : "NOT SEEN";
                case SelfTestApplet.Stuck:
                    return "KEY STUCK";
                default:
                    return part == SelfTestApplet.Serial ? "NO ECHO" : "NO " + Missing(report.DetailOf(part));
            }
        }

        private static string Missing(byte[] detail)
        {
            int missing = (detail[1] << 8) | detail[2];
            string text = "";
            for (int i = 0; i < Keys.Length; i++)
            {
                text += (missing & TerminalSelfTest.BitOf(Keys[i])) != 0 ? Keys[i].ToString() : "";
            }

            return text;
        }

        private void Begin(string headline, ushort paper)
        {
            _picture.Clear();
            _picture.Set(0, headline, Colours.White, paper, false);
        }

        private void Line(int line, string text)
        {
            _picture.Set(line, text, Colours.White, Colours.Black, true);
        }
    }
}
