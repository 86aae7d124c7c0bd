namespace PaymentCode.Emulation.Camera;

/// <summary>
/// The distortions that figures in this project are measured with: what a cheap fixed-focus rolling-shutter module gives when a person holds a
/// token before it. Everything is drawn evenly between two ends ("by factor": evenly in the logarithm) from the seed alone:
/// <list type="table">
/// <item><term>rotation</term><description>any, as long as the display is wholly in the frame</description></item>
/// <item><term>tilt</term><description>±25° about each axis; field of view 50° to 75°; lens distortion k1 −0.04 to 0.01</description></item>
/// <item><term>focus</term><description>lens blur 0.35 to 0.6 pixels, defocus disc 0 to 1.2 pixels (radius) × √(scale / 1.25), at most 3</description></item>
/// <item><term>motion</term><description>0 to 1.5 pixels × √(scale / 1.25), at most 4, any direction</description></item>
/// <item><term>shutter</term><description>exposure 12 to 40 ms against a refresh of 95 to 120 Hz; 20 to 44 µs a row</description></item>
/// <item><term>light</term><description>display 0.25 to 2 of clipping and white paper 0.03 to 0.8 (both by factor); vignetting 0 to 0.5</description></item>
/// <item><term>glare</term><description>in two of three pictures, anywhere within ±0.7 display sizes, radius 0.03 to 0.25 display widths, peak 0.05 to
/// 0.7 of clipping, to 1.2 (a lamp) up to a radius of 0.1; halo 0.01 to 0.06</description></item>
/// <item><term>sensor</term><description>pixels filled to 0.6 to 1 of their side (moiré); 700 to 8,000 electrons at clipping (by factor), read noise
/// 2 to 8 electrons; sharpening 0 to 0.8; gamma 1.8 to 2.4</description></item>
/// </list>
/// </summary>
public static class DefaultDistortions
{
    private const double MarginPixels = 6;

    /// <summary>Draws a scene.</summary>
    /// <param name="seed">The same seed and scale give the same scene.</param>
    /// <param name="scale">Camera pixels per display pixel, at most what lets the display fit into the frame.</param>
    /// <param name="columns">Width of the display in its own pixels.</param>
    /// <param name="rows">Height of the display in its own pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The display does not fit into 1280×720 at this scale.</exception>
    public static CameraScene Random(int seed, double scale, int columns = 128, int rows = 64)
    {
        var random = new SeededRandom((ulong)(uint)seed * 0xD1342543DE82EF95 + 1);
        double growth = Math.Sqrt(scale / 1.25);
        var scene = Pose(ref random, new CameraScene { Seed = seed, Scale = scale }, columns, rows);
        bool glare = random.Below(3) != 0;
        double glareSize = random.Between(0.03, 0.25);
        return scene with
        {
            LensBlurPixels = random.Between(0.35, 0.6),
            DefocusPixels = Math.Min(3, random.Between(0, 1.2) * growth),
            MotionPixels = Math.Min(4, random.Between(0, 1.5) * growth),
            MotionDegrees = random.Between(0, 360),
            ExposureMs = random.Between(12, 40),
            RefreshHertz = random.Between(95, 120),
            RefreshPhase = random.NextUnit(),
            LineTimeMicroseconds = random.Between(20, 44),
            PanelLevel = random.BetweenByFactor(0.25, 2),
            AmbientLevel = random.BetweenByFactor(0.03, 0.8),
            GlareLevel = glare ? random.Between(0.05, glareSize <= 0.1 ? 1.2 : 0.7) : 0,
            GlareX = random.Between(-0.7, 0.7),
            GlareY = random.Between(-0.7, 0.7),
            GlareSize = glareSize,
            HaloLevel = random.Between(0.01, 0.06),
            Vignetting = random.Between(0, 0.5),
            PixelFill = random.Between(0.6, 1),
            FullWellElectrons = random.BetweenByFactor(700, 8000),
            ReadNoiseElectrons = random.Between(2, 8),
            Sharpening = random.Between(0, 0.8),
            Gamma = random.Between(1.8, 2.4),
        };
    }

    private static CameraScene Pose(ref SeededRandom random, CameraScene scene, int columns, int rows)
    {
        for (int attempt = 0; attempt < 400; attempt++)
        {
            // A large display fits only near the horizontal: the last attempts look there.
            double rotation = attempt < 200 ? random.Between(0, 360) : random.Below(2) * 180 + random.Between(-8, 8);
            double steepest = attempt < 300 ? 25 : 5;
            var posed = scene with
            {
                RotationDegrees = rotation,
                TiltXDegrees = random.Between(-steepest, steepest),
                TiltYDegrees = random.Between(-steepest, steepest),
                FieldOfViewDegrees = random.Between(50, 75),
                LensDistortion = random.Between(-0.04, 0.01),
            };
            double across = random.NextUnit();
            double down = random.NextUnit();
            var (left, top, right, bottom) = new Projection(posed, columns, rows, 1).Bounds();
            double slackX = posed.FrameWidth - 2 * MarginPixels - (right - left);
            double slackY = posed.FrameHeight - 2 * MarginPixels - (bottom - top);
            if (slackX < 0 || slackY < 0)
            {
                continue;
            }

            posed = posed with
            {
                OffsetX = MarginPixels - left + slackX * across,
                OffsetY = MarginPixels - top + slackY * down,
            };

            // Away from the axis perspective and lens distortion change the outline a little.
            if (new Projection(posed, columns, rows, 1).IsInside(MarginPixels / 3))
            {
                return posed;
            }
        }

        throw new ArgumentOutOfRangeException(
            nameof(scene), scene.Scale, $"A display of {columns}×{rows} does not fit into the frame at this many camera pixels each.");
    }
}
