using System.Buffers.Binary;
using System.IO.Compression;

namespace PaymentCode.Recognition.Tests;

/// <summary>Makes PNG files, right and wrong ones, chunk by chunk; its CRC is that of the firmware, not that of the reader under test.</summary>
static class PngFile
{
    public static byte[] Join(params byte[][] chunks) => [0x89, .. "PNG\r\n\x1A\n"u8, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] typed = [.. type.Select(c => (byte)c), .. data];
        var chunk = new byte[typed.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Core.Symbols.Crc32.Compute(typed, 0, typed.Length));
        return chunk;
    }

    public static byte[] Header(uint width, uint height, byte depth, byte colourType, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(data, width);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), height);
        data[8] = depth;
        data[9] = colourType;
        data[12] = interlace;
        return Chunk("IHDR", data);
    }

    public static byte[] Data(params byte[] rows) => Chunk("IDAT", Deflate(rows));

    public static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] End() => Chunk("IEND");

    /// <summary>Filters rows as section 9 of the standard says, row y with filter y modulo 5.</summary>
    public static byte[] Filter(byte[][] rows, int pixelBytes)
    {
        var all = new List<byte>();
        for (int y = 0; y < rows.Length; y++)
        {
            all.Add((byte)(y % 5));
            for (int i = 0; i < rows[y].Length; i++)
            {
                int left = i < pixelBytes ? 0 : rows[y][i - pixelBytes];
                int above = y == 0 ? 0 : rows[y - 1][i];
                int corner = y == 0 || i < pixelBytes ? 0 : rows[y - 1][i - pixelBytes];
                int predicted = (y % 5) switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Paeth(left, above, corner) };
                all.Add((byte)(rows[y][i] - predicted));
            }
        }

        return [.. all];
    }

    static int Paeth(int left, int above, int corner) =>
        new[] { left, above, corner }.MinBy(value => Math.Abs(left + above - corner - value));
}
