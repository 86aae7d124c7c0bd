namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// What goes over the air in one direction: bytes with their check bytes, without the parity bits, start and end that the coding adds.
/// The first and the last byte may be parts of a byte, least significant bit first, as in ISO/IEC 14443-3 §6.2.3 (Type A).
/// </summary>
public sealed class AirFrame
{
    /// <summary>The carrier, in hertz (ISO/IEC 14443-2).</summary>
    public const long CarrierHz = 13_560_000;

    /// <summary>A frame.</summary>
    /// <param name="coding">Coding.</param>
    /// <param name="bytes">Its bytes; the frame keeps the array.</param>
    /// <param name="kilobitsPerSecond">106, 212, 424 or 848.</param>
    /// <param name="lastBits">How many bits of the last byte are sent, 1 to 8, from bit 0 on.</param>
    /// <param name="firstBit">The first bit of the first byte that is sent, 0 to 7: an anticollision answer completes a byte.</param>
    public AirFrame(AirCoding coding, byte[] bytes, int kilobitsPerSecond = 106, int lastBits = 8, int firstBit = 0)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastBits, 8);
        Coding = coding;
        Bytes = bytes;
        KilobitsPerSecond = kilobitsPerSecond;
        LastBits = lastBits;
        FirstBit = firstBit;
    }

    /// <summary>Coding.</summary>
    public AirCoding Coding { get; }

    /// <summary>The bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>106, 212, 424 or 848.</summary>
    public int KilobitsPerSecond { get; }

    /// <summary>How many bits of the last byte are sent, from bit 0 on.</summary>
    public int LastBits { get; }

    /// <summary>The first bit of the first byte that is sent.</summary>
    public int FirstBit { get; }

    /// <summary>Bits, without parity.</summary>
    public int BitCount => Math.Max(0, (Bytes.Length * 8) - (8 - LastBits) - FirstBit);

    /// <summary>Where the first bit is that two answers disagree in, counted from bit 0 of the first byte; -1 for a clean frame.</summary>
    public int Collision { get; init; } = -1;

    /// <summary>Whether something spoilt it on the way: its check bytes cannot be right.</summary>
    public bool IsSpoilt { get; init; }

    /// <summary>Nanoseconds it takes on the air, with start, parity or start and stop bits, and end.</summary>
    public long DurationNs
    {
        get
        {
            long bits = Coding switch
            {
                // ISO/IEC 14443-3 §6.2.3: start bit, eight bits and parity each byte, end.
                AirCoding.TypeA => 2 + BitCount + (BitCount / 8),

                // ISO/IEC 14443-3 §7.1: SOF 12.5, ten bits a byte, EOF 10.5 elementary time units.
                AirCoding.TypeB => 23 + (10 * Bytes.Length),

                // JIS X 6319-4 §6.5: six bytes of preamble, two of sync code.
                _ => 64 + (8 * Bytes.Length),
            };
            return bits * BitNs(KilobitsPerSecond);
        }
    }

    /// <summary>Nanoseconds of a bit: 128 periods of the carrier at 106 kbit/s.</summary>
    /// <param name="kilobitsPerSecond">106, 212, 424 or 848.</param>
    public static long BitNs(int kilobitsPerSecond) => 128 * 1_000_000_000L / CarrierHz * 106 / kilobitsPerSecond;

    /// <summary>Periods of the carrier in nanoseconds.</summary>
    /// <param name="periods">How many.</param>
    public static long CarrierNs(long periods) => periods * 1_000_000_000L / CarrierHz;
}
