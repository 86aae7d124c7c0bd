namespace PaymentCode.Core.Symbols
{
    /// <summary>A linear bar code: bars and spaces in turn, the first one a bar, their widths in modules.</summary>
    public sealed class BarSymbol
    {
        /// <summary>Light modules that a reader wants before the first and after the last bar (ISO/IEC 15417 section 4.7, ISO/IEC 16390 section 4.5).</summary>
        public const int QuietModules = 10;

        /// <summary>The fewest rows of pixels that a symbol is drawn in.</summary>
        public const int LeastHeight = 16;

        readonly byte[] _widths;

        internal BarSymbol(byte[] widths, bool hasBearerBars)
        {
            _widths = widths;
            HasBearerBars = hasBearerBars;
            for (int i = 0; i < widths.Length; i++)
            {
                Modules += widths[i];
            }
        }

        /// <summary>Modules from the first bar to the last one, without the quiet zones.</summary>
        public int Modules { get; }

        /// <summary>How many bars and spaces there are.</summary>
        public int ElementCount => _widths.Length;

        /// <summary>Whether it is drawn with a bar along its upper and lower edge.</summary>
        public bool HasBearerBars { get; }

        /// <summary>The largest width of a module in display pixels at which symbol and quiet zones fit on a display 128 wide; 0 if none does.</summary>
        public int ModulePixels => DisplayFrame.Width / (Modules + 2 * QuietModules);

        /// <summary>Width of a bar (even numbers, from 0) or space (odd ones) in modules.</summary>
        public int ElementWidth(int element) => _widths[element];

        /// <summary>Draws the symbol in the middle of the display, dark on lit, into <paramref name="frame"/>, 1,024 bytes in page format. Every pixel is written:
        /// the rows from <paramref name="height"/> on, where there is room for text, are left unlit.</summary>
        /// <param name="frame">The frame buffer.</param>
        /// <param name="height">Rows that the symbol takes, <see cref="LeastHeight"/> to 64.</param>
        /// <param name="reason">Why it was not drawn, fit to be shown; null if it was. The frame is unchanged if it was not.</param>
        public bool TryRender(byte[] frame, int height, out string reason)
        {
            int module = ModulePixels;
            reason = module == 0
                ? "the bar code is " + Modules.ToString() + " modules wide and needs " + (2 * QuietModules).ToString() + " more of quiet zone; the display has 128 columns"
                : height < LeastHeight || height > DisplayFrame.Height ? "a bar code is 16 to 64 rows high" : null;
            if (reason != null)
            {
                return false;
            }

            ulong lit = DisplayFrame.Lit >> (DisplayFrame.Height - height);
            ulong bearer = HasBearerBars ? (1UL << 2 * module) - 1 : 0;
            ulong space = lit & ~bearer & ~(bearer << (height - 2 * module));
            int x = (DisplayFrame.Width - Modules * module) / 2;
            DisplayFrame.FillColumns(frame, 0, x, lit);
            for (int i = 0; i < _widths.Length; i++)
            {
                int width = _widths[i] * module;
                DisplayFrame.FillColumns(frame, x, width, i % 2 == 0 ? 0 : space);
                x += width;
            }

            DisplayFrame.FillColumns(frame, x, DisplayFrame.Width - x, lit);
            return true;
        }
    }
}
