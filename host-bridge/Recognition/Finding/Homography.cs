namespace PaymentCode.Recognition;

/// <summary>A map between two planes that keeps lines straight (projective).</summary>
readonly struct Homography
{
    readonly double _xx, _xy, _x1, _yx, _yy, _y1, _wx, _wy;

    Homography(double xx, double xy, double x1, double yx, double yy, double y1, double wx, double wy) =>
        (_xx, _xy, _x1, _yx, _yy, _y1, _wx, _wy) = (xx, xy, x1, yx, yy, y1, wx, wy);

    /// <summary>The map that takes the corners of a rectangle, from its upper left one clockwise, to four points.</summary>
    public static Homography FromRectangle(double left, double top, double right, double bottom, ReadOnlySpan<ImagePoint> to)
    {
        // From the unit square (Heckbert, "Fundamentals of Texture Mapping and Image Warping", section 2.2.3), then the rectangle's own scale.
        double sumX = to[0].X - to[1].X + to[2].X - to[3].X;
        double sumY = to[0].Y - to[1].Y + to[2].Y - to[3].Y;
        double x1 = to[1].X - to[2].X;
        double x2 = to[3].X - to[2].X;
        double y1 = to[1].Y - to[2].Y;
        double y2 = to[3].Y - to[2].Y;
        double determinant = x1 * y2 - x2 * y1;
        double g = (sumX * y2 - x2 * sumY) / determinant;
        double h = (x1 * sumY - sumX * y1) / determinant;
        double a = to[1].X - to[0].X + g * to[1].X;
        double b = to[3].X - to[0].X + h * to[3].X;
        double d = to[1].Y - to[0].Y + g * to[1].Y;
        double e = to[3].Y - to[0].Y + h * to[3].Y;
        double c = to[0].X;
        double f = to[0].Y;
        double across = 1 / (right - left);
        double down = 1 / (bottom - top);
        double weight = 1 - g * across * left - h * down * top;
        return new Homography(
            a * across / weight, b * down / weight, (c - a * across * left - b * down * top) / weight,
            d * across / weight, e * down / weight, (f - d * across * left - e * down * top) / weight,
            g * across / weight, h * down / weight);
    }

    /// <summary>Where a point comes to lie.</summary>
    public (double X, double Y) Map(double x, double y)
    {
        double scale = 1 / (_wx * x + _wy * y + 1);
        return ((_xx * x + _xy * y + _x1) * scale, (_yx * x + _yy * y + _y1) * scale);
    }
}
