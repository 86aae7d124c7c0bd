namespace PaymentCode.Core.Symbols
{
    /// <summary>The eight mask patterns of a QR code (ISO/IEC 18004 table 10), a whole line of modules at a time: bit i is module i of the line, 1 where the
    /// data is inverted. Six modules along a line they repeat, so six bits say it.</summary>
    static class QrMask
    {
        /// <summary>How many there are.</summary>
        public const int Count = 8;

        const ulong EverySixth = 0x1041041041041041;
        const ulong EverySecond = 0x5555555555555555;
        const ulong EveryThird = 0x1249249249249249;
        const ulong TwoOfFour = 0x3333333333333333;

        /// <summary>Mask <paramref name="mask"/> in a column, from the top.</summary>
        public static ulong Column(int mask, int column)
        {
            switch (mask)
            {
                case 1:
                    return EverySecond;
                case 2:
                    return column % 3 == 0 ? 0xFFFFFFFFFFFFFFFF : 0;
                case 4:
                    return column / 3 % 2 == 0 ? TwoOfFour : ~TwoOfFour;
                default:
                    return Line(mask, column);
            }
        }

        /// <summary>Mask <paramref name="mask"/> in a row, from the left.</summary>
        public static ulong Row(int mask, int row)
        {
            switch (mask)
            {
                case 1:
                    return row % 2 == 0 ? 0xFFFFFFFFFFFFFFFF : 0;
                case 2:
                    return EveryThird;
                case 4:
                    return (row / 2 % 2 == 0 ? 0x07UL : 0x38UL) * EverySixth;
                default:
                    return Line(mask, row);
            }
        }

        // Those that are the same across and down.
        static ulong Line(int mask, int line)
        {
            switch (mask)
            {
                case 0:
                    return Repeat(line, 0x15, 0x2A, 0x15, 0x2A, 0x15, 0x2A);
                case 3:
                    return Repeat(line, 0x09, 0x24, 0x12, 0x09, 0x24, 0x12);
                case 5:
                    return Repeat(line, 0x3F, 0x01, 0x09, 0x15, 0x09, 0x01);
                case 6:
                    return Repeat(line, 0x3F, 0x07, 0x1B, 0x15, 0x2D, 0x31);
                default:
                    return Repeat(line, 0x15, 0x38, 0x31, 0x2A, 0x07, 0x0E);
            }
        }

        static ulong Repeat(int line, ulong first, ulong second, ulong third, ulong fourth, ulong fifth, ulong sixth)
        {
            switch (line % 6)
            {
                case 0:
                    return first * EverySixth;
                case 1:
                    return second * EverySixth;
                case 2:
                    return third * EverySixth;
                case 3:
                    return fourth * EverySixth;
                case 4:
                    return fifth * EverySixth;
                default:
                    return sixth * EverySixth;
            }
        }
    }
}
