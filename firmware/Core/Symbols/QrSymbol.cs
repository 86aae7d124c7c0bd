namespace PaymentCode.Core.Symbols
{
    /// <summary>A QR code of version 1 to 10 (ISO/IEC 18004): characters of one mode as a square of dark and light modules. No ECI but the one
    /// that says UTF-8, no structured append, no mirror image.</summary>
    /// <remarks>
    /// What it costs on the board is in SYMBOLS.md. It allocates about 2 KB for version 1 and 5 KB for version 10 while it is made; the symbol itself keeps
    /// a number of 64 bits for each column.
    /// </remarks>
    public sealed class QrSymbol
    {
        /// <summary>Lets the penalty rules choose the mask.</summary>
        public const int AutomaticMask = -1;

        // A column of modules each, bit r is row r, 1 is dark.
        readonly ulong[] _columns;

        QrSymbol(QrLayout layout, QrMode mode, byte[] codewords, int mask)
        {
            Version = layout.Version;
            Level = layout.Level;
            Mode = mode;
            _columns = layout.FunctionPatterns();
            ulong[] taken = layout.FunctionModules();
            Place(codewords, taken);
            ulong[] rows = Transposed(_columns);
            Mask = mask == AutomaticMask ? LeastPenalty(layout, rows, taken) : mask;
            Invert(Mask, rows, taken);
            PlaceFormat(layout.FormatInformation(Mask), rows);
        }

        /// <summary>1 to 10.</summary>
        public int Version { get; }

        /// <summary>The error correction level.</summary>
        public QrLevel Level { get; }

        /// <summary>How the characters were made bits.</summary>
        public QrMode Mode { get; }

        /// <summary>Number of the mask pattern, 0 to 7.</summary>
        public int Mask { get; }

        /// <summary>Modules on a side, 21 to 57, without the quiet zone.</summary>
        public int Size => _columns.Length;

        /// <summary>Whether the module is dark; column 0 to <see cref="Size"/> − 1 from the left, row 0 to <see cref="Size"/> − 1 from the top.</summary>
        public bool IsDark(int column, int row) => (_columns[column] >> row & 1) != 0;

        /// <summary>A column of modules from the top: bit r is row r, 1 is dark.</summary>
        public ulong Column(int column) => _columns[column];

        /// <summary>Makes the smallest symbol with at least that level that holds the characters, in the mode that needs the fewest bits, and with the highest
        /// level that still fits into that version.</summary>
        /// <param name="text">Characters as bytes, at least one. What is UTF-8 beyond ASCII says so in the symbol; other bytes are left to the reader.</param>
        /// <param name="least">The lowest level that is good enough.</param>
        /// <param name="symbol">The symbol, or null.</param>
        /// <returns>False if the text is null, empty or does not fit into version 10.</returns>
        public static bool TryEncode(byte[] text, QrLevel least, out QrSymbol symbol)
        {
            symbol = null;
            if (text == null || text.Length == 0)
            {
                return false;
            }

            QrMode mode = QrData.DensestMode(text);
            int designatorBits = QrData.DesignatorBits(text);
            int version = QrLayout.MinVersion;
            while (!Fits(text.Length, mode, designatorBits, new QrLayout(version, least)))
            {
                if (++version > QrLayout.MaxVersion)
                {
                    return false;
                }
            }

            QrLevel level = QrLevel.H;
            while (!Fits(text.Length, mode, designatorBits, new QrLayout(version, level)))
            {
                level--;
            }

            symbol = Make(text, mode, new QrLayout(version, level), AutomaticMask);
            return true;
        }

        /// <summary>Makes the symbol of exactly that mode, version and level.</summary>
        /// <param name="text">Characters as bytes, at least one.</param>
        /// <param name="mode">A mode that has all the characters.</param>
        /// <param name="version">1 to 10.</param>
        /// <param name="level">The error correction level.</param>
        /// <param name="mask">0 to 7, or <see cref="AutomaticMask"/>.</param>
        /// <param name="symbol">The symbol, or null.</param>
        /// <returns>False if the text is null or empty, has characters that the mode lacks, or is too long; or a number is out of range.</returns>
        public static bool TryEncode(byte[] text, QrMode mode, int version, QrLevel level, int mask, out QrSymbol symbol)
        {
            symbol = null;
            if (text == null || text.Length == 0 || version < QrLayout.MinVersion || version > QrLayout.MaxVersion
                || mask < AutomaticMask || mask >= QrMask.Count || !QrData.IsEncodable(text, mode))
            {
                return false;
            }

            QrLayout layout = new QrLayout(version, level);
            if (!Fits(text.Length, mode, QrData.DesignatorBits(text), layout))
            {
                return false;
            }

            symbol = Make(text, mode, layout, mask);
            return true;
        }

        static bool Fits(int characters, QrMode mode, int designatorBits, QrLayout layout)
            => designatorBits + QrData.BitCount(characters, mode, layout.Version) <= 8 * layout.DataCodewords;

        static QrSymbol Make(byte[] text, QrMode mode, QrLayout layout, int mask) => new QrSymbol(layout, mode, QrData.Codewords(text, mode, layout), mask);

        // Section 7.7.3: columns in pairs from the right, upwards and downwards in turn, in each row the right one first; the timing column is no part of any.
        void Place(byte[] codewords, ulong[] taken)
        {
            int last = Size - 1;
            int position = 0;
            int end = 8 * codewords.Length;
            bool upwards = true;
            for (int right = last; right > 0; right -= 2)
            {
                if (right == 6)
                {
                    right--;
                }

                for (int step = 0; step <= last; step++)
                {
                    int row = upwards ? last - step : step;
                    for (int column = right; column >= right - 1; column--)
                    {
                        // The few modules beyond the last codeword stay light.
                        if ((taken[column] >> row & 1) == 0 && position < end)
                        {
                            _columns[column] |= (ulong)(codewords[position >> 3] >> (7 - (position & 7)) & 1) << row;
                            position++;
                        }
                    }
                }

                upwards = !upwards;
            }
        }

        int LeastPenalty(QrLayout layout, ulong[] rows, ulong[] taken)
        {
            int best = 0;
            int least = int.MaxValue;
            for (int mask = 0; mask < QrMask.Count; mask++)
            {
                Invert(mask, rows, taken);
                PlaceFormat(layout.FormatInformation(mask), rows);
                int penalty = QrPenalty.Of(_columns, rows);
                if (penalty < least)
                {
                    least = penalty;
                    best = mask;
                }

                // A second time is back to where it was.
                Invert(mask, rows, taken);
            }

            return best;
        }

        void Invert(int mask, ulong[] rows, ulong[] taken)
        {
            ulong all = (1UL << Size) - 1;
            for (int i = 0; i < rows.Length; i++)
            {
                ulong data = ~taken[i] & all;
                _columns[i] ^= QrMask.Column(mask, i) & data;
                rows[i] ^= QrMask.Row(mask, i) & data;
            }
        }

        // Figure 25: once around the upper left finder, once divided between the two others; and the module that is always dark.
        void PlaceFormat(uint format, ulong[] rows)
        {
            int last = Size - 1;
            for (int bit = 0; bit < 15; bit++)
            {
                uint value = format >> bit & 1;
                if (bit < 8)
                {
                    Set(rows, 8, bit < 6 ? bit : bit + 1, value);
                    Set(rows, last - bit, 8, value);
                }
                else
                {
                    Set(rows, bit == 8 ? 7 : 14 - bit, 8, value);
                    Set(rows, 8, last - 14 + bit, value);
                }
            }

            Set(rows, 8, last - 7, 1);
        }

        void Set(ulong[] rows, int column, int row, uint value)
        {
            _columns[column] = _columns[column] & ~(1UL << row) | (ulong)value << row;
            rows[row] = rows[row] & ~(1UL << column) | (ulong)value << column;
        }

        static ulong[] Transposed(ulong[] lines)
        {
            ulong[] others = new ulong[lines.Length];
            for (int i = 0; i < lines.Length; i++)
            {
                ulong place = 1UL << i;
                int j = 0;
                for (ulong rest = lines[i]; rest != 0; rest >>= 1)
                {
                    if ((rest & 1) != 0)
                    {
                        others[j] |= place;
                    }

                    j++;
                }
            }

            return others;
        }
    }
}
