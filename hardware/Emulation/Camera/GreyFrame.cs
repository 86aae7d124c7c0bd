namespace PaymentCode.Emulation.Camera;

/// <summary>One picture of the camera: 8 bits a pixel, 0 black, 255 white, rows from top to bottom without padding.</summary>
public sealed class GreyFrame
{
    /// <summary>Largest width and height of a frame, in pixels.</summary>
    public const int MaxSide = 8192;

    /// <summary>Makes a black frame.</summary>
    /// <param name="width">Width in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Height in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside its range.</exception>
    public GreyFrame(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        Width = width;
        Height = height;
        Pixels = new byte[width * height];
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Row-major pixels, <see cref="Width"/> × <see cref="Height"/> bytes.</summary>
    public byte[] Pixels { get; }
}
