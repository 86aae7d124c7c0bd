namespace PaymentCode.Recognition;

/// <summary>One row of a PNG file: the filters of section 9 undone, and its pixels made grey.</summary>
static class PngRow
{
    public static byte Grey(int red, int green, int blue) => (byte)(77 * red + 150 * green + 29 * blue >> 8);

    public static byte OnWhite(int grey, int alpha) => (byte)(255 - (255 - grey) * alpha / 255);

    public static bool TryUnfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += row[i - pixelBytes];
                }

                return true;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                return true;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)((i < pixelBytes ? 0 : row[i - pixelBytes]) + above[i] >> 1);
                }

                return true;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < pixelBytes ? above[i] : Paeth(row[i - pixelBytes], above[i], above[i - pixelBytes]);
                }

                return true;
            default:
                return false;
        }
    }

    public static bool TryMakeGrey(in PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        if (header.BitDepth < 8)
        {
            return TryMakeGreyFromBits(header, palette, row, pixels);
        }

        // Of sixteen bits the high byte tells enough.
        int sample = header.BitDepth / 8;
        int step = header.Channels * sample;
        switch (header.ColourType)
        {
            case PngHeader.Greyscale:
                for (int x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = row[x * step];
                }

                return true;
            case PngHeader.GreyscaleWithAlpha:
                for (int x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = OnWhite(row[x * step], row[x * step + sample]);
                }

                return true;
            case PngHeader.Truecolour:
                for (int x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = Grey(row[x * step], row[x * step + sample], row[x * step + 2 * sample]);
                }

                return true;
            case PngHeader.TruecolourWithAlpha:
                for (int x = 0; x < pixels.Length; x++)
                {
                    byte grey = Grey(row[x * step], row[x * step + sample], row[x * step + 2 * sample]);
                    pixels[x] = OnWhite(grey, row[x * step + 3 * sample]);
                }

                return true;
            default:
                return TryMakeGreyFromBits(header, palette, row, pixels);
        }
    }

    static bool TryMakeGreyFromBits(in PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        int depth = header.BitDepth;
        int maximum = (1 << depth) - 1;
        for (int x = 0; x < pixels.Length; x++)
        {
            int bit = x * depth;
            int value = row[bit / 8] >> 8 - depth - bit % 8 & maximum;
            if (header.ColourType == PngHeader.Greyscale)
            {
                pixels[x] = (byte)(value * 255 / maximum);
            }
            else if (value < palette.Length)
            {
                pixels[x] = palette[value];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    static byte Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        int toLeft = Math.Abs(estimate - left);
        int toAbove = Math.Abs(estimate - above);
        int toCorner = Math.Abs(estimate - corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
