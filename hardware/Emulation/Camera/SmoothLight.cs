namespace PaymentCode.Emulation.Camera;

/// <summary>Light that changes slowly across the frame, worked out on a grid of every eighth pixel: halo of the display, glare, vignetting.</summary>
internal sealed class SmoothLight
{
    private const int Cell = 8;
    private const int HaloReach = 5;
    private float[] _added = [];
    private float[] _scratch = [];
    private float[] _kept = [];
    private int _columns, _rows;

    /// <summary>Adds halo and glare to a picture and darkens its corners.</summary>
    /// <param name="light">Linear light of the whole frame; changed.</param>
    /// <param name="emitted">The part of it that the panel emits, in the rectangle <paramref name="area"/>.</param>
    /// <param name="area">Where in the frame the panel is.</param>
    /// <param name="scene">Strength of each.</param>
    /// <param name="glareCentre">Where the glare is, in pixels.</param>
    /// <param name="displayWidth">Width of the display in pixels of the camera.</param>
    internal void Apply(
        float[] light, float[] emitted, PixelArea area, CameraScene scene, (double X, double Y) glareCentre, double displayWidth)
    {
        Prepare(scene.FrameWidth, scene.FrameHeight);
        AddHalo(emitted, area, (float)scene.HaloLevel);
        AddGlareAndVignetting(scene, glareCentre, displayWidth);
        for (int y = 0; y < scene.FrameHeight; y++)
        {
            int upper = y / Cell * _columns;
            float fy = (y % Cell + 0.5f) / Cell;
            for (int left = 0; left < scene.FrameWidth; left += Cell)
            {
                int node = upper + left / Cell;
                float added = Mix(_added[node], _added[node + _columns], fy);
                float addedStep = (Mix(_added[node + 1], _added[node + _columns + 1], fy) - added) / Cell;
                float kept = Mix(_kept[node], _kept[node + _columns], fy);
                float keptStep = (Mix(_kept[node + 1], _kept[node + _columns + 1], fy) - kept) / Cell;
                int end = Math.Min(Cell, scene.FrameWidth - left);
                int first = y * scene.FrameWidth + left;
                for (int x = 0; x < end; x++)
                {
                    light[first + x] = (light[first + x] + added + addedStep * x) * (kept + keptStep * x);
                }
            }
        }
    }

    private static float Mix(float a, float b, float share) => a + (b - a) * share;

    private void Prepare(int width, int height)
    {
        _columns = (width + Cell - 1) / Cell + 1;
        _rows = (height + Cell - 1) / Cell + 1;
        if (_added.Length < _columns * _rows)
        {
            _added = new float[_columns * _rows];
            _scratch = new float[_columns * _rows];
            _kept = new float[_columns * _rows];
        }

        Array.Clear(_added, 0, _columns * _rows);
    }

    private void AddHalo(float[] emitted, PixelArea area, float share)
    {
        for (int y = 0; y < area.Height; y++)
        {
            int row = (area.Top + y) / Cell * _columns;
            for (int x = 0; x < area.Width; x++)
            {
                _added[row + (area.Left + x) / Cell] += emitted[y * area.Width + x] * (share / (Cell * Cell));
            }
        }

        for (int pass = 0; pass < 2; pass++)
        {
            BoxBlur(_added, _scratch, _rows, _columns, _columns, 1);
            BoxBlur(_scratch, _added, _columns, _rows, 1, _columns);
        }
    }

    private static void BoxBlur(float[] source, float[] target, int lines, int length, int lineStep, int step)
    {
        for (int line = 0; line < lines; line++)
        {
            float sum = 0;
            for (int i = -HaloReach; i < length; i++)
            {
                sum += i + HaloReach < length ? source[line * lineStep + (i + HaloReach) * step] : 0;
                sum -= i - HaloReach - 1 >= 0 ? source[line * lineStep + (i - HaloReach - 1) * step] : 0;
                if (i >= 0)
                {
                    target[line * lineStep + i * step] = sum / (2 * HaloReach + 1);
                }
            }
        }
    }

    private void AddGlareAndVignetting(CameraScene scene, (double X, double Y) centre, double displayWidth)
    {
        double radius = Math.Max(1, scene.GlareSize * displayWidth);
        (double middleX, double middleY) = (scene.FrameWidth / 2.0, scene.FrameHeight / 2.0);
        double corner = middleX * middleX + middleY * middleY;
        // A lamp's image is longer one way than the other.
        (double sin, double cos) = Math.SinCos(scene.Seed * 0.7);
        for (int i = 0; i < _columns * _rows; i++)
        {
            (double x, double y) = (i % _columns * Cell, i / _columns * Cell);
            _kept[i] = (float)(1 - scene.Vignetting * ((x - middleX) * (x - middleX) + (y - middleY) * (y - middleY)) / corner);
            if (scene.GlareLevel > 0)
            {
                double along = ((x - centre.X) * cos + (y - centre.Y) * sin) / radius;
                double across = ((y - centre.Y) * cos - (x - centre.X) * sin) / (radius * 0.6);
                double square = along * along + across * across;
                _added[i] += (float)(scene.GlareLevel * Math.Exp(-square * square / 3));
            }
        }
    }
}
