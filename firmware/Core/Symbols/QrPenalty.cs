namespace PaymentCode.Core.Symbols
{
    /// <summary>The penalty rules by which a QR code's mask is chosen (ISO/IEC 18004 section 7.8.3, table 11). A line of modules is one number, and each rule
    /// looks at all its modules at once: module by module the eight masks would take the board seconds.</summary>
    static class QrPenalty
    {
        const int RunPoints = 3;
        const int BlockPoints = 3;
        const int FinderPoints = 40;
        const int ProportionPoints = 10;

        /// <summary>The penalty of a symbol, given as its columns and as its rows.</summary>
        public static int Of(ulong[] columns, ulong[] rows) => OfLines(columns) + OfLines(rows) + OfBlocks(columns) + OfProportion(columns);

        // Runs of five and more of one colour (3 points, and 1 for each module beyond five), and light-framed 1:1:3:1:1 like a finder's.
        static int OfLines(ulong[] lines)
        {
            int size = lines.Length;
            ulong all = (1UL << size) - 1;
            int points = 0;
            for (int i = 0; i < size; i++)
            {
                ulong dark = lines[i];
                ulong same = ~(dark ^ dark >> 1) & all >> 1;
                ulong five = same & same >> 1 & same >> 2 & same >> 3;
                if (five != 0)
                {
                    points += Bits(five) + (RunPoints - 1) * Bits(five & ~(five << 1));
                }

                ulong finder = dark & ~(dark >> 1) & dark >> 2 & dark >> 3 & dark >> 4 & ~(dark >> 5) & dark >> 6;
                if (finder != 0)
                {
                    ulong light = ~dark & all;
                    ulong before = light << 1 & light << 2 & light << 3 & light << 4;
                    ulong after = light >> 7 & light >> 8 & light >> 9 & light >> 10;
                    points += FinderPoints * (Bits(finder & before) + Bits(finder & after));
                }
            }

            return points;
        }

        // Each 2×2 of one colour; they may overlap.
        static int OfBlocks(ulong[] columns)
        {
            ulong within = (1UL << (columns.Length - 1)) - 1;
            int count = 0;
            for (int i = 1; i < columns.Length; i++)
            {
                ulong left = columns[i - 1];
                ulong right = columns[i];
                count += Bits(~(left ^ right | left ^ left >> 1 | right ^ right >> 1) & within);
            }

            return BlockPoints * count;
        }

        // Ten points for every whole 5 % by which the dark share differs from a half.
        static int OfProportion(ulong[] columns)
        {
            int dark = 0;
            for (int i = 0; i < columns.Length; i++)
            {
                dark += Bits(columns[i]);
            }

            int total = columns.Length * columns.Length;
            int difference = 20 * dark - 10 * total;
            return ProportionPoints * ((difference < 0 ? -difference : difference) / total);
        }

        static int Bits(ulong value)
        {
            value -= value >> 1 & 0x5555555555555555;
            value = (value & 0x3333333333333333) + (value >> 2 & 0x3333333333333333);
            value = value + (value >> 4) & 0x0F0F0F0F0F0F0F0F;
            return (int)(value * 0x0101010101010101 >> 56);
        }
    }
}
