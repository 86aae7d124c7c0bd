namespace PaymentCode.Emulation.Camera;

/// <summary>
/// The way of a ray between the frame and the subject's plane: a pinhole camera with radial distortion. Plane coordinates are the cells of the
/// subject's panel, (0, 0) at its upper left corner.
/// </summary>
internal readonly struct Projection
{
    private readonly double _focal, _centreX, _centreY, _distortion, _width, _height;
    private readonly double _columns, _rows;

    // Plane to camera (m) and back (n), both up to a factor.
    private readonly double _m00, _m01, _m02, _m10, _m11, _m12, _m20, _m21, _m22;
    private readonly double _n00, _n01, _n02, _n10, _n11, _n12, _n20, _n21, _n22;

    /// <summary>The projection of a panel in a scene.</summary>
    /// <param name="scene">The camera's place and lens.</param>
    /// <param name="columns">Cells across the panel.</param>
    /// <param name="rows">Cells down the panel.</param>
    /// <param name="cellsPerDisplayPixel">Cells of the panel that make up one pixel of the display that is meant by the scene's scale.</param>
    internal Projection(CameraScene scene, int columns, int rows, double cellsPerDisplayPixel)
    {
        (_columns, _rows, _width, _height) = (columns, rows, scene.FrameWidth, scene.FrameHeight);
        _focal = scene.FrameWidth / (2 * Math.Tan(Radians(scene.FieldOfViewDegrees) / 2));
        (_centreX, _centreY, _distortion) = (scene.FrameWidth / 2.0, scene.FrameHeight / 2.0, scene.LensDistortion);
        double distance = _focal * cellsPerDisplayPixel / scene.Scale;
        (double sz, double cz) = Math.SinCos(Radians(scene.RotationDegrees));
        (double sx, double cx) = Math.SinCos(Radians(scene.TiltXDegrees));
        (double sy, double cy) = Math.SinCos(Radians(scene.TiltYDegrees));

        // First two columns of Rz · Rx · Ry and the translation, for cells counted from the panel's centre.
        (double a0, double a1, double a2) = (cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, cx * sy);
        (double b0, double b1, double b2) = (-sz * cx, cz * cx, sx);
        (double t0, double t1) = (scene.OffsetX * distance / _focal, scene.OffsetY * distance / _focal);
        (double halfColumns, double halfRows) = (columns / 2.0, rows / 2.0);
        (_m00, _m01, _m02) = (a0, b0, t0 - a0 * halfColumns - b0 * halfRows);
        (_m10, _m11, _m12) = (a1, b1, t1 - a1 * halfColumns - b1 * halfRows);
        (_m20, _m21, _m22) = (a2, b2, distance - a2 * halfColumns - b2 * halfRows);

        // The adjugate is the inverse up to a factor, which the division by the third coordinate removes. The determinant of these columns is
        // distance × cos(tilt x) × cos(tilt y), above 0, so a third coordinate above 0 means: in front of the lens.
        (_n00, _n01, _n02) = (_m11 * _m22 - _m12 * _m21, _m02 * _m21 - _m01 * _m22, _m01 * _m12 - _m02 * _m11);
        (_n10, _n11, _n12) = (_m12 * _m20 - _m10 * _m22, _m00 * _m22 - _m02 * _m20, _m02 * _m10 - _m00 * _m12);
        (_n20, _n21, _n22) = (_m10 * _m21 - _m11 * _m20, _m01 * _m20 - _m00 * _m21, _m00 * _m11 - _m01 * _m10);
    }

    /// <summary>Which cell lies behind a point of the frame; <see cref="double.MaxValue"/> where the ray goes past the plane.</summary>
    internal void ToPlane(double x, double y, out double column, out double row)
    {
        double nx = (x - _centreX) / _focal;
        double ny = (y - _centreY) / _focal;
        double bend = 1 + _distortion * (nx * nx + ny * ny);
        nx *= bend;
        ny *= bend;
        double depth = _n20 * nx + _n21 * ny + _n22;
        if (depth <= 0)
        {
            (column, row) = (double.MaxValue, double.MaxValue);
            return;
        }

        double scale = 1 / depth;
        column = (_n00 * nx + _n01 * ny + _n02) * scale;
        row = (_n10 * nx + _n11 * ny + _n12) * scale;
    }

    /// <summary>Where in the frame a cell is seen.</summary>
    internal (double X, double Y) ToFrame(double column, double row)
    {
        double depth = Math.Max(1e-3, _m20 * column + _m21 * row + _m22);
        double ux = (_m00 * column + _m01 * row + _m02) / depth;
        double uy = (_m10 * column + _m11 * row + _m12) / depth;
        (double dx, double dy) = (ux, uy);
        for (int i = 0; i < 8; i++)
        {
            double bend = 1 + _distortion * (dx * dx + dy * dy);
            (dx, dy) = (ux / bend, uy / bend);
        }

        return (dx * _focal + _centreX, dy * _focal + _centreY);
    }

    /// <summary>The upright rectangle around the panel in the frame, in pixels; it may reach beyond the frame.</summary>
    internal (double Left, double Top, double Right, double Bottom) Bounds()
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        for (int i = 0; i <= 8; i++)
        {
            // Lens distortion bends the edges, so points along them count as well as the corners.
            foreach (var (x, y) in new[]
            {
                ToFrame(_columns * i / 8, 0), ToFrame(_columns * i / 8, _rows), ToFrame(0, _rows * i / 8), ToFrame(_columns, _rows * i / 8),
            })
            {
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        return (left, top, right, bottom);
    }

    internal bool IsInside(double margin)
    {
        var (left, top, right, bottom) = Bounds();
        return left >= margin && top >= margin && right <= _width - margin && bottom <= _height - margin;
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
