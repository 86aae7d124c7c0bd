using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

/// <summary>Subjects and measurements that the camera's tests share.</summary>
internal static class Photographs
{
    /// <summary>Straight ahead, no noise to speak of, global shutter, linear: 255 is level 1.</summary>
    internal static readonly CameraScene Still = new()
    {
        Scale = 4,
        LensBlurPixels = 0.05,
        LineTimeMicroseconds = 0,
        ExposureMs = 1000,
        AmbientLevel = 0,
        HaloLevel = 0,
        FullWellElectrons = 1e9,
        ReadNoiseElectrons = 0,
        PanelLevel = 0.5,
        Gamma = 1,
    };

    internal static Subject AllLit() => OledModule.Showing((_, _) => true);

    internal static Subject Dark() => OledModule.Showing((_, _) => false);

    internal static Subject Checkers(int side)
        => OledModule.Showing((column, row) => (column / side + row / side) % 2 == 0);

    /// <summary>A phone that is white where a symbol would be.</summary>
    internal static Subject EvenPhone() => PhoneScreen.Drawing((_, _) => true, 128, 64, PhoneTheme.Dark);

    internal static GreyFrame Take(Subject subject, CameraScene scene) => new SceneRenderer().Render(subject, scene);

    internal static double Mean(this GreyFrame frame, int left, int top, int width, int height)
    {
        double sum = 0;
        for (int i = 0; i < width * height; i++)
        {
            sum += frame.Pixels[(top + i / width) * frame.Width + left + i % width];
        }

        return sum / (width * height);
    }

    internal static double Deviation(this GreyFrame frame, int left, int top, int width, int height)
    {
        double mean = frame.Mean(left, top, width, height);
        double sum = 0;
        for (int i = 0; i < width * height; i++)
        {
            double off = frame.Pixels[(top + i / width) * frame.Width + left + i % width] - mean;
            sum += off * off;
        }

        return Math.Sqrt(sum / (width * height));
    }

    /// <summary>The upright rectangle around all pixels of at least a level.</summary>
    internal static (int Left, int Top, int Right, int Bottom) Outline(this GreyFrame frame, int level)
    {
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (int i = 0; i < frame.Pixels.Length; i++)
        {
            if (frame.Pixels[i] >= level)
            {
                (int x, int y) = (i % frame.Width, i / frame.Width);
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        return (left, top, right, bottom);
    }
}
