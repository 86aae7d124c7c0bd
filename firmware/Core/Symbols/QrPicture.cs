namespace PaymentCode.Core.Symbols
{
    /// <summary>A QR code laid out on a display of 128×64 pixels: dark modules of whole pixels on a field that is lit all around them.</summary>
    /// <remarks>
    /// The display's edge is dark, so the light around the symbol has to come from the display itself. Of 64 rows version 1 leaves 11 above and 11 below
    /// (modules of 2 pixels), version 2 7 (3.5 modules), version 3 3 (1.5 modules); 4 to 9 with modules of 1 pixel leave 5 modules and more, 10 leaves 3.
    /// ISO/IEC 18004 section 9.1 asks for 4 modules, so versions 2, 3 and 10 are short of it; larger modules are worth more to a camera than the rest of the
    /// quiet zone (SYMBOLS.md).
    /// </remarks>
    public sealed class QrPicture
    {
        /// <summary>Light modules around the symbol that are kept at least, in halves of a module.</summary>
        public const int LeastQuietHalves = 3;

        readonly int _columns;

        QrPicture(QrSymbol symbol, int columns, int modulePixels)
        {
            Symbol = symbol;
            ModulePixels = modulePixels;
            _columns = columns;
            int side = symbol.Size * modulePixels;
            Left = (columns - side) / 2;
            Top = (DisplayFrame.Height - side) / 2;
        }

        /// <summary>The symbol.</summary>
        public QrSymbol Symbol { get; }

        /// <summary>Width and height of a module in pixels.</summary>
        public int ModulePixels { get; }

        /// <summary>Display column of the symbol's first module.</summary>
        public int Left { get; }

        /// <summary>Display row of the symbol's first module.</summary>
        public int Top { get; }

        /// <summary>Lit pixels around the symbol, on the side where they are fewest.</summary>
        public int QuietPixels => Left < Top ? Left : Top;

        /// <summary>Lays out the smallest symbol that holds the text, with the largest modules that leave a quiet zone.</summary>
        /// <param name="text">Characters as bytes (ASCII, or UTF-8 beyond it), at least one.</param>
        /// <param name="least">The lowest level that is good enough; what fits into the same version is taken.</param>
        /// <param name="columns">Columns of the display that are lit for it, from the left, 64 to 128; the rest stays dark for text beside it.</param>
        /// <param name="picture">The picture, or null.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        public static bool TryFit(byte[] text, QrLevel least, int columns, out QrPicture picture, out string reason)
        {
            picture = null;
            reason = null;
            if (text == null || text.Length == 0)
            {
                reason = "a QR code needs at least one character";
            }
            else if (columns < DisplayFrame.Height || columns > DisplayFrame.Width)
            {
                reason = "a QR code needs 64 to 128 columns of the display";
            }
            else if (!QrSymbol.TryEncode(text, least, out QrSymbol symbol))
            {
                reason = "the text has " + text.Length.ToString() + " bytes, more than a QR code of version 10 holds; a larger one does not fit on 64 rows";
            }
            else
            {
                picture = new QrPicture(symbol, columns, LargestModule(symbol.Size));
            }

            return picture != null;
        }

        /// <summary>The display around that symbol.</summary>
        public static QrPicture Around(QrSymbol symbol) => new QrPicture(symbol, DisplayFrame.Width, LargestModule(symbol.Size));

        /// <summary>Draws the whole display into <paramref name="frame"/>, 1,024 bytes in page format; every pixel is written.</summary>
        public void Render(byte[] frame)
        {
            int size = Symbol.Size;
            DisplayFrame.FillColumns(frame, 0, Left, DisplayFrame.Lit);
            int x = Left;
            ulong module = (1UL << ModulePixels) - 1;
            for (int column = 0; column < size; column++)
            {
                ulong pixels = DisplayFrame.Lit;
                ulong place = module << Top;
                for (ulong rest = Symbol.Column(column); rest != 0; rest >>= 1)
                {
                    if ((rest & 1) != 0)
                    {
                        pixels ^= place;
                    }

                    place <<= ModulePixels;
                }

                DisplayFrame.FillColumns(frame, x, ModulePixels, pixels);
                x += ModulePixels;
            }

            DisplayFrame.FillColumns(frame, x, _columns - x, DisplayFrame.Lit);
            DisplayFrame.FillColumns(frame, _columns, DisplayFrame.Width - _columns, 0);
        }

        // Version 10 with modules of one pixel leaves three rows above: no size made here is without a quiet zone of three halves of a module.
        static int LargestModule(int size) => DisplayFrame.Height / (size + LeastQuietHalves);
    }
}
