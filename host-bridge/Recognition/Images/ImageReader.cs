using System.Diagnostics.CodeAnalysis;

namespace PaymentCode.Recognition;

/// <summary>Reads a picture file that a stranger may have made: PNG, JPEG or PGM. The size is checked before anything is allocated.</summary>
public static class ImageReader
{
    /// <summary>Reads a picture file of one of the known kinds, told by its first bytes, and makes it grey.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="image">The picture; the caller disposes it.</param>
    /// <param name="reason">Why there is none: what the file is or lacks, fit to be shown.</param>
    public static bool TryRead(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out GreyImage? image, [NotNullWhen(false)] out string? reason)
    {
        image = null;
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.IsEmpty)
        {
            reason = "the picture file is empty";
            return false;
        }

        if (bytes.StartsWith(PngReader.Signature))
        {
            return PngReader.TryRead(file, out image, out reason);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return JpegReader.TryRead(bytes, out image, out reason);
        }

        if (bytes.StartsWith("P5"u8) || bytes.StartsWith("P2"u8))
        {
            return PgmReader.TryRead(bytes, out image, out reason);
        }

        reason = $"the file is neither PNG nor JPEG nor PGM ({DescribeKind(bytes)})";
        return false;
    }

    static string DescribeKind(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("GIF8"u8) ? "it looks like GIF"
        : bytes.StartsWith("BM"u8) ? "it looks like BMP"
        : bytes.StartsWith("RIFF"u8) ? "it looks like WebP"
        : bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) ? "it looks like TIFF"
        : bytes.StartsWith("%PDF"u8) ? "it looks like PDF"
        : bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8) ? "it looks like HEIF or AVIF"
        : bytes.Length >= 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'7' ? "of the portable formats only P2 and P5 are read"
        : "unknown first bytes";
}
