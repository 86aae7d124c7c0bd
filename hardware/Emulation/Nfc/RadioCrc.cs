namespace PaymentCode.Emulation.Nfc;

/// <summary>The check bytes of contactless frames (ISO/IEC 14443-3 annex B, JIS X 6319-4).</summary>
public static class RadioCrc
{
    private static readonly ushort[] Reflected = Table(0x8408);

    /// <summary>CRC_A or CRC_B of bytes.</summary>
    /// <param name="coding"><see cref="AirCoding.TypeA"/> begins at 6363 hex; Type B at FFFF and inverts the result; FeliCa at 0, most significant bit first.</param>
    /// <param name="bytes">The bytes.</param>
    public static ushort Of(AirCoding coding, ReadOnlySpan<byte> bytes)
    {
        if (coding == AirCoding.FeliCa)
        {
            return MostSignificantFirst(bytes);
        }

        int crc = coding == AirCoding.TypeA ? 0x6363 : 0xFFFF;
        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ Reflected[(crc ^ value) & 0xFF];
        }

        return (ushort)(coding == AirCoding.TypeA ? crc : ~crc);
    }

    /// <summary>A copy with its check bytes behind it.</summary>
    /// <param name="coding">Coding.</param>
    /// <param name="bytes">The bytes.</param>
    public static byte[] Append(AirCoding coding, ReadOnlySpan<byte> bytes)
    {
        byte[] framed = new byte[bytes.Length + 2];
        bytes.CopyTo(framed);
        ushort crc = Of(coding, bytes);
        bool lowFirst = coding != AirCoding.FeliCa;
        framed[^2] = (byte)(lowFirst ? crc : crc >> 8);
        framed[^1] = (byte)(lowFirst ? crc >> 8 : crc);
        return framed;
    }

    /// <summary>Whether bytes end with their check bytes.</summary>
    /// <param name="coding">Coding.</param>
    /// <param name="framed">The bytes with the check bytes.</param>
    public static bool IsRight(AirCoding coding, ReadOnlySpan<byte> framed)
    {
        if (framed.Length < 3)
        {
            return false;
        }

        ushort crc = Of(coding, framed[..^2]);
        int sent = coding == AirCoding.FeliCa ? (framed[^2] << 8) | framed[^1] : (framed[^1] << 8) | framed[^2];
        return crc == sent;
    }

    private static ushort MostSignificantFirst(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }

        return (ushort)crc;
    }

    private static ushort[] Table(int polynomial)
    {
        ushort[] table = new ushort[256];
        for (int i = 0; i < table.Length; i++)
        {
            int crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
            }

            table[i] = (ushort)crc;
        }

        return table;
    }
}
