using System.Buffers.Binary;

namespace PaymentCode.Recognition;

/// <summary>The IHDR chunk (section 11.2.1): width (4), height (4), bit depth, colour type, compression, filter, interlace (1 each).</summary>
readonly record struct PngHeader(int Width, int Height, int BitDepth, int ColourType)
{
    public const int Greyscale = 0;
    public const int Truecolour = 2;
    public const int Indexed = 3;
    public const int GreyscaleWithAlpha = 4;
    public const int TruecolourWithAlpha = 6;

    public int Channels => ColourType switch
    {
        Truecolour => 3,
        GreyscaleWithAlpha => 2,
        TruecolourWithAlpha => 4,
        _ => 1
    };

    /// <summary>Bytes of an unpacked row, without the filter's.</summary>
    public int RowBytes => (int)(((long)Width * Channels * BitDepth + 7) / 8);

    /// <summary>Distance of the byte to the left that filters refer to.</summary>
    public int PixelBytes => Math.Max(1, Channels * BitDepth / 8);

    public static string? TryParse(ReadOnlySpan<byte> content, int headerLength, out PngHeader header)
    {
        header = default;
        if (content.Length != headerLength)
        {
            return "the PNG file's header has a wrong length";
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        if (GreyImage.DescribeBadSize(width, height) is { } reason)
        {
            return reason;
        }

        header = new PngHeader((int)width, (int)height, content[8], content[9]);
        bool known = header.ColourType switch
        {
            Greyscale => header.BitDepth is 1 or 2 or 4 or 8 or 16,
            Indexed => header.BitDepth is 1 or 2 or 4 or 8,
            Truecolour or GreyscaleWithAlpha or TruecolourWithAlpha => header.BitDepth is 8 or 16,
            _ => false
        };

        return !known ? $"the PNG file has an impossible colour type {header.ColourType} with {header.BitDepth} bits"
            : content[10] != 0 || content[11] != 0 ? "the PNG file uses an unknown compression or filter method"
            : content[12] != 0 ? "interlaced PNG files are not read; save the picture without interlacing"
            : null;
    }
}
