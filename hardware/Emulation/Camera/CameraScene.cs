namespace PaymentCode.Emulation.Camera;

/// <summary>
/// How one picture is taken: where the subject is, what the lens, the shutter, the light and the sensor do to it. The initial values are a sharp,
/// evenly lit picture from straight ahead; <see cref="DefaultDistortions.Random"/> draws what a cheap fixed-focus camera module really gives.
/// Lengths called pixels are pixels of the camera unless said otherwise.
/// </summary>
public sealed record CameraScene
{
    /// <summary>Chooses background and fixed pattern and, with <see cref="Exposure"/>, the noise; the same scene and subject give the same bytes.</summary>
    public int Seed { get; init; }

    /// <summary>Number of the exposure: another one has other noise, and meets the display elsewhere in its refresh.</summary>
    public int Exposure { get; init; }

    /// <summary>Frame width in pixels.</summary>
    public int FrameWidth { get; init; } = 1280;

    /// <summary>Frame height in pixels.</summary>
    public int FrameHeight { get; init; } = 720;

    /// <summary>Camera pixels per display pixel at the subject's centre, seen straight on. The distance follows from it.</summary>
    public double Scale { get; init; } = 5;

    /// <summary>Horizontal position of the subject's centre, in pixels right of the frame's centre.</summary>
    public double OffsetX { get; init; }

    /// <summary>Vertical position of the subject's centre, in pixels below the frame's centre.</summary>
    public double OffsetY { get; init; }

    /// <summary>Rotation about the optical axis in degrees, clockwise as seen in the picture.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>Tilt about the subject's own horizontal axis in degrees, −60 to 60; positive moves its lower edge away.</summary>
    public double TiltXDegrees { get; init; }

    /// <summary>Tilt about the subject's own vertical axis in degrees, −60 to 60; positive moves its right edge away.</summary>
    public double TiltYDegrees { get; init; }

    /// <summary>Horizontal field of view in degrees; the wider, the stronger the perspective of a tilted subject.</summary>
    public double FieldOfViewDegrees { get; init; } = 60;

    /// <summary>Radial lens distortion k1 at unit normalised radius (one focal length from the centre): negative bulges outwards (barrel).</summary>
    public double LensDistortion { get; init; }

    /// <summary>Radius in pixels of the disc that a point becomes because the lens is out of focus.</summary>
    public double DefocusPixels { get; init; }

    /// <summary>Standard deviation in pixels of the blur the lens has even in focus.</summary>
    public double LensBlurPixels { get; init; } = 0.4;

    /// <summary>Path of the subject during the exposure, in pixels.</summary>
    public double MotionPixels { get; init; }

    /// <summary>Direction of that path in degrees, clockwise from the right.</summary>
    public double MotionDegrees { get; init; }

    /// <summary>Exposure time of one camera row in milliseconds. Below one refresh period of the display, rows are missing altogether.</summary>
    public double ExposureMs { get; init; } = 30;

    /// <summary>Time between the exposures of two camera rows (rolling shutter), in microseconds; 0 is a global shutter.</summary>
    public double LineTimeMicroseconds { get; init; } = 30;

    /// <summary>Refresh rate in hertz of a multiplexed OLED, which lights one row at a time. The SSD1306's reset values give about 107 Hz.</summary>
    public double RefreshHertz { get; init; } = 107;

    /// <summary>Where in its refresh the display is when the exposure begins, 0 to 1.</summary>
    public double RefreshPhase { get; init; }

    /// <summary>Linear light level of an evenly lit part of the display, 1 being where the sensor clips. Above 1 is overexposed.</summary>
    public double PanelLevel { get; init; } = 0.7;

    /// <summary>Linear light level of a white surface under the room's light, 1 being where the sensor clips.</summary>
    public double AmbientLevel { get; init; } = 0.25;

    /// <summary>Lamps and windows reflected in the glass, as a share of the clipping level at their brightest point; 0 is none.</summary>
    public double GlareLevel { get; init; }

    /// <summary>Horizontal position of the glare's centre in widths of the display from its centre; −0.5 to 0.5 is on it.</summary>
    public double GlareX { get; init; }

    /// <summary>Vertical position of the glare's centre in heights of the display from its centre; −0.5 to 0.5 is on it.</summary>
    public double GlareY { get; init; }

    /// <summary>Radius (standard deviation) of the glare in widths of the display.</summary>
    public double GlareSize { get; init; } = 0.1;

    /// <summary>Share of the display's light that glass and lens scatter widely around it.</summary>
    public double HaloLevel { get; init; } = 0.02;

