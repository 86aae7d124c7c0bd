namespace PaymentCode.Emulation.Camera;

/// <summary>What the phone shows around a symbol.</summary>
public enum PhoneTheme
{
    /// <summary>Black, a backlit LCD's black.</summary>
    Dark,

    /// <summary>White, with lines of text above and below.</summary>
    White,
}

/// <summary>
/// A cheap 6.5-inch phone, 720×1600 pixels in a pitch of 0.094 mm: red, green and blue stripes, a backlight that leaks, dimmed by pulses of 240 Hz,
/// and a glass that reflects.
/// </summary>
public static class PhoneScreen
{
    private const int ShortSide = 720;
    private const int LongSide = 1600;
    private const int PhonePixelsPerDisplayPixel = 5;
    private const int MarginDisplayPixels = 8;
    private const float Leak = 0.004f;
    private const double PitchMm = 0.094;
    private const double BacklightHertz = 240;
    private const double BacklightDuty = 0.6;
    private static readonly CellShape Stripes = CellShape.Stripes();
    private static readonly HousingTexture Upright = HousingTexture.Phone(PitchMm, ShortSide, LongSide);
    private static readonly HousingTexture Sideways = HousingTexture.Phone(PitchMm, LongSide, ShortSide);

    /// <summary>The phone draws a display's picture itself: 5 phone pixels a display pixel, a black margin 8 display pixels wide around it.</summary>
    /// <param name="isLit">Whether the display pixel at a column and a row is white.</param>
    /// <param name="columns">Width of the picture, 1 to 128.</param>
    /// <param name="rows">Height of the picture, 1 to 128.</param>
    /// <param name="theme">What surrounds picture and margin.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public static Subject Drawing(Func<int, int, bool> isLit, int columns, int rows, PhoneTheme theme)
    {
        ArgumentNullException.ThrowIfNull(isLit);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 128);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 128);
        var levels = new float[ShortSide * LongSide];
        int left = (ShortSide - columns * PhonePixelsPerDisplayPixel) / 2;
        int top = (LongSide - rows * PhonePixelsPerDisplayPixel) / 2;
        int margin = MarginDisplayPixels * PhonePixelsPerDisplayPixel;
        for (int i = 0; i < levels.Length; i++)
        {
            (int x, int y) = (i % ShortSide - left, i / ShortSide - top);
            (int width, int height) = (columns * PhonePixelsPerDisplayPixel, rows * PhonePixelsPerDisplayPixel);
            bool inPicture = x >= 0 && y >= 0 && x < width && y < height;
            bool inMargin = x >= -margin && y >= -margin && x < width + margin && y < height + margin;
            bool white = inPicture ? isLit(x / PhonePixelsPerDisplayPixel, y / PhonePixelsPerDisplayPixel)
                : !inMargin && theme == PhoneTheme.White && !IsText(i % ShortSide, i / ShortSide);
            levels[i] = white ? 1 : Leak;
        }

        return Make(ShortSide, LongSide, levels, Upright, (columns, rows), PhonePixelsPerDisplayPixel);
    }

    /// <summary>The phone, held sideways, shows a photograph of a token, enlarged as far as the display in it fits on the screen.</summary>
    /// <param name="photograph">The photograph.</param>
    /// <param name="takenAs">The scene it was taken in: tells where the display is in it.</param>
    /// <param name="columns">Width of the photographed display in its own pixels.</param>
    /// <param name="rows">Height of the photographed display in its own pixels.</param>
    public static Subject Photograph(GreyFrame photograph, CameraScene takenAs, int columns = 128, int rows = 64)
    {
        ArgumentNullException.ThrowIfNull(photograph);
        ArgumentNullException.ThrowIfNull(takenAs);
        const double FilledShare = 0.9;
        var (left, top, right, bottom) = new Projection(takenAs, columns, rows, 1).Bounds();
        double zoom = FilledShare * Math.Min(LongSide / (right - left), ShortSide / (bottom - top));
        double middleX = (left + right) / 2 - LongSide / 2 / zoom;
        double middleY = (top + bottom) / 2 - ShortSide / 2 / zoom;
        var shown = new float[256];
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = Math.Max(Leak, MathF.Pow(i / 255f, 2.2f));
        }

        var levels = new float[ShortSide * LongSide];
        for (int i = 0; i < levels.Length; i++)
        {
            double x = middleX + (i % LongSide + 0.5) / zoom - 0.5;
            double y = middleY + (i / LongSide + 0.5) / zoom - 0.5;
            levels[i] = Between(photograph, shown, x, y);
        }

        return Make(LongSide, ShortSide, levels, Sideways, (columns, rows), takenAs.Scale * zoom);
    }

    private static Subject Make(
        int columns, int rows, float[] levels, HousingTexture housing, (double Columns, double Rows) display, double cellsPerDisplayPixel)
        => new(columns, rows, levels, Stripes, housing)
        {
            Display = display,
            CellsPerDisplayPixel = cellsPerDisplayPixel,
            DutyCycle = BacklightDuty,
            PulseHertz = BacklightHertz,
            Reflectance = 0.04f,
        };

    // Bilinear, as phones enlarge.
    private static float Between(GreyFrame frame, float[] shown, double x, double y)
    {
        if (x <= -1 || y <= -1 || x >= frame.Width || y >= frame.Height)
        {
            return Leak;
        }

        int left = Math.Clamp((int)Math.Floor(x), 0, frame.Width - 1);
        int top = Math.Clamp((int)Math.Floor(y), 0, frame.Height - 1);
        int right = Math.Min(left + 1, frame.Width - 1);
        int below = Math.Min(top + 1, frame.Height - 1) * frame.Width;
        int above = top * frame.Width;
        float fx = Math.Clamp((float)(x - left), 0, 1);
        float fy = Math.Clamp((float)(y - top), 0, 1);
        var pixels = frame.Pixels;
        float upper = shown[pixels[above + left]] * (1 - fx) + shown[pixels[above + right]] * fx;
        float lower = shown[pixels[below + left]] * (1 - fx) + shown[pixels[below + right]] * fx;
        return upper * (1 - fy) + lower * fy;
    }

    // Lines of words: dark where a page of text would be.
    private static bool IsText(int x, int y)
    {
        int line = y / 36;
        bool onLine = y % 36 is > 6 and < 28 && x is > 40 and < 680;
        uint letter = (uint)(x / 13 * 2654435761 + line * 40503);
        return onLine && letter % 7 != 0 && (letter >> (x % 13 / 4 * 3 + y % 36 / 8) & 1) == 1 && line % 4 != 3;
    }
}
