using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace PaymentCode.Recognition;

/// <summary>Reads PNG (W3C Recommendation, third edition): every colour type and bit depth, not interlaced, to 8-bit grey. Transparent pixels are laid on
/// white. Only a row at a time is unpacked, so a file that unpacks to more than it claims costs nothing.</summary>
static class PngReader
{
    const int HeaderLength = 13;
    const int ChunkOverhead = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool TryRead(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out GreyImage? image, [NotNullWhen(false)] out string? reason)
    {
        image = null;
        reason = TryReadChunks(file, out PngHeader header, out byte[] palette, out List<ReadOnlyMemory<byte>> data);
        if (reason != null)
        {
            return false;
        }

        GreyImage made = GreyImage.Rent(header.Width, header.Height);
        try
        {
            reason = Unpack(header, palette, data, made);
        }
        catch (InvalidDataException)
        {
            reason = "the PNG file's pixels are damaged";
        }

        if (reason != null)
        {
            made.Dispose();
            return false;
        }

        image = made;
        return true;
    }

    static string? TryReadChunks(ReadOnlyMemory<byte> file, out PngHeader header, out byte[] palette, out List<ReadOnlyMemory<byte>> data)
    {
        header = default;
        palette = [];
        data = [];
        byte[] alpha = [];
        int position = Signature.Length;
        for (bool first = true; ; first = false)
        {
            ReadOnlySpan<byte> rest = file.Span[position..];
            uint length = rest.Length < ChunkOverhead ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
            {
                return "the PNG file is cut off";
            }

            int size = (int)length;
            uint type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
            if (PngFormat.Crc(rest.Slice(4, 4 + size)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + size)..]))
            {
                return "the PNG file is damaged: a chunk's CRC is wrong";
            }

            ReadOnlySpan<byte> content = rest.Slice(8, size);
            if (first != (type == PngFormat.Header))
            {
                return "the PNG file does not begin with its header";
            }

            string? reason = null;
            switch (type)
            {
                case PngFormat.Header:
                    reason = PngHeader.TryParse(content, HeaderLength, out header);
                    break;
                case PngFormat.Palette:
                    reason = size % 3 == 0 && size is > 0 and <= 768 ? null : "the PNG file's palette has a wrong length";
                    palette = content.ToArray();
                    break;
                case PngFormat.Transparency:
                    alpha = size <= 256 ? content.ToArray() : [];
                    break;
                case PngFormat.Data:
                    data.Add(file.Slice(position + 8, size));
                    break;
                case PngFormat.End:
                    palette = header.ColourType == PngHeader.Indexed ? MakeGreyPalette(palette, alpha) : [];
                    return data.Count == 0 ? "the PNG file has no pixels"
                        : header.ColourType == PngHeader.Indexed && palette.Length == 0 ? "the PNG file has no palette" : null;
                default:
                    reason = (type & 0x20000000) == 0 ? "the PNG file has a critical chunk of an unknown kind" : null;
                    break;
            }

            if (reason != null)
            {
                return reason;
            }

            position += ChunkOverhead + size;
        }
    }

    static byte[] MakeGreyPalette(byte[] palette, byte[] alpha)
    {
        var grey = new byte[palette.Length / 3];
        for (int i = 0; i < grey.Length; i++)
        {
            byte value = PngRow.Grey(palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]);
            grey[i] = PngRow.OnWhite(value, i < alpha.Length ? alpha[i] : byte.MaxValue);
        }

        return grey;
    }

    static string? Unpack(in PngHeader header, byte[] palette, List<ReadOnlyMemory<byte>> data, GreyImage image)
    {
        int stride = header.RowBytes;
        byte[] previous = ArrayPool<byte>.Shared.Rent(stride);
        byte[] current = ArrayPool<byte>.Shared.Rent(stride + 1);
        try
        {
            previous.AsSpan(0, stride).Clear();
            using var zlib = new ZLibStream(new JoinedStream(data), CompressionMode.Decompress);
            for (int y = 0; y < header.Height; y++)
            {
                Span<byte> packed = current.AsSpan(0, stride + 1);
                if (zlib.ReadAtLeast(packed, stride + 1, throwOnEndOfStream: false) <= stride)
                {
                    return "the PNG file has fewer pixels than it claims";
                }

                Span<byte> row = packed[1..];
                if (!PngRow.TryUnfilter(packed[0], row, previous.AsSpan(0, stride), header.PixelBytes))
                {
                    return "the PNG file uses an unknown row filter";
                }

                if (!PngRow.TryMakeGrey(header, palette, row, image.Pixels.AsSpan(y * header.Width, header.Width)))
                {
                    return "the PNG file uses a colour that its palette lacks";
                }

                row.CopyTo(previous);
            }

            return zlib.ReadByte() >= 0 ? "the PNG file unpacks to more pixels than it claims" : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(previous);
            ArrayPool<byte>.Shared.Return(current);
        }
    }

    /// <summary>The data of all IDAT chunks as one stream.</summary>
    sealed class JoinedStream(List<ReadOnlyMemory<byte>> parts) : Stream
    {
        int _part;
        int _offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            while (_part < parts.Count && _offset == parts[_part].Length)
            {
                _part++;
                _offset = 0;
            }

            if (_part == parts.Count)
            {
                return 0;
            }

            int count = Math.Min(buffer.Length, parts[_part].Length - _offset);
            parts[_part].Span.Slice(_offset, count).CopyTo(buffer);
            _offset += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
