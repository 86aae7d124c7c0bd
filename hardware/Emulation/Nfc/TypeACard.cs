namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// The states of a Type A card (ISO/IEC 14443-3 §6.3): IDLE, READY, ACTIVE and HALT, anticollision bit by bit and selection in one to
/// three cascade levels. What comes in the ACTIVE state is the derived card's.
/// </summary>
public abstract class TypeACard : ContactlessCard
{
    /// <summary>Cascade tag: the UID goes on in the next level.</summary>
    public const byte CascadeTag = 0x88;

    /// <summary>REQA, a short frame of seven bits.</summary>
    internal const byte RequestA = 0x26;

    /// <summary>WUPA, a short frame of seven bits: halted cards answer too.</summary>
    internal const byte WakeUpA = 0x52;

    /// <summary>The frame delay time after a 0 as the last bit, in periods of the carrier.</summary>
    internal const int FrameDelayPeriods = 1172;

    private const byte Halt = 0x50;
    private const byte SelectAll = 0x70;
    private const byte UidNotComplete = 0x04;

    private readonly byte[][] _levels;
    private State _state;
    private bool _halted;
    private int _level;

    /// <summary>A card out of any field.</summary>
    /// <param name="uid">Its identifier, 4, 7 or 10 bytes; the first is not the cascade tag 88.</param>
    /// <param name="atqa">ATQA, bits 16 to 1, so 0044 hex for the bytes 44 00 on the air.</param>
    /// <param name="sak">SAK of the last cascade level.</param>
    /// <exception cref="ArgumentException">The identifier is not one.</exception>
    protected TypeACard(byte[] uid, int atqa, byte sak)
    {
        ArgumentNullException.ThrowIfNull(uid);
        if (uid.Length is not (4 or 7 or 10) || uid[0] == CascadeTag)
        {
            throw new ArgumentException("A UID has 4, 7 or 10 bytes and does not begin with 88.", nameof(uid));
        }

        Uid = (byte[])uid.Clone();
        Atqa = atqa;
        Sak = sak;
        _levels = Levels(uid);
    }

    private enum State
    {
        Idle,
        Ready,
        Active,
    }

    /// <summary>The identifier.</summary>
    public byte[] Uid { get; }

    /// <summary>ATQA, bits 16 to 1.</summary>
    public int Atqa { get; protected init; }

    /// <summary>SAK of the last cascade level.</summary>
    public byte Sak { get; }

    /// <summary>Whether it is selected.</summary>
    public bool IsSelected => _state == State.Active;

    /// <summary>The frame delay time of a card's answer, ISO/IEC 14443-3 §6.2.1.1 with n = 9: 1,236 or 1,172 carrier periods by the last bit heard.</summary>
    /// <param name="heard">The reader's frame.</param>
    public static long FrameDelayNs(AirFrame heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        bool lastBit = heard.Bytes.Length > 0 && ((heard.Bytes[^1] >> (heard.LastBits - 1)) & 1) == 1;
        return AirFrame.CarrierNs(lastBit ? FrameDelayPeriods + 64 : FrameDelayPeriods);
    }

    /// <inheritdoc/>
    protected internal override AirAnswer? Answer(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Coding != AirCoding.TypeA || frame.Bytes.Length == 0)
        {
            return null;
        }

        if (frame.Bytes.Length == 1 && frame.LastBits == 7)
        {
            return Requested(frame);
        }

