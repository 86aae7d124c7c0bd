using System.Buffers;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>Finds the matrix symbol (firmware/Core/MATRIX.md) in a grey frame and reads its payload.</summary>
public static class MatrixReader
{
    const int LeastLongSide = 56;
    const int LeastShortSide = 24;
    const int SmallReach = 5;
    const int LargeReach = 16;
    const int LeastMargin = 6;
    const float LeastTiming = 0.72f;
    const int HypothesesTried = 3;

    /// <summary>Reads a frame: anywhere in it, at any rotation, either polarity, in perspective.</summary>
    public static ReadResult Read(GreyImage frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Width < LeastLongSide || frame.Height < LeastShortSide)
        {
            return new ReadResult(ReadOutcome.NoSymbol, null, [], 0);
        }

        var found = new List<Finding>();
        using (var binary = new BinaryFrame(frame))
        {
            using var tiles = new TileThreshold(frame);
            tiles.Divide(binary);
            Search(frame, binary, found);

            // Where a reflection touches the symbol their areas are one. Then only what is thin counts, first in a small symbol, then in a large one.
            for (int reach = SmallReach; reach <= LargeReach && found.Count == 0; reach += LargeReach - SmallReach)
            {
                LocalMean.Divide(frame, reach, Math.Max(LeastMargin, tiles.Noise / 3), binary);
                Search(frame, binary, found);
            }
        }

        if (found.Count == 0)
        {
            return new ReadResult(ReadOutcome.NoSymbol, null, [], 0);
        }

        Finding first = found[0];
        ReadOutcome outcome = found.Count > 1 ? ReadOutcome.SeveralSymbols : first.Payload == null ? ReadOutcome.Damaged : ReadOutcome.Read;
        return new ReadResult(outcome, outcome == ReadOutcome.Read ? first.Payload : null, first.Corners, first.Errors);
    }

    static void Search(GreyImage frame, BinaryFrame binary, List<Finding> found)
    {
        Search(frame, binary, binary.Lit, lit: true, found);
        Search(frame, binary, binary.Dark, lit: false, found);
    }

    static void Search(GreyImage frame, BinaryFrame binary, ulong[] bits, bool lit, List<Finding> found)
    {
        using var runs = new Runs(bits, binary.WordsPerRow, binary.Height, diagonally: true);
        Span<ImagePoint> corners = stackalloc ImagePoint[4];
        foreach (Area area in runs.LargeAreas(LeastLongSide, LeastShortSide))
        {
            using (area)
            {
                ImagePoint[] outline = ArrayPool<ImagePoint>.Shared.Rent(area.OutlineLength);
                area.Outline(outline);
                bool fits = Quadrangle.TryFit(outline.AsSpan(0, area.OutlineLength), corners);
                ArrayPool<ImagePoint>.Shared.Return(outline);
                if (fits && TryRead(frame, corners, lit) is { } finding)
                {
                    Add(found, finding);
                }
            }
        }
    }

    // Both rings of one symbol are found, and a ring may be found with and without what touches it: the same middle is the same symbol.
    static void Add(List<Finding> found, Finding finding)
    {
        for (int i = 0; i < found.Count; i++)
        {
            if (Quadrangle.Distance(found[i].Middle, finding.Middle) < found[i].Side / 4)
            {
                if (found[i].Payload == null)
                {
                    found[i] = finding;
                }

                return;
            }
        }

        found.Add(finding);
    }

    static Finding? TryRead(GreyImage frame, Span<ImagePoint> corners, bool lit)
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

        Finding? damaged = null;
        Span<Hypothesis> best = stackalloc Hypothesis[HypothesesTried];
        best.Clear();
        Rank(frame, corners, lit, best);
        foreach (Hypothesis hypothesis in best)
        {
            if (hypothesis.Score < LeastTiming)
            {
                break;
            }

            SymbolShape shape = SymbolShape.All[hypothesis.SizeCode];
            Homography place = hypothesis.Place(corners);
            float[] levels = ArrayPool<float>.Shared.Rent(shape.Layout.Columns * shape.Layout.Rows);
            Span<float> blocks = levels.AsSpan(0, shape.Layout.Columns * shape.Layout.Rows);
            new GridSampler(frame, place, hypothesis.Inner == lit).Sample(shape.Layout, blocks);
            Equalizer.Run(blocks, shape.Layout.Columns);
            if (StreamDecoder.TryRead(shape, blocks, out byte[]? payload, out int errors))
            {
                ArrayPool<float>.Shared.Return(levels);
                var finding = new Finding(payload, CornersOf(place), errors);
                if (payload != null)
                {
                    return finding;
                }

                damaged ??= finding;
                continue;
            }

            ArrayPool<float>.Shared.Return(levels);
        }

        return damaged;
    }

    static void Rank(GreyImage frame, ReadOnlySpan<ImagePoint> corners, bool lit, Span<Hypothesis> best)
    {
        for (int turn = 0; turn < 4; turn++)
        {
            float across = Quadrangle.Distance(corners[turn], corners[(turn + 1) & 3]) + Quadrangle.Distance(corners[(turn + 2) & 3], corners[(turn + 3) & 3]);
            float down = Quadrangle.Distance(corners[(turn + 1) & 3], corners[(turn + 2) & 3]) + Quadrangle.Distance(corners[(turn + 3) & 3], corners[turn]);
            if (across < 0.8f * down)
            {
                continue;
            }

            for (int ring = 0; ring < 2; ring++)
            {
                var hypothesis = new Hypothesis(0, turn, ring == 1, 0);
                var sampler = new GridSampler(frame, hypothesis.Place(corners), hypothesis.Inner == lit);
                if (!sampler.HasRings(hypothesis.Inner))
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
        public Homography Place(ReadOnlySpan<ImagePoint> corners)
        {
            int rim = Inner ? MatrixLayout.RingWidth : 0;
            ReadOnlySpan<ImagePoint> turned = [corners[Turn], corners[(Turn + 1) & 3], corners[(Turn + 2) & 3], corners[(Turn + 3) & 3]];
            return Homography.FromRectangle(rim, rim, MatrixLayout.Width - rim, MatrixLayout.Height - rim, turned);
        }
    }

    sealed record Finding(byte[]? Payload, ImagePoint[] Corners, int Errors)
    {
        public ImagePoint Middle => new(Corners.Average(corner => corner.X), Corners.Average(corner => corner.Y));

        public float Side => Quadrangle.Distance(Corners[0], Corners[1]);
    }
}
