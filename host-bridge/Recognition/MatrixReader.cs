using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>Finds the matrix symbol (firmware/Core/MATRIX.md) in a grey frame and reads its payload.</summary>
public static class MatrixReader
{
    /// <summary>Pixels above which a picture is first looked at in half its size: a phone's photograph shows nothing more in its own.</summary>
    const int EnoughPixels = 2_500_000;

    const int LeastLongSide = 56;
    const int LeastShortSide = 24;
    const int SmallReach = 5;
    const int LargeReach = 16;
    const int LeastMargin = 6;

    /// <summary>Reads a frame: anywhere in it, at any rotation, either polarity, in perspective. It never returns a payload whose CRC-32 is wrong.</summary>
    public static ReadResult Read(GreyImage frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ReadResult? half = null;
        if (frame.Width * frame.Height > EnoughPixels)
        {
            using GreyImage smaller = frame.Halved();
            half = Read(smaller).Enlarged(2);
            if (half.Outcome is ReadOutcome.Read or ReadOutcome.SeveralSymbols)
            {
                return half;
            }
        }

        List<Finding> found = FindSymbols(frame);
        return found.Count switch
        {
            0 => half ?? new ReadResult(ReadOutcome.NoSymbol, null, [], 0),
            1 when found[0].Payload is { } payload => new ReadResult(ReadOutcome.Read, payload, found[0].Corners, found[0].Errors),
            1 => new ReadResult(ReadOutcome.Damaged, null, found[0].Corners, 0),
            _ => new ReadResult(ReadOutcome.SeveralSymbols, null, found[0].Corners, 0)
        };
    }

    static List<Finding> FindSymbols(GreyImage frame)
    {
        var found = new List<Finding>();
        if (Math.Max(frame.Width, frame.Height) < LeastLongSide || Math.Min(frame.Width, frame.Height) < LeastShortSide)
        {
            return found;
        }

        using var binary = new BinaryFrame(frame);
        using var tiles = new TileThreshold(frame);
        tiles.Divide(binary);
        Search(frame, binary, found);

        // Where a reflection touches the symbol their areas are one. Then only what is thin counts, first in a small symbol, then in a large one.
        for (int reach = SmallReach; reach <= LargeReach && !found.Exists(finding => finding.Payload != null); reach += LargeReach - SmallReach)
        {
            LocalMean.Divide(frame, reach, Math.Max(LeastMargin, tiles.Noise / 3), binary);
            Search(frame, binary, found);
        }

        return found;
    }

    static void Search(GreyImage frame, BinaryFrame binary, List<Finding> found)
    {
        Search(frame, binary, binary.Lit, lit: true, found);
        Search(frame, binary, binary.Dark, lit: false, found);
    }

    static void Search(GreyImage frame, BinaryFrame binary, ulong[] bits, bool lit, List<Finding> found)
    {
        using var runs = new Runs(bits, binary.WordsPerRow, binary.Height);
        Span<ImagePoint> corners = stackalloc ImagePoint[4];
        foreach (Area area in runs.LargeAreas(LeastLongSide, LeastShortSide))
        {
            using (area)
            {
                ImagePoint[] outline = ArrayPool<ImagePoint>.Shared.Rent(area.OutlineLength);
                area.Outline(outline);
                bool fits = Quadrangle.TryFit(outline.AsSpan(0, area.OutlineLength), corners);
                ArrayPool<ImagePoint>.Shared.Return(outline);
                if (fits && QuadrangleReader.TryRead(frame, corners, lit) is { } finding)
                {
                    finding.AddTo(found);
                }
            }
        }
    }
}
