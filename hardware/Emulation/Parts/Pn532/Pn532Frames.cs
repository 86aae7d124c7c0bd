namespace PaymentCode.Emulation;

/// <summary>Frames of the host link (UM0701-02 §6.2.1): takes bytes apart and puts them together.</summary>
internal sealed class Pn532Frames
{
    /// <summary>TFI, command code and what follows it: the largest extended frame.</summary>
    public const int MostBytes = 265;

    /// <summary>To the chip.</summary>
    public const byte FromHost = 0xD4;

    /// <summary>From the chip.</summary>
    public const byte ToHost = 0xD5;

    /// <summary>Acknowledges a frame, or from the host: stop what you are doing.</summary>
    public static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    /// <summary>Syntax error at application level.</summary>
    public static readonly byte[] SyntaxError = [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00];

    private readonly byte[] _data = new byte[MostBytes];
    private State _state;
    private int _length;
    private int _count;
    private int _sum;

    /// <summary>What a byte completes.</summary>
    public enum Kind
    {
        /// <summary>Nothing yet.</summary>
        None,

        /// <summary>An information frame with right checksums: <see cref="Data"/>.</summary>
        Information,

        /// <summary>ACK.</summary>
        Ack,

        /// <summary>NACK.</summary>
        Nack,
    }

    private enum State
    {
        Preamble,
        Start,
        Length,
        LengthCheck,
        LengthHigh,
        LengthLow,
        ExtendedCheck,
        Data,
        DataCheck,
    }

    /// <summary>TFI and what follows it, of the frame that is complete.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, _length);

    /// <summary>Whether bytes of a frame have come that is not complete.</summary>
    public bool IsInside => _state > State.Start;

    /// <summary>Puts an information frame around data.</summary>
    /// <param name="data">TFI and what follows it, at most <see cref="MostBytes"/>.</param>
    /// <param name="withAmbles">Whether preamble and postamble are sent (SetParameters, bit 6).</param>
    public static byte[] Wrap(ReadOnlySpan<byte> data, bool withAmbles = true)
    {
        bool extended = data.Length > 255;
        List<byte> frame = new(data.Length + 11);
        if (withAmbles)
        {
            frame.Add(0x00);
        }

        frame.AddRange([0x00, 0xFF]);
        if (extended)
        {
            byte high = (byte)(data.Length >> 8);
            byte low = (byte)data.Length;
            frame.AddRange([0xFF, 0xFF, high, low, (byte)-(high + low)]);
        }
        else
        {
            frame.AddRange([(byte)data.Length, (byte)-data.Length]);
        }

        frame.AddRange(data);
        frame.Add((byte)-Sum(data));
        if (withAmbles)
        {
            frame.Add(0x00);
        }

        return [.. frame];
    }

    /// <summary>Forgets a frame that is not complete.</summary>
    public void Reset() => _state = State.Preamble;

    /// <summary>A byte from the host. A frame with a wrong checksum, or longer than the chip takes, is dropped without a word.</summary>
    /// <param name="value">The byte.</param>
    public Kind Take(byte value)
    {
        switch (_state)
        {
            case State.Preamble:
                _state = value == 0x00 ? State.Start : State.Preamble;
                return Kind.None;
            case State.Start:
                // Any number of zeros is preamble; 00 FF is the start code.
                _state = value switch { 0x00 => State.Start, 0xFF => State.Length, _ => State.Preamble };
                return Kind.None;
            case State.Length:
                _length = value;
                _state = State.LengthCheck;
                return Kind.None;
            case State.LengthCheck:
                return CheckLength(value);
            case State.LengthHigh:
                _length = value << 8;
                _state = State.LengthLow;
                return Kind.None;
            case State.LengthLow:
                _length |= value;
                _state = State.ExtendedCheck;
                return Kind.None;
            case State.ExtendedCheck:
                BeginData((byte)((_length >> 8) + _length + value) == 0);
                return Kind.None;
            case State.Data:
                _data[_count++] = value;
                _sum += value;
                _state = _count == _length ? State.DataCheck : State.Data;
                return Kind.None;
            default:
                _state = State.Preamble;
                return (byte)(_sum + value) == 0 ? Kind.Information : Kind.None;
        }
    }

    private static int Sum(ReadOnlySpan<byte> data)
    {
        int sum = 0;
        foreach (byte value in data)
        {
            sum += value;
        }

        return sum;
    }

    private Kind CheckLength(byte check)
    {
        _state = State.Preamble;
        switch (_length, check)
        {
            case (0x00, 0xFF):
                return Kind.Ack;
            case (0xFF, 0x00):
                return Kind.Nack;
            case (0xFF, 0xFF):
                _state = State.LengthHigh;
                return Kind.None;
            default:
                BeginData((byte)(_length + check) == 0);
                return Kind.None;
        }
    }

    private void BeginData(bool lengthIsRight)
    {
        _count = 0;
        _sum = 0;
        _state = lengthIsRight && _length is > 0 and <= MostBytes ? State.Data : State.Preamble;
    }
}
