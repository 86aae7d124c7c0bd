using System.Buffers;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>Reads a quadrangle of a frame as a symbol, if it is one.</summary>
static class QuadrangleReader
{
    const float LeastTiming = 0.72f;
    const int HypothesesTried = 3;

    /// <summary>Perimeter in pixels below which the rings, less than 1.7 pixels wide each, may be blurred into one.</summary>
    const float RingsResolved = 320;

    /// <summary>Tries all turns, both rings and all block sizes; null if nothing fits.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="corners">The rough corners, clockwise; moved onto the edges.</param>
    /// <param name="lit">Whether the quadrangle is lit at its edge.</param>
    public static Finding? TryRead(GreyImage frame, Span<ImagePoint> corners, bool lit)
    {
        float perimeter = 0;
        for (int i = 0; i < 4; i++)
        {
            perimeter += Quadrangle.Distance(corners[i], corners[(i + 1) & 3]);
        }

        var sides = new SideFit(frame, lit);
        if (!sides.TryRefine(corners, Math.Max(3, perimeter / 100)) || !sides.TryRefine(corners, Math.Max(2, perimeter / 200)))
        {
            return null;
        }

        Span<Hypothesis> best = stackalloc Hypothesis[HypothesesTried];
        best.Clear();
        Rank(frame, corners, lit, perimeter < RingsResolved, best);
        Finding? damaged = null;
        foreach (Hypothesis hypothesis in best)
        {
            if (hypothesis.Score < LeastTiming)
            {
                break;
            }

            Finding? finding = TryRead(frame, corners, lit, hypothesis);
            if (finding?.Payload != null)
            {
                return finding;
            }

            damaged ??= finding;
        }

        return damaged;
    }

    static Finding? TryRead(GreyImage frame, ReadOnlySpan<ImagePoint> corners, bool lit, Hypothesis hypothesis)
    {
        SymbolShape shape = SymbolShape.All[hypothesis.SizeCode];
        Homography place = hypothesis.Place(corners);
        int count = shape.Layout.Columns * shape.Layout.Rows;
        float[] buffer = ArrayPool<float>.Shared.Rent(count);
        Span<float> levels = buffer.AsSpan(0, count);
        new GridSampler(frame, place, hypothesis.IsInverted(lit)).Sample(shape.Layout, levels);
        Equalizer.Run(levels, shape.Layout.Columns);
        bool isSymbol = StreamDecoder.TryRead(shape, levels, out byte[]? payload, out int errors);
        ArrayPool<float>.Shared.Return(buffer);
        return isSymbol ? new Finding(payload, CornersOf(place), errors) : null;
    }

    static void Rank(GreyImage frame, ReadOnlySpan<ImagePoint> corners, bool lit, bool small, Span<Hypothesis> best)
    {
        for (int turn = 0; turn < 4; turn++)
        {
            if (!IsWide(corners, turn))
            {
                continue;
            }

            for (int ring = 0; ring < 2; ring++)
            {
                var hypothesis = new Hypothesis(0, turn, ring == 1, 0);
                var sampler = new GridSampler(frame, hypothesis.Place(corners), hypothesis.IsInverted(lit));
                if (!(small && !hypothesis.Inner) && !sampler.HasRings(hypothesis.Inner))
                {
                    continue;
                }

                for (int size = 0; size < MatrixLayout.SizeCount; size++)
                {
                    Insert(best, hypothesis with { SizeCode = size, Score = sampler.TimingScore(SymbolShape.All[size].Layout) });
                }
            }
        }
    }

    // Twice as wide as high, if it is seen straight on.
    static bool IsWide(ReadOnlySpan<ImagePoint> corners, int turn)
    {
        ImagePoint upperLeft = corners[turn];
        ImagePoint upperRight = corners[(turn + 1) & 3];
        ImagePoint lowerRight = corners[(turn + 2) & 3];
        ImagePoint lowerLeft = corners[(turn + 3) & 3];
        float across = Quadrangle.Distance(upperLeft, upperRight) + Quadrangle.Distance(lowerLeft, lowerRight);
        float down = Quadrangle.Distance(upperLeft, lowerLeft) + Quadrangle.Distance(upperRight, lowerRight);
        return across > 0.8f * down;
    }

    static void Insert(Span<Hypothesis> best, Hypothesis hypothesis)
    {
        for (int rank = 0; rank < best.Length; rank++)
        {
            if (hypothesis.Score > best[rank].Score)
            {
                best[rank..^1].CopyTo(best[(rank + 1)..]);
                best[rank] = hypothesis;
                return;
            }
        }
    }

    static ImagePoint[] CornersOf(Homography place)
    {
        var corners = new ImagePoint[4];
        for (int i = 0; i < 4; i++)
        {
            (double x, double y) = place.Map(i is 1 or 2 ? MatrixLayout.Width : 0, i >= 2 ? MatrixLayout.Height : 0);
            corners[i] = new ImagePoint((float)x, (float)y);
        }

        return corners;
    }

    /// <summary>What a quadrangle may be: blocks of a size, which corner is the upper left one, which ring its outer edge is.</summary>
    readonly record struct Hypothesis(int SizeCode, int Turn, bool Inner, float Score)
    {
        /// <summary>A lit outer or a dark inner ring is a symbol as drawn, the other two are inverted.</summary>
        public bool IsInverted(bool lit) => Inner == lit;

        public Homography Place(ReadOnlySpan<ImagePoint> corners)
        {
            int rim = Inner ? MatrixLayout.RingWidth : 0;
            ReadOnlySpan<ImagePoint> turned = [corners[Turn], corners[(Turn + 1) & 3], corners[(Turn + 2) & 3], corners[(Turn + 3) & 3]];
            return Homography.FromRectangle(rim, rim, MatrixLayout.Width - rim, MatrixLayout.Height - rim, turned);
        }
    }
}
