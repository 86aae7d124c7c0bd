using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>
/// Divides a frame by the mean of the square around each pixel: brighter by a margin is lit, darker by it is dark. Thin lines stand out however bright
/// a reflection behind them is; whatever is larger than the square is neither.
/// </summary>
static class LocalMean
{
    /// <summary>Divides the frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="reach">Half the side of the square, in pixels.</param>
    /// <param name="margin">Grey values above or below the mean.</param>
    /// <param name="binary">Takes the division.</param>
    public static void Divide(GreyImage frame, int reach, int margin, BinaryFrame binary)
    {
        int width = frame.Width;
        int[] sums = ArrayPool<int>.Shared.Rent(width);
        sums.AsSpan(0, width).Clear();
        int rows = 0;
        for (int y = -reach; y < frame.Height; y++)
        {
            if (y + reach < frame.Height)
            {
                Add(frame.Pixels.AsSpan((y + reach) * width, width), sums);
                rows++;
            }

            if (y - reach > 0)
            {
                Subtract(frame.Pixels.AsSpan((y - reach - 1) * width, width), sums);
                rows--;
            }

            if (y >= 0)
            {
                int start = y * binary.WordsPerRow;
                DivideRow(
                    frame.Pixels.AsSpan(y * width, width), sums, rows, reach, margin,
                    binary.Lit.AsSpan(start, binary.WordsPerRow), binary.Dark.AsSpan(start, binary.WordsPerRow));
            }
        }

        ArrayPool<int>.Shared.Return(sums);
    }

    static void Add(ReadOnlySpan<byte> row, Span<int> sums)
    {
        for (int x = 0; x < row.Length; x++)
        {
            sums[x] += row[x];
        }
    }

    static void Subtract(ReadOnlySpan<byte> row, Span<int> sums)
    {
        for (int x = 0; x < row.Length; x++)
        {
            sums[x] -= row[x];
        }
    }

    static void DivideRow(ReadOnlySpan<byte> row, ReadOnlySpan<int> sums, int rows, int reach, int margin, Span<ulong> lit, Span<ulong> dark)
    {
        lit.Clear();
        dark.Clear();
        int sum = 0;
        for (int x = 0; x < Math.Min(reach, row.Length); x++)
        {
            sum += sums[x];
        }

        for (int x = 0; x < row.Length; x++)
        {
            sum += x + reach < row.Length ? sums[x + reach] : 0;
            sum -= x - reach > 0 ? sums[x - reach - 1] : 0;
            int count = rows * (Math.Min(x + reach, row.Length - 1) - Math.Max(x - reach, 0) + 1);
            int difference = row[x] * count - sum;
            lit[x >> 6] |= (difference > margin * count ? 1UL : 0) << (x & 63);
            dark[x >> 6] |= (difference < -margin * count ? 1UL : 0) << (x & 63);
        }
    }
}
