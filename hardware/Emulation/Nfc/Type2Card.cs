namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// A Type A card without the block protocol whose memory is pages of four bytes, read sixteen bytes at a time (NFC Forum Type 2 Tag;
/// NXP MF0ICU1 §7, NTAG213/215/216 §10): READ, WRITE, COMPATIBILITY WRITE, lock bits and one-time-programmable bits.
/// </summary>
public abstract class Type2Card : TypeACard
{
    /// <summary>Bytes in a page.</summary>
    public const int PageSize = 4;

    /// <summary>NAK for a wrong argument (NTAG21x table 23).</summary>
    protected const byte InvalidArgument = 0x0;

    private const byte CrcWrong = 0x1;
    private const byte Acknowledge = 0xA;
    private const byte Read = 0x30;
    private const byte Write = 0xA2;
    private const byte CompatibilityWrite = 0xA0;

    // Programming a page, MF0ICU1 §7.6.5 and NTAG21x §10.4: 4.1 ms.
    private const long WriteNs = 4_100_000;

    private int _pageToCome = -1;

    /// <summary>A card out of any field, its memory as delivered.</summary>
    /// <param name="uid">Its identifier, seven bytes.</param>
    /// <param name="pages">Pages of memory.</param>
    protected Type2Card(byte[] uid, int pages)
        : base(uid, 0x0044, 0x00)
    {
        if (uid.Length != 7)
        {
            throw new ArgumentException("The UID of such a card has 7 bytes.", nameof(uid));
        }

        Memory = new byte[pages * PageSize];
        uid.AsSpan(0, 3).CopyTo(Memory);
        Memory[3] = (byte)(CascadeTag ^ uid[0] ^ uid[1] ^ uid[2]);
        uid.AsSpan(3).CopyTo(Memory.AsSpan(4));
        Memory[8] = (byte)(uid[3] ^ uid[4] ^ uid[5] ^ uid[6]);
        Memory[9] = 0x48;
    }

    /// <summary>All bytes, as they are stored.</summary>
    protected byte[] Memory { get; }

    /// <summary>Pages of memory.</summary>
    public int Pages => Memory.Length / PageSize;

    /// <summary>A copy of the memory.</summary>
    public byte[] Image() => (byte[])Memory.Clone();

    /// <inheritdoc/>
    protected override AirAnswer? AnswerActive(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.IsSpoilt || frame.LastBits != 8 || !RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes))
        {
            return Refuse(frame, CrcWrong);
        }

        ReadOnlySpan<byte> command = frame.Bytes.AsSpan(0, frame.Bytes.Length - 2);
        if (_pageToCome >= 0)
        {
            int page = _pageToCome;
            _pageToCome = -1;
            return command.Length == 16 ? Store(frame, page, command[..PageSize]) : Refuse(frame, InvalidArgument);
        }

        return command switch
        {
            [Read, var page] => ReadPages(frame, page),
            [Write, var page, _, _, _, _] => Store(frame, page, command[2..]),
            [CompatibilityWrite, var page] => BeginWrite(frame, page),
            _ => AnswerSpecial(frame, command),
        };
    }

    /// <inheritdoc/>
    protected override void Selected() => _pageToCome = -1;

    /// <summary>A command that only some such cards have.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="command">Its bytes without check bytes.</param>
    protected virtual AirAnswer? AnswerSpecial(AirFrame frame, ReadOnlySpan<byte> command) => Refuse(frame, InvalidArgument);

    /// <summary>Whether a page may be read now.</summary>
    /// <param name="page">Page number within the memory.</param>
    protected virtual bool MayRead(int page) => true;

    /// <summary>Whether a page may be written now; lock bits are looked at here.</summary>
    /// <param name="page">Page number.</param>
    protected virtual bool MayWrite(int page) => page is >= 2 and < 16 && !IsLocked(page);

    /// <summary>What is read of a byte: not all can be read.</summary>
    /// <param name="place">Its place in the memory.</param>
    protected virtual byte Readable(int place) => Memory[place];

    /// <summary>Whether a page's bits can only be set: lock bits, one-time-programmable bits.</summary>
    /// <param name="page">Page number.</param>
    protected virtual bool OnlySets(int page) => page is 2 or 3;

    /// <summary>A static lock bit, MF0ICU1 §7.5.2: pages 3 to 15.</summary>
    /// <param name="page">Page number.</param>
    protected bool IsLocked(int page) => page switch
    {
        >= 3 and <= 7 => (Memory[10] >> page & 1) != 0,
        >= 8 and <= 15 => (Memory[11] >> (page - 8) & 1) != 0,
        _ => false,
    };

    /// <summary>Four bits that say no; the card falls back to IDLE or HALT.</summary>
    /// <param name="frame">The frame it answers.</param>
    /// <param name="reason">The four bits.</param>
    protected AirAnswer Refuse(AirFrame frame, byte reason)
    {
        _pageToCome = -1;
        GoIdle();
        return new AirAnswer(new AirFrame(AirCoding.TypeA, [reason], lastBits: 4), FrameDelayNs(frame));
    }

    private AirAnswer ReadPages(AirFrame frame, int first)
    {
        if (first >= Pages || !MayRead(first))
        {
            return Refuse(frame, InvalidArgument);
        }

        // At the end it goes on with page 0.
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.Length; i++)
        {
            int place = ((first * PageSize) + i) % Memory.Length;
            bytes[i] = MayRead(place / PageSize) ? Readable(place) : (byte)0;
        }

        return Framed(frame, bytes);
    }

    private AirAnswer BeginWrite(AirFrame frame, int page)
    {
        if (!MayWrite(page))
        {
            return Refuse(frame, InvalidArgument);
        }

        _pageToCome = page;
        return Acknowledged(frame, 0);
    }

    private AirAnswer Store(AirFrame frame, int page, ReadOnlySpan<byte> bytes)
    {
        if (page >= Pages || !MayWrite(page))
        {
            return Refuse(frame, InvalidArgument);
        }

        for (int i = page == 2 ? 2 : 0; i < PageSize; i++)
        {
            int place = (page * PageSize) + i;
            Memory[place] = (byte)(bytes[i] | (OnlySets(page) ? Memory[place] : 0));
        }

        return Acknowledged(frame, WriteNs);
    }

    private static AirAnswer Acknowledged(AirFrame frame, long extraNs) =>
        new(new AirFrame(AirCoding.TypeA, [Acknowledge], lastBits: 4), FrameDelayNs(frame) + extraNs);
}
