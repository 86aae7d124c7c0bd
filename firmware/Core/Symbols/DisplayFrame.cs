namespace PaymentCode.Core.Symbols
{
    /// <summary>A frame buffer in the SSD1306's page format, filled whole columns at a time.</summary>
    static class DisplayFrame
    {
        /// <summary>Columns, in pixels.</summary>
        public const int Width = MatrixLayout.Width;

        /// <summary>Rows, in pixels.</summary>
        public const int Height = MatrixLayout.Height;

        /// <summary>Every pixel of a column.</summary>
        public const ulong Lit = 0xFFFFFFFFFFFFFFFF;

        const int PageHeight = 8;

        /// <summary>Writes <paramref name="count"/> columns from <paramref name="x"/> on, all alike: bit r of <paramref name="pixels"/> is row r.</summary>
        public static void FillColumns(byte[] frame, int x, int count, ulong pixels)
        {
            for (int i = x; i < Width * PageHeight; i += Width)
            {
                byte page = (byte)pixels;
                pixels >>= PageHeight;
                for (int j = i; j < i + count; j++)
                {
                    frame[j] = page;
                }
            }
        }
    }
}
