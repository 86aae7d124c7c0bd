namespace PaymentCode.Emulation.Nfc;

/// <summary>A value block (MF1S50 §8.6.2.1): value, inverted value, value, then address, inverted, address, inverted.</summary>
internal static class MifareValue
{
    public static bool TryRead(ReadOnlySpan<byte> block, out int value)
    {
        value = BitConverter.ToInt32(block);
        return BitConverter.ToInt32(block[4..]) == ~value && BitConverter.ToInt32(block[8..]) == value
            && block[12] == block[14] && block[13] == block[15] && (block[12] ^ block[13]) == 0xFF;
    }

    public static byte[] Write(int value, byte address)
    {
        byte inverted = (byte)~address;
        return [.. BitConverter.GetBytes(value), .. BitConverter.GetBytes(~value), .. BitConverter.GetBytes(value), address, inverted, address, inverted];
    }
}
