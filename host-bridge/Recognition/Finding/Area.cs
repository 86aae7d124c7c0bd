using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>Bounding rectangle and pixel count of an area; right and bottom are the first beyond.</summary>
struct Box(int left, int top)
{
    public int Left = left;
    public int Top = top;
    public int Right = left;
    public int Bottom = top;
    public int PixelCount;

    public readonly int Size => (Right - Left) * (Bottom - Top);

    public void Include(int left, int right, int y)
    {
        Left = Math.Min(Left, left);
        Right = Math.Max(Right, right);
        Bottom = y + 1;
        PixelCount += right - left;
    }

    public readonly bool IsAtLeast(int longSide, int shortSide) =>
        Math.Max(Right - Left, Bottom - Top) >= longSide && Math.Min(Right - Left, Bottom - Top) >= shortSide;
}

/// <summary>One connected area of a picture with its leftmost and rightmost pixel in each row.</summary>
sealed class Area : IDisposable
{
    readonly int[] _lefts;
    readonly int[] _rights;

    public Area(int root, Box box)
    {
        Root = root;
        Box = box;
        int rows = box.Bottom - box.Top;
        _lefts = ArrayPool<int>.Shared.Rent(rows);
        _rights = ArrayPool<int>.Shared.Rent(rows);
        _lefts.AsSpan(0, rows).Fill(int.MaxValue);
        _rights.AsSpan(0, rows).Clear();
    }

    /// <summary>Number of the area's first run.</summary>
    public int Root { get; }

    /// <summary>Its bounding rectangle.</summary>
    public Box Box { get; }

    /// <summary>How many points <see cref="Outline"/> has.</summary>
    public int OutlineLength => 2 * (Box.Bottom - Box.Top);

    /// <summary>Takes one of its runs into the outline.</summary>
    public void AddToOutline(int left, int right, int y)
    {
        int row = y - Box.Top;
        _lefts[row] = Math.Min(_lefts[row], left);
        _rights[row] = Math.Max(_rights[row], right);
    }

    /// <summary>The leftmost and rightmost points of each row, from the top: left and right in turn.</summary>
    public void Outline(Span<ImagePoint> points)
    {
        for (int i = 0; i < OutlineLength; i += 2)
        {
            float y = Box.Top + i / 2 + 0.5f;
            points[i] = new ImagePoint(_lefts[i / 2], y);
            points[i + 1] = new ImagePoint(_rights[i / 2], y);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_lefts);
        ArrayPool<int>.Shared.Return(_rights);
    }
}
