namespace PaymentCode.Emulation.Camera;

/// <summary>
/// Takes pictures of a <see cref="Subject"/>. Works in linear light: what the housing and the background throw back, plus what the panel emits,
/// sampled finer than the sensor and blurred before the sensor's pixels gather it (so that moiré is as strong as sampling makes it, no more), plus
/// stray light; then the sensor. Keeps its buffers between pictures; one instance serves one thread. The camera is a monochrome one.
/// </summary>
public sealed class SceneRenderer
{
    // Fine pixels in each direction that a cell of the panel gets, as far as the limits below let it.
    private const double FinePerCell = 4.2;
    private const int MaxOversampling = 4;
    private const int MaxSubpixels = 1_200_000;

    private readonly SmoothLight _smoothLight = new();
    private readonly Sensor _sensor = new();
    private float[] _sharp = [];
    private float[] _emitted = [];
    private float[] _light = [];
    private float[] _timing = [];

    /// <summary>Takes one picture.</summary>
    /// <param name="subject">What is in front of the lens.</param>
    /// <param name="scene">How the picture is taken.</param>
    /// <returns>A new frame of the scene's size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value of the scene is outside its range; the message names it.</exception>
    public GreyFrame Render(Subject subject, CameraScene scene)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(scene);
        scene.ThrowIfOutOfRange();
        var frame = new GreyFrame(scene.FrameWidth, scene.FrameHeight);
        var projection = new Projection(scene, subject.Columns, subject.Rows, subject.CellsPerDisplayPixel);
        RenderSurroundings(subject, scene, projection);
        var area = RenderPanel(subject, scene, projection);
        AddPanel(area, scene);
        var glare = projection.ToFrame(
            subject.Columns / 2.0 + scene.GlareX * subject.Display.Columns * subject.CellsPerDisplayPixel,
            subject.Rows / 2.0 + scene.GlareY * subject.Display.Rows * subject.CellsPerDisplayPixel);
        _smoothLight.Apply(_light, _emitted, area, scene, glare, subject.Display.Columns * scene.Scale);
        _sensor.Read(_light, scene, frame);
        return frame;
    }

    private static float[] AtLeast(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }

        return buffer;
    }

    private static int RoundUp(int width) => (width + PointSpread.Step - 1) / PointSpread.Step * PointSpread.Step;

    // What the room's light shows, blurred, in _light.
    private void RenderSurroundings(Subject subject, CameraScene scene, Projection projection)
    {
        var spread = PointSpread.Of(scene, 1);
        int margin = spread.Radius;
        int blurredWidth = RoundUp(scene.FrameWidth);
        int stride = blurredWidth + 2 * margin;
        var sharp = AtLeast(ref _sharp, stride * (scene.FrameHeight + 2 * margin));
        var background = new Background(scene);
        float ambient = (float)scene.AmbientLevel;
        (double halfColumns, double halfRows) = (subject.Columns / 2.0, subject.Rows / 2.0);
        for (int y = -margin; y < scene.FrameHeight + margin; y++)
        {
            int first = (y + margin) * stride + margin;
            for (int x = -margin; x < scene.FrameWidth + margin; x++)
            {
                projection.ToPlane(x + 0.5, y + 0.5, out double column, out double row);
                column -= halfColumns;
                row -= halfRows;
                float albedo = Math.Abs(column) < halfColumns && Math.Abs(row) < halfRows ? subject.Reflectance : subject.Housing.At(column, row);
                sharp[first + x] = ambient * (albedo == HousingTexture.Nothing ? background.At(x, y) : albedo);
            }
        }

        if (blurredWidth == scene.FrameWidth)
        {
            spread.Apply(sharp, stride, AtLeast(ref _light, blurredWidth * scene.FrameHeight), blurredWidth, scene.FrameHeight);
            return;
        }

        var blurred = AtLeast(ref _emitted, blurredWidth * scene.FrameHeight);
        var light = AtLeast(ref _light, scene.FrameWidth * scene.FrameHeight);
        spread.Apply(sharp, stride, blurred, blurredWidth, scene.FrameHeight);
        for (int y = 0; y < scene.FrameHeight; y++)
        {
            Array.Copy(blurred, y * blurredWidth, light, y * scene.FrameWidth, scene.FrameWidth);
        }
    }

    // What the panel emits, as the sensor's pixels gather it, in _emitted.
    private PixelArea RenderPanel(Subject subject, CameraScene scene, Projection projection)
    {
        double cell = scene.Scale / subject.CellsPerDisplayPixel;
        int fine = Math.Clamp((int)Math.Ceiling(FinePerCell / cell), 1, MaxOversampling);
        int reach = PointSpread.Of(scene, 1).Radius + 1;
        var area = AreaOf(projection, scene, reach);
        while (fine > 1 && area.Width * area.Height * fine * fine > MaxSubpixels)
        {
            fine--;
        }

        if (area.Width == 0 || area.Height == 0)
        {
            return area;
        }

        var spread = PointSpread.Of(scene, fine);
        int width = RoundUp(area.Width * fine);
        int height = area.Height * fine;
        int stride = width + 2 * spread.Radius;
        var sharp = AtLeast(ref _sharp, stride * (height + 2 * spread.Radius));
        Array.Clear(sharp, 0, stride * (height + 2 * spread.Radius));
        SamplePanel(subject, scene, projection, new SampleGrid(area, fine, spread.Radius, stride));
        var blurred = AtLeast(ref _emitted, width * height);
        spread.Apply(sharp, stride, blurred, width, height);
        Gather(blurred, width, area, Weights(fine, scene.PixelFill));
        return area;
    }

    private static PixelArea AreaOf(Projection projection, CameraScene scene, int reach)
    {
        var (left, top, right, bottom) = projection.Bounds();
        int x = Math.Clamp((int)Math.Floor(left) - reach, 0, scene.FrameWidth);
        int y = Math.Clamp((int)Math.Floor(top) - reach, 0, scene.FrameHeight);
        int endX = Math.Clamp((int)Math.Ceiling(right) + reach, x, scene.FrameWidth);
        int endY = Math.Clamp((int)Math.Ceiling(bottom) + reach, y, scene.FrameHeight);
        return new PixelArea(x, y, endX - x, endY - y);
    }

    // Shares of the fine pixels in a row or column of one sensor pixel, of which the middle is sensitive.
    private static float[] Weights(int fine, double fill)
    {
        var weights = new float[fine];
        for (int i = 0; i < fine; i++)
        {
            double from = Math.Max((double)i / fine, (1 - fill) / 2);
            double to = Math.Min((i + 1.0) / fine, (1 + fill) / 2);
            weights[i] = (float)(Math.Max(0, to - from) / fill);
        }

        return weights;
    }

    // What each sensor pixel gathers of its fine pixels, packed to the area's own width; a target is never behind its sources.
    private static void Gather(float[] samples, int stride, PixelArea area, float[] weights)
    {
        for (int y = 0; y < area.Height; y++)
        {
            for (int x = 0; x < area.Width; x++)
            {
                float sum = 0;
                for (int row = 0; row < weights.Length; row++)
                {
                    int first = (y * weights.Length + row) * stride + x * weights.Length;
                    for (int column = 0; column < weights.Length; column++)
                    {
                        sum += samples[first + column] * weights[row] * weights[column];
                    }
                }

                samples[y * area.Width + x] = sum;
            }
        }
    }

    private void AddPanel(PixelArea area, CameraScene scene)
    {
        for (int y = 0; y < area.Height; y++)
        {
            int first = (area.Top + y) * scene.FrameWidth + area.Left;
            for (int x = 0; x < area.Width; x++)
            {
                _light[first + x] += _emitted[y * area.Width + x];
            }
        }
    }

    private void SamplePanel(Subject subject, CameraScene scene, Projection projection, SampleGrid grid)
    {
        double cellsPerSample = subject.CellsPerDisplayPixel / scene.Scale / grid.Fine / 2;
        var shape = subject.Cell.Gathered(cellsPerSample);
        var timing = ShutterTiming.Of(scene, subject, ref _timing);
        float level = (float)(scene.PanelLevel / 4);
        int margin = grid.Margin;
        for (int y = -margin; y < grid.Area.Height * grid.Fine + margin; y++)
        {
            double frameY = grid.Area.Top + (y + 0.5) / grid.Fine;
            int shutterRow = Math.Clamp((int)frameY, 0, scene.FrameHeight - 1) * subject.MultiplexedRows;
            int first = (y + margin) * grid.Stride + margin;
            double frameX = grid.Area.Left + (0.5 - margin) / grid.Fine;
            projection.ToPlane(frameX, frameY, out double nextColumn, out double nextRow);
            for (int x = -margin; x < grid.Area.Width * grid.Fine + margin; x++)
            {
                (double column, double row) = (nextColumn, nextRow);
                frameX += 1.0 / grid.Fine;
                projection.ToPlane(frameX, frameY, out nextColumn, out nextRow);
                if (column < -4 || row < -4 || column > subject.Columns + 4 || row > subject.Rows + 4)
                {
                    continue;
                }

                double acrossColumn = (nextColumn - column) / 4;
                double acrossRow = (nextRow - row) / 4;

                // The plane is seen alike in both directions but for the tilt, which a quarter of a sample can neglect.
                _sharp[first + x] = level * (Sample(column + acrossColumn - acrossRow, row + acrossRow + acrossColumn)
                    + Sample(column - acrossColumn - acrossRow, row - acrossRow + acrossColumn)
                    + Sample(column + acrossColumn + acrossRow, row + acrossRow - acrossColumn)
                    + Sample(column - acrossColumn + acrossRow, row - acrossRow - acrossColumn));

                float Sample(double u, double v)
                {
                    if (u < 0 || v < 0 || u >= subject.Columns || v >= subject.Rows)
                    {
                        return 0;
                    }

                    (int cellX, int cellY) = ((int)u, (int)v);
                    int part = (int)((v - cellY) * CellShape.Parts) * CellShape.Parts + (int)((u - cellX) * CellShape.Parts);
                    int flash = subject.MultiplexedRows == 1 ? 0 : cellY;
                    return subject.Levels[cellY * subject.Columns + cellX] * shape[part] * timing[shutterRow + flash];
                }
            }
        }
    }

    private readonly record struct SampleGrid(PixelArea Area, int Fine, int Margin, int Stride);

    // The part of the background tile that a scene looks at, turned and enlarged as its seed says.
    private readonly struct Background
    {
        private readonly double _acrossX, _acrossY, _startX, _startY;

        internal Background(CameraScene scene)
        {
            var random = new SeededRandom((ulong)(uint)scene.Seed ^ 0xBAC0);
            double zoom = random.Between(0.25, 0.9) * 1280 / scene.FrameWidth;
            (double sin, double cos) = Math.SinCos(random.Between(0, Math.Tau));
            (_acrossX, _acrossY) = (cos * zoom, sin * zoom);
            (_startX, _startY) = (random.Between(4, 5) * 4096, random.Between(4, 5) * 4096);
        }

        internal float At(int x, int y)
        {
            float u = (float)(_startX + x * _acrossX - y * _acrossY);
            float v = (float)(_startY + x * _acrossY + y * _acrossX);
            (int left, int top) = ((int)u, (int)v);
            (float fx, float fy) = (u - left, v - top);
            const int Mask = BackgroundTexture.Side - 1;
            int above = (top & Mask) * BackgroundTexture.Side;
            int below = (top + 1 & Mask) * BackgroundTexture.Side;
            var tile = BackgroundTexture.Tile;
            float upper = tile[above + (left & Mask)] * (1 - fx) + tile[above + (left + 1 & Mask)] * fx;
            float lower = tile[below + (left & Mask)] * (1 - fx) + tile[below + (left + 1 & Mask)] * fx;
            return upper * (1 - fy) + lower * fy;
        }
    }
}