        switch (_state)
        {
            case State.Ready when !frame.IsSpoilt:
                return Anticollide(frame);
            case State.Active when IsHalt(frame):
                _halted = true;
                _state = State.Idle;
                return null;
            case State.Active:
                return AnswerActive(frame);
            default:
                GoIdle();
                return null;
        }
    }

    /// <summary>A frame in the ACTIVE state, and what the card does in the protocol above.</summary>
    /// <param name="frame">The frame, check bytes and all; it may be spoilt.</param>
    /// <returns>The answer, or null for silence.</returns>
    protected abstract AirAnswer? AnswerActive(AirFrame frame);

    /// <summary>The card has been selected anew.</summary>
    protected virtual void Selected()
    {
    }

    /// <summary>Back to IDLE, or to HALT where it came from there.</summary>
    protected void GoIdle() => _state = State.Idle;

    /// <summary>To HALT: only WUPA wakes it.</summary>
    protected void GoHalt()
    {
        _halted = true;
        _state = State.Idle;
    }

    /// <inheritdoc/>
    protected override void PowerUp()
    {
        _state = State.Idle;
        _halted = false;
    }

    /// <summary>An answer with check bytes after the frame delay time and more.</summary>
    /// <param name="heard">The frame it answers.</param>
    /// <param name="bytes">The answer without check bytes.</param>
    /// <param name="extraNs">Nanoseconds the card takes beyond the frame delay time.</param>
    protected static AirAnswer Framed(AirFrame heard, ReadOnlySpan<byte> bytes, long extraNs = 0)
    {
        ArgumentNullException.ThrowIfNull(heard);
        return new AirAnswer(new AirFrame(AirCoding.TypeA, RadioCrc.Append(AirCoding.TypeA, bytes), heard.KilobitsPerSecond), FrameDelayNs(heard) + extraNs);
    }

    /// <summary>The UID's parts in the cascade levels, each with its check byte BCC.</summary>
    private static byte[][] Levels(byte[] uid)
    {
        int count = (uid.Length - 1) / 3;
        byte[][] levels = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            bool last = i == count - 1;
            byte[] part = last ? [.. uid[^4..], 0] : [CascadeTag, .. uid.AsSpan(3 * i, 3), 0];
            part[4] = (byte)(part[0] ^ part[1] ^ part[2] ^ part[3]);
            levels[i] = part;
        }

        return levels;
    }

    private static bool IsHalt(AirFrame frame) =>
        !frame.IsSpoilt && frame.Bytes.Length == 4 && frame.Bytes[0] == Halt && frame.Bytes[1] == 0 && RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes);

    private AirAnswer? Requested(AirFrame frame)
    {
        bool answers = frame.Bytes[0] == WakeUpA || (frame.Bytes[0] == RequestA && !_halted);
        if (!answers || _state != State.Idle)
        {
            // In READY and ACTIVE a request is an error: back to where it came from.
            GoIdle();
            return null;
        }

        _state = State.Ready;
        _level = 0;
        return new AirAnswer(new AirFrame(AirCoding.TypeA, [(byte)Atqa, (byte)(Atqa >> 8)]), FrameDelayNs(frame));
    }

    private AirAnswer? Anticollide(AirFrame frame)
    {
        byte[] bytes = frame.Bytes;
        byte[] part = _levels[_level];
        if (bytes.Length < 2 || bytes[0] != 0x93 + (2 * _level))
        {
            GoIdle();
            return null;
        }

        if (bytes[1] == SelectAll)
        {
            return Select(frame, part);
        }

        int known = (((bytes[1] >> 4) - 2) * 8) + (bytes[1] & 0x07);
        if (known is < 0 or >= 40 || frame.BitCount != 16 + known || !Begins(part, bytes.AsSpan(2), known))
        {
            GoIdle();
            return null;
        }

        return new AirAnswer(new AirFrame(AirCoding.TypeA, part[(known / 8)..], firstBit: known % 8), FrameDelayNs(frame));
    }

    private AirAnswer? Select(AirFrame frame, byte[] part)
    {
        if (frame.Bytes.Length != 9 || !RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes) || !frame.Bytes.AsSpan(2, 5).SequenceEqual(part))
        {
            GoIdle();
            return null;
        }

        if (++_level < _levels.Length)
        {
            return Framed(frame, [(byte)(Sak | UidNotComplete)]);
        }

        _state = State.Active;
        _halted = false;
        Selected();
        return Framed(frame, [(byte)(Sak & ~UidNotComplete)]);
    }

    private static bool Begins(byte[] part, ReadOnlySpan<byte> bits, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (((part[i / 8] ^ bits[i / 8]) >> (i % 8) & 1) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
