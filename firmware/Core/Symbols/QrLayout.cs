namespace PaymentCode.Core.Symbols
{
    /// <summary>Where everything is in a QR code of one version and level (ISO/IEC 18004): size, codewords, function patterns.</summary>
    public sealed class QrLayout
    {
        /// <summary>The smallest version, 21×21 modules.</summary>
        public const int MinVersion = 1;

        /// <summary>The largest version made here, 57×57 modules: with it a display of 64 rows is full.</summary>
        public const int MaxVersion = 10;

        const int FinderSize = 7;
        const int TimingLine = 6;
        const int FirstVersionWithInformation = 7;
        const uint FormatGenerator = 0x537;
        const uint FormatMask = 0x5412;
        const uint VersionGenerator = 0x1F25;

        /// <summary>The layout of version <paramref name="version"/>, 1 to 10, with that level.</summary>
        public QrLayout(int version, QrLevel level)
        {
            Version = version;
            Level = level;
            Size = 17 + 4 * version;
            TotalCodewords = CodewordsOfVersions()[version - 1];
            ParityCount = ParityOfVersions(level)[version - 1];
            BlockCount = BlocksOfVersions(level)[version - 1];
            DataCodewords = TotalCodewords - ParityCount * BlockCount;
        }

        /// <summary>1 to 10.</summary>
        public int Version { get; }

        /// <summary>The error correction level.</summary>
        public QrLevel Level { get; }

        /// <summary>Modules on a side, 21 to 57, without the quiet zone.</summary>
        public int Size { get; }

        /// <summary>Codewords of 8 bits, data and parity together (table 1).</summary>
        public int TotalCodewords { get; }

        /// <summary>Codewords that carry data (table 7).</summary>
        public int DataCodewords { get; }

        /// <summary>Reed–Solomon blocks that the data is divided into (table 9).</summary>
        public int BlockCount { get; }

        /// <summary>Parity codewords of each block (table 9).</summary>
        public int ParityCount { get; }

        /// <summary>The version information, 18 bits (annex D): six bits and the remainder of the BCH code (18, 6). Versions from 7 on carry it.</summary>
        public uint VersionInformation => (uint)Version << 12 | Remainder((uint)Version << 12, 17, 12, VersionGenerator);

        /// <summary>Whether the version carries <see cref="VersionInformation"/>.</summary>
        public bool HasVersionInformation => Version >= FirstVersionWithInformation;

        /// <summary>The format information with that mask, 15 bits (annex C): level, mask, and the remainder of the BCH code (15, 5), masked.</summary>
        public uint FormatInformation(int mask)
        {
            // The level's two bits are 01, 00, 11, 10 for L, M, Q, H.
            uint information = (uint)(((int)Level ^ 1) << 3 | mask) << 10;
            return (information | Remainder(information, 14, 10, FormatGenerator)) ^ FormatMask;
        }

        /// <summary>Modules that carry no data: a number for each column, bit r set where row r is taken. It is its own transpose.</summary>
        public ulong[] FunctionModules()
        {
            ulong[] taken = new ulong[Size];
            ulong corner = (1UL << (FinderSize + 2)) - 1;
            ulong farCorner = 0xFFUL << (Size - FinderSize - 1);
            for (int column = 0; column < Size; column++)
            {
                bool near = column < FinderSize + 2;
                bool far = column >= Size - FinderSize - 1;
                taken[column] = 1UL << TimingLine | (near || far ? corner : 0) | (near ? farCorner : 0);
            }

            taken[TimingLine] = (1UL << Size) - 1;
            int[] centres = AlignmentCentres();
            for (int i = 0; i < centres.Length; i++)
            {
                for (int j = 0; j < centres.Length; j++)
                {
                    if (HasAlignment(centres, i, j))
                    {
                        Fill(taken, centres[i] - 2, centres[j] - 2, 5, 0x1F);
                    }
                }
            }

            if (HasVersionInformation)
            {
                Fill(taken, 0, Size - 11, 6, 0x07);
                Fill(taken, Size - 11, 0, 3, 0x3F);
            }

            return taken;
        }

        /// <summary>The dark modules of finder, timing and alignment patterns and the version information: a number for each column, bit r for row r. Format
        /// and data are left light.</summary>
        public ulong[] FunctionPatterns()
        {
            ulong[] dark = new ulong[Size];
            for (int i = FinderSize + 1; i < Size - FinderSize - 1; i += 2)
            {
                dark[i] |= 1UL << TimingLine;
                dark[TimingLine] |= 1UL << i;
            }

            DrawFinder(dark, 0, 0);
            DrawFinder(dark, Size - FinderSize, 0);
            DrawFinder(dark, 0, Size - FinderSize);
            int[] centres = AlignmentCentres();
            for (int i = 0; i < centres.Length; i++)
            {
                for (int j = 0; j < centres.Length; j++)
                {
                    if (HasAlignment(centres, i, j))
                    {
                        DrawAlignment(dark, centres[i] - 2, centres[j] - 2);
                    }
                }
            }

            if (HasVersionInformation)
            {
                uint information = VersionInformation;
                for (int bit = 0; bit < 18; bit++)
                {
                    ulong isDark = information >> bit & 1;
                    int along = Size - 11 + bit % 3;
                    dark[along] |= isDark << (bit / 3);
                    dark[bit / 3] |= isDark << along;
                }
            }

            return dark;
        }

        static void DrawFinder(ulong[] dark, int column, int row)
        {
            Fill(dark, column, row, FinderSize, 0x41);
            Fill(dark, column, row, 1, 0x7F);
            Fill(dark, column + 2, row, 3, 0x5D);
            Fill(dark, column + 6, row, 1, 0x7F);
        }

        static void DrawAlignment(ulong[] dark, int column, int row)
        {
            Fill(dark, column, row, 5, 0x11);
            Fill(dark, column, row, 1, 0x1F);
            Fill(dark, column + 2, row, 1, 0x15);
            Fill(dark, column + 4, row, 1, 0x1F);
        }

        static void Fill(ulong[] columns, int column, int row, int count, ulong pattern)
        {
            for (int i = 0; i < count; i++)
            {
                columns[column + i] |= pattern << row;
            }
        }

        // Three of the places where centres cross belong to the finders.
        static bool HasAlignment(int[] centres, int i, int j)
        {
            int last = centres.Length - 1;
            return (i != 0 || j != 0) && (i != 0 || j != last) && (i != last || j != 0);
        }

        static uint Remainder(uint value, int highestBit, int lowestBit, uint generator)
        {
            for (int bit = highestBit; bit >= lowestBit; bit--)
            {
                if ((value >> bit & 1) != 0)
                {
                    value ^= generator << (bit - lowestBit);
                }
            }

            return value;
        }

        // Annex E, table E.1.
        int[] AlignmentCentres()
        {
            int last = Size - FinderSize;
            if (Version == 1)
            {
                return new int[0];
            }

            return Version < FirstVersionWithInformation ? new int[] { TimingLine, last } : new int[] { TimingLine, Size / 2, last };
        }

        static int[] CodewordsOfVersions() => new int[] { 26, 44, 70, 100, 134, 172, 196, 242, 292, 346 };

        static byte[] ParityOfVersions(QrLevel level)
        {
            switch (level)
            {
                case QrLevel.L:
                    return new byte[] { 7, 10, 15, 20, 26, 18, 20, 24, 30, 18 };
                case QrLevel.M:
                    return new byte[] { 10, 16, 26, 18, 24, 16, 18, 22, 22, 26 };
                case QrLevel.Q:
                    return new byte[] { 13, 22, 18, 26, 18, 24, 18, 22, 20, 24 };
                default:
                    return new byte[] { 17, 28, 22, 16, 22, 28, 26, 26, 24, 28 };
            }
        }

        static byte[] BlocksOfVersions(QrLevel level)
        {
            switch (level)
            {
                case QrLevel.L:
                    return new byte[] { 1, 1, 1, 1, 1, 2, 2, 2, 2, 4 };
                case QrLevel.M:
                    return new byte[] { 1, 1, 1, 2, 2, 4, 4, 4, 5, 5 };
                case QrLevel.Q:
                    return new byte[] { 1, 1, 2, 2, 4, 4, 6, 6, 8, 8 };
                default:
                    return new byte[] { 1, 1, 2, 4, 4, 4, 5, 6, 8, 8 };
            }
        }
    }
}
