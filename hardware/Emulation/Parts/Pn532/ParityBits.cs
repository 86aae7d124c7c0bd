using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>
/// Frames whose parity bits the host makes itself (CIU_ManualRCV, ParityDisable): nine bits a byte on the host's side, least significant
/// bit first, packed into bytes.
/// </summary>
internal static class ParityBits
{
    /// <summary>What is on the air for a host's bits; spoilt where a parity bit is not odd parity, which no card takes.</summary>
    public static AirFrame Strip(AirFrame packed)
    {
        int bits = packed.BitCount;
        if (bits < 9)
        {
            return packed;
        }

        bool right = true;
        byte[] bytes = new byte[(bits + 8) / 9];
        for (int i = 0; i < bits; i++)
        {
            int bit = packed.Bytes[i / 8] >> (i % 8) & 1;
            if (i % 9 < 8)
            {
                bytes[i / 9] |= (byte)(bit << (i % 9));
            }
            else
            {
                right &= bit == OddParity(bytes[i / 9]);
            }
        }

        int lastBits = bits % 9 == 0 ? 8 : Math.Min(bits % 9, 8);
        return new AirFrame(packed.Coding, bytes, packed.KilobitsPerSecond, lastBits) { IsSpoilt = !right };
    }

    /// <summary>What the host gets for what was on the air.</summary>
    public static AirFrame Insert(AirFrame frame)
    {
        if (frame.Bytes.Length == 1 && frame.LastBits < 8)
        {
            return frame;
        }

        int bits = frame.BitCount + (frame.BitCount / 8);
        byte[] packed = new byte[(bits + 7) / 8];
        for (int i = 0; i < bits; i++)
        {
            byte value = frame.Bytes[i / 9];
            int bit = i % 9 < 8 ? value >> (i % 9) & 1 : OddParity(value);
            packed[i / 8] |= (byte)(bit << (i % 8));
        }

        int lastBits = bits % 8 == 0 ? 8 : bits % 8;
        return new AirFrame(frame.Coding, packed, frame.KilobitsPerSecond, lastBits) { IsSpoilt = frame.IsSpoilt, Collision = frame.Collision };
    }

    private static int OddParity(byte value) => 1 - (System.Numerics.BitOperations.PopCount(value) & 1);
}
