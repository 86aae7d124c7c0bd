using System.Buffers.Binary;
using System.IO.Compression;

namespace PaymentCode.Recognition;

/// <summary>Writes PNG files: 8 bits of grey a pixel for frames, 1 bit a pixel or 24 bits of colour for what a display shows.</summary>
public static class PngWriter
{
    const int RowsAtOnce = 16;
    const int ChunkOverhead = 12;

    // Colour types of the header (section 11.2.1).
    const byte Grey = 0;
    const byte TrueColour = 2;

    /// <summary>The picture as a PNG file with 8 bits a pixel.</summary>
    public static byte[] Write(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Write(image.Width, image.Height, Grey, 8, (y, row) => image.Pixels.AsSpan(y * image.Width, image.Width).CopyTo(row));
    }

    /// <summary>A black and white picture as a PNG file with 1 bit a pixel; each pixel is drawn <paramref name="scale"/> pixels wide and high.</summary>
    /// <param name="width">Columns before scaling.</param>
    /// <param name="height">Rows before scaling.</param>
    /// <param name="isLit">Whether column, row is white.</param>
    /// <param name="scale">1 to 64.</param>
    /// <exception cref="ArgumentException">The scaled picture is empty or larger than <see cref="GreyImage.MaxPixels"/>.</exception>
    public static byte[] Write(int width, int height, Func<int, int, bool> isLit, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(isLit);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 64);
        return Write(width * scale, height * scale, Grey, 1, (y, row) =>
        {
            row.Clear();
            for (int x = 0; x < width * scale; x++)
            {
                if (isLit(x / scale, y / scale))
                {
                    row[x / 8] |= (byte)(0x80 >> x % 8);
                }
            }
        });
    }

    /// <summary>A colour picture as a PNG file with 24 bits a pixel; each pixel is drawn <paramref name="scale"/> pixels wide and high.</summary>
    /// <param name="width">Columns before scaling.</param>
    /// <param name="height">Rows before scaling.</param>
    /// <param name="colourAt">0xRRGGBB of column, row.</param>
    /// <param name="scale">1 to 64.</param>
    /// <exception cref="ArgumentException">The scaled picture is empty or larger than <see cref="GreyImage.MaxPixels"/>.</exception>
    public static byte[] WriteColour(int width, int height, Func<int, int, int> colourAt, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(colourAt);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 64);
        return Write(width * scale, height * scale, TrueColour, 8, (y, row) =>
        {
            for (int x = 0; x < width * scale; x++)
            {
                int colour = colourAt(x / scale, y / scale);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour);
            }
        });
    }

    delegate void FillRow(int y, Span<byte> row);

    static byte[] Write(int width, int height, byte colourType, byte bitDepth, FillRow fill)
    {
        if (GreyImage.DescribeBadSize(width, height) is { } reason)
        {
            throw new ArgumentException(reason);
        }

        int bitsPerPixel = colourType == TrueColour ? 3 * bitDepth : bitDepth;
        int stride = 1 + (width * bitsPerPixel + 7) / 8;
        using MemoryStream packed = Pack(height, stride, fill);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = bitDepth;
        header[9] = colourType;
        var file = new byte[PngReader.Signature.Length + 3 * ChunkOverhead + header.Length + packed.Length];
        PngReader.Signature.CopyTo(file);
        Span<byte> rest = file.AsSpan(PngReader.Signature.Length);
        rest = WriteChunk(rest, PngFormat.Header, header);
        rest = WriteChunk(rest, PngFormat.Data, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(rest, PngFormat.End, []);
        return file;
    }

    // A frame with a sensor's noise is hardly packed at all.
    static MemoryStream Pack(int height, int stride, FillRow fill)
    {
        var packed = new MemoryStream(stride * height);
        using var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        var rows = new byte[stride * RowsAtOnce];
        for (int y = 0; y < height; y++)
        {
            int offset = y % RowsAtOnce * stride;
            fill(y, rows.AsSpan(offset + 1, stride - 1));
            if (y % RowsAtOnce == RowsAtOnce - 1 || y == height - 1)
            {
                zlib.Write(rows, 0, offset + stride);
            }
        }

        return packed;
    }

    static Span<byte> WriteChunk(Span<byte> target, uint type, scoped ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], type);
        data.CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(target[(8 + data.Length)..], PngFormat.Crc(target.Slice(4, 4 + data.Length)));
        return target[(ChunkOverhead + data.Length)..];
    }
}