    /// <summary>Light lost in the frame's corners, 0 to 1.</summary>
    public double Vignetting { get; init; }

    /// <summary>Share of a sensor pixel's width and height that catches light, 0.2 to 1: the smaller, the stronger moiré with the display's dots.</summary>
    public double PixelFill { get; init; } = 1;

    /// <summary>Electrons in a sensor pixel where it clips, at the gain in use: the fewer, the stronger the shot noise.</summary>
    public double FullWellElectrons { get; init; } = 8000;

    /// <summary>Noise of reading a pixel, in electrons (standard deviation).</summary>
    public double ReadNoiseElectrons { get; init; } = 3;

    /// <summary>Unsharp mask of the camera's image processor: strength, 0 is off.</summary>
    public double Sharpening { get; init; }

    /// <summary>Exponent of the camera's tone curve; a pixel is 255 × level^(1 / Gamma).</summary>
    public double Gamma { get; init; } = 2.2;

    /// <summary>The same scene seen by the same lens through a sensor of another width; whatever is counted in pixels changes with it.</summary>
    /// <param name="frameWidth">Width in pixels; the height keeps the frame's proportions.</param>
    public CameraScene WithFrameWidth(int frameWidth)
    {
        double factor = (double)frameWidth / FrameWidth;
        return this with
        {
            FrameWidth = frameWidth,
            FrameHeight = Math.Max(1, (int)Math.Round(FrameHeight * factor)),
            Scale = Scale * factor,
            OffsetX = OffsetX * factor,
            OffsetY = OffsetY * factor,
            DefocusPixels = DefocusPixels * factor,
            MotionPixels = MotionPixels * factor,
            LineTimeMicroseconds = LineTimeMicroseconds / factor,
        };
    }

    /// <summary>Refuses what no camera can be asked for, before anything is allocated for it.</summary>
    internal void ThrowIfOutOfRange()
    {
        Check(FrameWidth, 16, GreyFrame.MaxSide, nameof(FrameWidth));
        Check(FrameHeight, 16, GreyFrame.MaxSide, nameof(FrameHeight));
        Check(Scale, 0.05, 1000, nameof(Scale));
        Check(OffsetX, -GreyFrame.MaxSide, GreyFrame.MaxSide, nameof(OffsetX));
        Check(OffsetY, -GreyFrame.MaxSide, GreyFrame.MaxSide, nameof(OffsetY));
        Check(RotationDegrees, -3600, 3600, nameof(RotationDegrees));
        Check(TiltXDegrees, -60, 60, nameof(TiltXDegrees));
        Check(TiltYDegrees, -60, 60, nameof(TiltYDegrees));
        Check(FieldOfViewDegrees, 5, 120, nameof(FieldOfViewDegrees));
        Check(LensDistortion, -0.1, 0.1, nameof(LensDistortion));
        Check(DefocusPixels, 0, 12, nameof(DefocusPixels));
        Check(LensBlurPixels, 0, 4, nameof(LensBlurPixels));
        Check(MotionPixels, 0, 24, nameof(MotionPixels));
        Check(MotionDegrees, -3600, 3600, nameof(MotionDegrees));
        Check(ExposureMs, 0.01, 1000, nameof(ExposureMs));
        Check(LineTimeMicroseconds, 0, 10000, nameof(LineTimeMicroseconds));
        Check(RefreshHertz, 1, 10000, nameof(RefreshHertz));
        Check(RefreshPhase, -1e6, 1e6, nameof(RefreshPhase));
        Check(PanelLevel, 0, 1000, nameof(PanelLevel));
        Check(AmbientLevel, 0, 1000, nameof(AmbientLevel));
        Check(GlareLevel, 0, 1000, nameof(GlareLevel));
        Check(GlareX, -10, 10, nameof(GlareX));
        Check(GlareY, -10, 10, nameof(GlareY));
        Check(GlareSize, 0, 10, nameof(GlareSize));
        Check(HaloLevel, 0, 1, nameof(HaloLevel));
        Check(Vignetting, 0, 1, nameof(Vignetting));
        Check(PixelFill, 0.2, 1, nameof(PixelFill));
        Check(FullWellElectrons, 1, 1e9, nameof(FullWellElectrons));
        Check(ReadNoiseElectrons, 0, 1e6, nameof(ReadNoiseElectrons));
        Check(Sharpening, 0, 4, nameof(Sharpening));
        Check(Gamma, 0.2, 5, nameof(Gamma));
    }

    private static void Check(double value, double lowest, double highest, string name)
    {
        if (!(value >= lowest && value <= highest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"A camera scene's {name} lies between {lowest} and {highest}.");
        }
    }
}
