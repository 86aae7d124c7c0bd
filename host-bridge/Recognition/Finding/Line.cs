namespace PaymentCode.Recognition;

/// <summary>A straight line: the points whose product with the normal is the distance.</summary>
readonly record struct Line(float NormalX, float NormalY, float Distance)
{
    const float Tolerance = 0.75f;

    /// <summary>The line that most of the points lie on; points beside it do not count.</summary>
    public static bool TryFit(ReadOnlySpan<ImagePoint> points, out Line line)
    {
        line = default;
        int best = 0;
        int half = points.Length / 2;

        // Pairs half the side apart, and pairs a quarter apart: some of them miss whatever covers a part of the side.
        for (int apart = half; apart >= Math.Max(2, half / 2); apart -= Math.Max(1, half / 2))
        {
            for (int i = 0; i + apart < points.Length; i++)
            {
                Line through = Through(points[i], points[i + apart]);
                int count = 0;
                foreach (ImagePoint point in points)
                {
                    count += MathF.Abs(through.Offset(point)) <= Tolerance ? 1 : 0;
                }

                if (count > best)
                {
                    best = count;
                    line = through;
                }
            }
        }

        if (best < 5 || best * 5 < points.Length * 2)
        {
            return false;
        }

        line = LeastSquares(points, line);
        line = LeastSquares(points, line);
        return true;
    }

    /// <summary>The point where two lines cross; false if they are nearly parallel.</summary>
    public static bool TryMeet(Line a, Line b, out ImagePoint point)
    {
        float determinant = a.NormalX * b.NormalY - a.NormalY * b.NormalX;
        if (MathF.Abs(determinant) < 0.2f)
        {
            point = default;
            return false;
        }

        point = new ImagePoint(
            (a.Distance * b.NormalY - b.Distance * a.NormalY) / determinant, (a.NormalX * b.Distance - b.NormalX * a.Distance) / determinant);
        return true;
    }

    static Line Through(ImagePoint a, ImagePoint b)
    {
        float length = Math.Max(1e-6f, Quadrangle.Distance(a, b));
        float normalX = (a.Y - b.Y) / length;
        float normalY = (b.X - a.X) / length;
        return new Line(normalX, normalY, normalX * a.X + normalY * a.Y);
    }

    static Line LeastSquares(ReadOnlySpan<ImagePoint> points, Line near)
    {
        double sumX = 0;
        double sumY = 0;
        int count = 0;
        foreach (ImagePoint point in points)
        {
            if (MathF.Abs(near.Offset(point)) <= Tolerance)
            {
                sumX += point.X;
                sumY += point.Y;
                count++;
            }
        }

        double meanX = sumX / count;
        double meanY = sumY / count;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        foreach (ImagePoint point in points)
        {
            if (MathF.Abs(near.Offset(point)) <= Tolerance)
            {
                xx += (point.X - meanX) * (point.X - meanX);
                xy += (point.X - meanX) * (point.Y - meanY);
                yy += (point.Y - meanY) * (point.Y - meanY);
            }
        }

        double angle = Math.Atan2(2 * xy, xx - yy) / 2;
        double normalX = -Math.Sin(angle);
        double normalY = Math.Cos(angle);
        return new Line((float)normalX, (float)normalY, (float)(normalX * meanX + normalY * meanY));
    }

    float Offset(ImagePoint point) => NormalX * point.X + NormalY * point.Y - Distance;
}
