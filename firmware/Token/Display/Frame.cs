using System;

namespace PaymentCode.Token
{
    /// <summary>
    /// A picture of 128×64 pixels in the SSD1306's own page format, so that text is copied a column at a time and never drawn by the pixel:
    /// eight pages of 128 bytes, a byte is eight pixels one above the other, bit 0 uppermost, 1 is lit.
    /// </summary>
    internal sealed class Frame
    {
        public const int Width = 128;
        public const int PageCount = 8;
        public const int Length = Width * PageCount;

        /// <summary>Characters that fit on a line of plain text: 21 cells of 6 columns; the last needs no gap.</summary>
        public const int TextColumns = 21;

        private const int Cell = TokenFont.GlyphWidth + 1;
        private readonly TokenFont _font;

        public Frame(TokenFont font)
        {
            _font = font;
            Pages = new byte[Length];
        }

        public byte[] Pages { get; }

        public void Clear()
        {
            Array.Clear(Pages, 0, Length);
        }

        public void ClearPage(int page)
        {
            Array.Clear(Pages, page * Width, Width);
        }

        /// <summary>Plain text on one page, from column <paramref name="x"/>. What does not fit is the caller's fault: layouts are measured.</summary>
        public void Text(int page, int x, string text)
        {
            int at = page * Width + x;
            for (int i = 0; i < text.Length; i++)
            {
                char character = text[i];
                for (int column = 0; column < TokenFont.GlyphWidth; column++)
                {
                    Pages[at++] = _font.Column(character, column);
                }

                at++;
            }
        }

        public void Centred(int page, string text)
        {
            Text(page, (Width - text.Length * Cell + 1) / 2, text);
        }

        public void RightAligned(int page, int right, string text)
        {
            Text(page, right - text.Length * Cell + 1, text);
        }

        /// <summary>Turns lit into dark and back on one page: the way this display emphasises.</summary>
        public void Invert(int page)
        {
            for (int i = page * Width; i < (page + 1) * Width; i++)
            {
                Pages[i] = (byte)~Pages[i];
            }
        }

        /// <summary>
        /// Width in pixels of text drawn by <see cref="Large"/>: a cell is 6 columns, that of a point 4, a space (the gap between groups
        /// of digits) 3; all times <paramref name="scaleX"/>; without the last gap.
        /// </summary>
        public static int LargeWidth(string text, int scaleX)
        {
            int columns = -1;
            for (int i = 0; i < text.Length; i++)
            {
                columns += Advance(text[i]);
            }

            return columns * scaleX;
        }

        /// <summary>Text enlarged by whole factors; its top is the top of <paramref name="page"/>. Takes <paramref name="scaleY"/> pages.</summary>
        public void Large(int page, int x, string text, int scaleX, int scaleY)
        {
            for (int i = 0; i < text.Length; i++)
            {
                char character = text[i];
                if (character != ' ')
                {
                    // A point's glyph has two empty columns at its left.
                    int first = character == '.' ? 1 : 0;
                    int end = character == '.' ? 4 : TokenFont.GlyphWidth;
                    for (int column = first; column < end; column++)
                    {
                        Stretch(page, x + (column - first) * scaleX, _font.Column(character, column), scaleX, scaleY);
                    }
                }

                x += Advance(character) * scaleX;
            }
        }

        private static int Advance(char character)
        {
            if (character == ' ')
            {
                return 3;
            }

            return character == '.' ? 4 : Cell;
        }

        private void Stretch(int page, int x, byte pixels, int scaleX, int scaleY)
        {
            int tall = 0;
            int run = (1 << scaleY) - 1;
            for (int bit = 0; bit < 8; bit++)
            {
                if ((pixels & (1 << bit)) != 0)
                {
                    tall |= run << (bit * scaleY);
                }
            }

            for (int row = 0; row < scaleY; row++)
            {
                byte part = (byte)(tall >> (row * 8));
                int at = (page + row) * Width + x;
                for (int column = 0; column < scaleX; column++)
                {
                    Pages[at + column] = part;
                }
            }
        }
    }
}
