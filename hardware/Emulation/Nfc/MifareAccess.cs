namespace PaymentCode.Emulation.Nfc;

/// <summary>Access conditions of a MIFARE Classic sector (MF1S50 §8.7): three bits a block, stored twice, once inverted.</summary>
internal static class MifareAccess
{
    public const byte Read = 0x30;
    public const byte Write = 0xA0;
    public const byte Decrement = 0xC0;
    public const byte Increment = 0xC1;
    public const byte Restore = 0xC2;
    public const byte Transfer = 0xB0;

    private const int A = 1;
    private const int B = 2;

    // By C1 C2 C3 as a number: who may read, write, increment, and decrement, transfer or restore (table 8).
    private static readonly int[] DataRead = [A | B, A | B, A | B, B, A | B, B, A | B, 0];
    private static readonly int[] DataWrite = [A | B, 0, 0, B, B, 0, B, 0];
    private static readonly int[] DataIncrement = [A | B, 0, 0, 0, 0, 0, B, 0];
    private static readonly int[] DataDecrement = [A | B, A | B, 0, 0, 0, 0, A | B, 0];

    // The trailer (table 7): who may read the access bits, write key A, write the access bits, and write key B.
    private static readonly int[] BitsRead = [A, A, A, A | B, A | B, A | B, A | B, A | B];
    private static readonly int[] KeyAWrite = [A, A, 0, B, B, 0, 0, 0];
    private static readonly int[] BitsWrite = [0, A, 0, B, 0, B, 0, 0];
    private static readonly int[] KeyBWrite = [A, A, 0, B, B, 0, 0, 0];

    /// <summary>Whether an operation on a block is allowed to who has authenticated.</summary>
    /// <param name="trailer">The sector's trailer.</param>
    /// <param name="place">The block's place in its sector, 3 for the trailer itself.</param>
    /// <param name="operation">Command code.</param>
    /// <param name="withB">Whether it was key B.</param>
    public static bool Allows(ReadOnlySpan<byte> trailer, int place, byte operation, bool withB)
    {
        int condition = Condition(trailer, place);
        if (condition < 0 || (withB && IsKeyBReadable(trailer)))
        {
            // Bits that contradict each other block the sector; a key B that can be read is data, not a key.
            return false;
        }

        int who = (place == 3, operation) switch
        {
            (true, Read) => BitsRead[condition],
            (true, Write) => KeyAWrite[condition] | BitsWrite[condition],
            (true, _) => 0,
            (false, Read) => DataRead[condition],
            (false, Write) => DataWrite[condition],
            (false, Increment) => DataIncrement[condition],
            (false, Decrement or Restore or Transfer) => DataDecrement[condition],
            _ => 0,
        };
        return (who & (withB ? B : A)) != 0;
    }

    /// <summary>Whether key B is data that can be read.</summary>
    public static bool IsKeyBReadable(ReadOnlySpan<byte> trailer) => Condition(trailer, 3) is 0 or 1 or 2;

    /// <summary>Stores a block, of a trailer only the parts that may be written.</summary>
    public static void Store(Span<byte> block, ReadOnlySpan<byte> data, bool isTrailer, bool withB)
    {
        if (!isTrailer)
        {
            data.CopyTo(block);
            return;
        }

        int condition = Condition(block, 3);
        int who = withB ? B : A;
        if ((KeyAWrite[condition] & who) != 0)
        {
            data[..6].CopyTo(block);
        }

        if ((KeyBWrite[condition] & who) != 0)
        {
            data[10..].CopyTo(block[10..]);
        }

        if ((BitsWrite[condition] & who) != 0)
        {
            data[6..10].CopyTo(block[6..]);
        }
    }

    private static int Condition(ReadOnlySpan<byte> trailer, int place)
    {
        int c1 = trailer[7] >> (4 + place) & 1;
        int c2 = trailer[8] >> place & 1;
        int c3 = trailer[8] >> (4 + place) & 1;
        bool consistent = (trailer[6] >> place & 1) != c1 && (trailer[6] >> (4 + place) & 1) != c2 && (trailer[7] >> place & 1) != c3;
        return consistent ? (c1 << 2) | (c2 << 1) | c3 : -1;
    }
}
