using System;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// A screen as lines of text, each over the whole width on a colour of its own. A line is drawn into a strip of pixels when it is sent: a picture of
    /// all of them would take 150 KB.
    /// </summary>
    internal sealed class Picture
    {
        public const int LineCount = 12;

        /// <summary>Columns of the smallest text.</summary>
        public const int Columns = ColourPanel.Width / TerminalFont.Column;

        private const int TallestLine = 48;

        private readonly TerminalFont _font;
        private readonly int[] _tops = new int[] { 0, 40, 64, 112, 136, 160, 184, 208, 232, 256, 280, 300, ColourPanel.Height };
        private readonly string[] _texts = new string[LineCount];
        private readonly ushort[] _inks = new ushort[LineCount];
        private readonly ushort[] _papers = new ushort[LineCount];
        private readonly bool[] _centred = new bool[LineCount];
        private ushort[] _strip;

        public Picture(TerminalFont font)
        {
            _font = font;
            Clear();
        }

        /// <summary>Pixels of the line that was drawn last, row by row.</summary>
        public ushort[] Strip
        {
            get { return _strip; }
        }

        /// <summary>The uppermost row of pixels of a line; that of the line behind the last one is the height of the screen.</summary>
        public int TopOf(int line)
        {
            return _tops[line];
        }

        public void Clear()
        {
            for (int i = 0; i < LineCount; i++)
            {
                Set(i, "", Colours.White, Colours.Black, false);
            }
        }

        /// <summary>Sets a line.</summary>
        /// <param name="line">0 to 11; 0 and 2 are high.</param>
        /// <param name="text">As large as fits into the line.</param>
        /// <param name="ink">Colour of the characters.</param>
        /// <param name="paper">Colour behind them.</param>
        /// <param name="centred">Whether it stands in the middle, or at the left.</param>
        public void Set(int line, string text, ushort ink, ushort paper, bool centred)
        {
            _texts[line] = text;
            _inks[line] = ink;
            _papers[line] = paper;
            _centred[line] = centred;
        }

        /// <summary>Whether a line looks as it does in another picture.</summary>
        public bool IsSame(Picture other, int line)
        {
            return _texts[line] == other._texts[line] && _inks[line] == other._inks[line]
                && _papers[line] == other._papers[line] && _centred[line] == other._centred[line];
        }

        /// <summary>Takes a line over from another picture.</summary>
        public void Copy(Picture other, int line)
        {
            Set(line, other._texts[line], other._inks[line], other._papers[line], other._centred[line]);
        }

        /// <summary>Draws a line into <see cref="Strip"/>.</summary>
        public void Draw(int line)
        {
            // 23 KB, for the one of the two pictures that is drawn.
            _strip = _strip ?? new ushort[TallestLine * ColourPanel.Width];
            int height = _tops[line + 1] - _tops[line];
            Fill(height, _papers[line]);
            string text = _texts[line];
            int columns = TerminalFont.Columns(text);
            int scale = height / TerminalFont.Height;
            while (scale > 1 && columns * scale > Columns - (_centred[line] ? 0 : 1))
            {
                scale--;
            }

            int x = _centred[line] ? (ColourPanel.Width - columns * scale * TerminalFont.Column) / 2 : TerminalFont.Column;
            int top = (height - scale * TerminalFont.Height) / 2;
            for (int i = 0; i < text.Length; i++)
            {
                int width = TerminalFont.IsLatin(text[i]) ? TerminalFont.Column : 2 * TerminalFont.Column;
                Draw(text[i], width, x, top, scale, _inks[line]);
                x += width * scale;
            }
        }

        // By copying: the board moves arrays natively, and would take a tenth of a second for the pixels one by one.
        private void Fill(int height, ushort paper)
        {
            int end = height * ColourPanel.Width;
            if (paper == Colours.Black)
            {
                Array.Clear(_strip, 0, end);
                return;
            }

            for (int i = 0; i < ColourPanel.Width; i++)
            {
                _strip[i] = paper;
            }

            for (int at = ColourPanel.Width; at < end; at += ColourPanel.Width)
            {
                Array.Copy(_strip, 0, _strip, at, ColourPanel.Width);
            }
        }

        private void Draw(char character, int width, int x, int top, int scale, ushort ink)
        {
            for (int line = 0; line < TerminalFont.Height; line++)
            {
                int pixels = _font.Line(character, line);
                if (pixels == 0)
                {
                    continue;
                }

                int row = (top + line * scale) * ColourPanel.Width + x;
                for (int at = row; pixels != 0; at += scale)
                {
                    if ((pixels & 0x8000) != 0)
                    {
                        for (int i = 0; i < scale; i++)
                        {
                            _strip[at + i] = ink;
                        }
                    }

                    pixels = (pixels << 1) & 0xFFFF;
                }

                for (int copy = 1; copy < scale; copy++)
                {
                    Array.Copy(_strip, row, _strip, row + copy * ColourPanel.Width, width * scale);
                }
            }
        }
    }
}
