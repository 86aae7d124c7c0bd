using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>The quadrangle that an area's outline looks like.</summary>
static class Quadrangle
{
    const float LeastShareOnSides = 0.6f;

    /// <summary>Four corners, clockwise as seen in the picture, of the largest quadrangle in the outline's convex hull; false if the outline does not
    /// follow its sides.</summary>
    /// <param name="outline">Points from the top row to the bottom row, left and right in turn.</param>
    /// <param name="corners">The four corners.</param>
    public static bool TryFit(ReadOnlySpan<ImagePoint> outline, Span<ImagePoint> corners)
    {
        ImagePoint[] buffer = ArrayPool<ImagePoint>.Shared.Rent(outline.Length + 1);
        ReadOnlySpan<ImagePoint> hull = buffer.AsSpan(0, ConvexHull(outline, buffer));
        bool found = hull.Length >= 4 && TryFit(outline, hull, corners);
        ArrayPool<ImagePoint>.Shared.Return(buffer);
        return found;
    }

    static bool TryFit(ReadOnlySpan<ImagePoint> outline, ReadOnlySpan<ImagePoint> hull, Span<ImagePoint> corners)
    {
        LargestInside(hull, corners);
        float area = CrossProduct(corners[0], corners[2], corners[1], corners[3]) / 2;
        float perimeter = 0;
        for (int i = 0; i < 4; i++)
        {
            perimeter += Distance(corners[i], corners[(i + 1) & 3]);
        }

        // A strip thinner than one to eight is nothing that could be read.
        return area > perimeter * perimeter / 180 && ShareOnSides(outline, corners, MathF.Max(2.5f, perimeter / 150)) >= LeastShareOnSides;
    }

    public static float Distance(ImagePoint a, ImagePoint b) => MathF.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    static float CrossProduct(ImagePoint a0, ImagePoint a1, ImagePoint b0, ImagePoint b1) =>
        (a1.X - a0.X) * (b1.Y - b0.Y) - (a1.Y - a0.Y) * (b1.X - b0.X);

    static int ConvexHull(ReadOnlySpan<ImagePoint> outline, Span<ImagePoint> hull)
    {
        // Andrew's chains; the points are sorted already. Down along the right side, then up along the left one: clockwise, y pointing down.
        int count = 0;
        for (int i = 1; i < outline.Length; i += 2)
        {
            Push(hull, ref count, 0, outline[i]);
        }

        int turn = count - 1;
        for (int i = outline.Length - 2; i >= 0; i -= 2)
        {
            Push(hull, ref count, turn, outline[i]);
        }

        return count;
    }

    static void Push(Span<ImagePoint> hull, ref int count, int floor, ImagePoint point)
    {
        while (count - floor >= 2 && CrossProduct(hull[count - 2], hull[count - 1], hull[count - 1], point) <= 0)
        {
            count--;
        }

        hull[count++] = point;
    }

    static void LargestInside(ReadOnlySpan<ImagePoint> hull, Span<ImagePoint> corners)
    {
        float best = -1;
        int n = hull.Length;
        for (int i = 0; i < n - 2; i++)
        {
            int one = i + 1;
            int other = i + 3;
            for (int k = i + 2; k < n; k++)
            {
                // For a diagonal i–k the farthest points on both sides; as k moves on, so do they.
                while (one + 1 < k && AreaOf(hull[i], hull[one + 1], hull[k]) >= AreaOf(hull[i], hull[one], hull[k]))
                {
                    one++;
                }

                other = Math.Max(other, k + 1);
                while (other + 1 < n + i && AreaOf(hull[i], hull[k], hull[(other + 1) % n]) >= AreaOf(hull[i], hull[k], hull[other % n]))
                {
                    other++;
                }

                float area = AreaOf(hull[i], hull[one], hull[k]) + AreaOf(hull[i], hull[k], hull[other % n]);
                if (area > best)
                {
                    best = area;
                    corners[0] = hull[i];
                    corners[1] = hull[one];
                    corners[2] = hull[k];
                    corners[3] = hull[other % n];
                }
            }
        }
    }

    static float AreaOf(ImagePoint a, ImagePoint b, ImagePoint c) => MathF.Abs(CrossProduct(a, b, a, c));

    static float ShareOnSides(ReadOnlySpan<ImagePoint> outline, Span<ImagePoint> corners, float tolerance)
    {
        int on = 0;
        foreach (ImagePoint point in outline)
        {
            for (int i = 0; i < 4; i++)
            {
                ImagePoint a = corners[i];
                ImagePoint b = corners[(i + 1) & 3];
                if (AreaOf(a, b, point) <= tolerance * Distance(a, b))
                {
                    on++;
                    break;
                }
            }
        }

        return (float)on / outline.Length;
    }
}
