using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>A picture of 8-bit grey pixels, 0 black to 255 white, row by row without padding. Disposing gives a pooled buffer back.</summary>
public sealed class GreyImage : IDisposable
{
    /// <summary>The largest picture that is taken: 24 megapixels.</summary>
    public const int MaxPixels = 24_000_000;

    /// <summary>The longest side that is taken, in pixels.</summary>
    public const int MaxSide = 32_767;

    readonly bool _pooled;

    /// <summary>A picture over the caller's pixels, which may be longer than width times height.</summary>
    /// <exception cref="ArgumentException">The size is out of range, or the buffer too short.</exception>
    public GreyImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (DescribeBadSize(width, height) is { } reason)
        {
            throw new ArgumentException(reason);
        }

        if (pixels.Length < width * height)
        {
            throw new ArgumentException($"A picture of {width}x{height} needs {width * height} bytes; the buffer has {pixels.Length}.");
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    GreyImage(int width, int height)
        : this(width, height, ArrayPool<byte>.Shared.Rent(width * height)) => _pooled = true;

    /// <summary>Columns, 1 to <see cref="MaxSide"/>.</summary>
    public int Width { get; }

    /// <summary>Rows, 1 to <see cref="MaxSide"/>.</summary>
    public int Height { get; }

    /// <summary>The pixels; the first <see cref="Width"/> × <see cref="Height"/> bytes count. Empty after disposal of a pooled picture.</summary>
    public byte[] Pixels { get; private set; }

    /// <summary>A picture on a pooled buffer with arbitrary content; the size must have passed <see cref="DescribeBadSize"/>.</summary>
    internal static GreyImage Rent(int width, int height) => new(width, height);

    /// <summary>The same picture in half its width and height, rounded down, on a pooled buffer: each pixel is the mean of four.</summary>
    internal GreyImage Halved()
    {
        GreyImage half = Rent(Width / 2, Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            ReadOnlySpan<byte> upper = Pixels.AsSpan(2 * y * Width, Width);
            ReadOnlySpan<byte> lower = Pixels.AsSpan((2 * y + 1) * Width, Width);
            Span<byte> target = half.Pixels.AsSpan(y * half.Width, half.Width);
            for (int x = 0; x < target.Length; x++)
            {
                target[x] = (byte)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) / 4);
            }
        }

        return half;
    }

    /// <summary>The same picture in twice its width and height on a pooled buffer: each pixel becomes four.</summary>
    internal GreyImage Doubled()
    {
        GreyImage twice = Rent(2 * Width, 2 * Height);
        for (int y = 0; y < twice.Height; y++)
        {
            ReadOnlySpan<byte> source = Pixels.AsSpan(y / 2 * Width, Width);
            Span<byte> target = twice.Pixels.AsSpan(y * twice.Width, twice.Width);
            for (int x = 0; x < target.Length; x++)
            {
                target[x] = source[x / 2];
            }
        }

        return twice;
    }

    /// <summary>What is wrong with a size that a file claims, or null.</summary>
    internal static string? DescribeBadSize(long width, long height) =>
        width < 1 || height < 1 ? $"the picture is empty ({width}x{height})"
        : width > MaxSide || height > MaxSide || width * height > MaxPixels
            ? $"the picture is too large ({width}x{height}; at most {MaxPixels / 1_000_000} megapixels and {MaxSide} pixels a side)"
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_pooled && Pixels.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Pixels);
            Pixels = [];
        }
    }
}
