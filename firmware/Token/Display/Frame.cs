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

        /// <summary>Darkens columns of one page, from <paramref name="x"/> to the right edge.</summary>
        public void ClearRight(int page, int x)
        {
            Array.Clear(Pages, page * Width + x, Width - x);
        }

        /// <summary>Plain text, its upper left pixel at <paramref name="x"/>, <paramref name="y"/>. It has to fit: layouts are measured.</summary>
        public void Text(int y, int x, string text)
        {
            int shift = y & 7;
            int at = (y >> 3) * Width + x;
            for (int i = 0; i < text.Length; i++)
            {
                char character = text[i];
                for (int column = 0; column < TokenFont.GlyphWidth; column++)
                {
                    int pixels = _font.Column(character, column) << shift;
                    Pages[at] |= (byte)pixels;
                    if (pixels > 0xFF)
                    {
                        Pages[at + Width] |= (byte)(pixels >> 8);
                    }

                    at++;
                }

                at++;
            }
        }

        public void Centred(int y, string text)
        {
            Text(y, (Width - text.Length * Cell + 1) / 2, text);
        }

        /// <summary>Text whose last pixel is in column <paramref name="right"/>.</summary>
        public void RightAligned(int y, int right, string text)
        {
            Text(y, right - text.Length * Cell + 2, text);
        }

        /// <summary>Turns lit into dark and back in whole rows of pixels: the way this display emphasises.</summary>
        public void Invert(int y, int height)
        {
            for (int page = y >> 3; page * 8 < y + height; page++)
            {
                int top = y - page * 8;
                int mask = top >= 0 ? 0xFF << top : 0xFF;
                int below = page * 8 + 8 - (y + height);
                mask &= below > 0 ? 0xFF >> below : 0xFF;
                for (int i = page * Width; i < (page + 1) * Width; i++)
                {
                    Pages[i] ^= (byte)mask;
                }
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

        /// <summary>Text enlarged by whole factors, its upper left pixel at <paramref name="x"/>, <paramref name="y"/>.</summary>
        public void Large(int y, int x, string text, int scaleX, int scaleY)
        {
            for (int i = 0; i < text.Length; i++)
            {
                char character = text[i];
                if (character != ' ')
                {
                    // A point's cell is its two columns with one at either side.
                    int first = character == '.' ? 1 : 0;
                    int end = character == '.' ? 4 : TokenFont.GlyphWidth;
                    for (int column = first; column < end; column++)
                    {
                        Stretch(y, x + (column - first) * scaleX, _font.Column(character, column), scaleX, scaleY);
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

        private void Stretch(int y, int x, byte pixels, int scaleX, int scaleY)
        {
            uint tall = 0;
            uint run = (1u << scaleY) - 1;
            for (int rest = pixels; rest != 0; rest >>= 1)
            {
                if ((rest & 1) != 0)
                {
                    tall |= run;
                }

                run <<= scaleY;
            }

            tall <<= y & 7;
            for (int at = (y >> 3) * Width + x; tall != 0; at += Width)
            {
                for (int column = 0; column < scaleX; column++)
                {
                    Pages[at + column] |= (byte)tall;
                }

                tall >>= 8;
            }
        }
    }
}
