namespace PaymentCode.Recognition;

/// <summary>What reader and writer of PNG (W3C Recommendation, third edition) share.</summary>
static class PngFormat
{
    public const uint Header = 0x49484452;
    public const uint Palette = 0x504C5445;
    public const uint Transparency = 0x74524E53;
    public const uint Data = 0x49444154;
    public const uint End = 0x49454E44;

    static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>CRC-32 of a chunk's type and data (section 5.5), a byte a step: camera frames are a megabyte long.</summary>
    public static uint Crc(ReadOnlySpan<byte> typeAndData)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in typeAndData)
        {
            crc = CrcTable[(byte)crc ^ value] ^ crc >> 8;
        }

        return ~crc;
    }

    static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? value >> 1 ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
