namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// A Type B card (ISO/IEC 14443-3 §7) with the block protocol: REQB and WUPB in the first slot, ATTRIB, then any application. It works at
/// once, frames of 256 bytes; it has no slots beyond the first, so that two of them collide.
/// </summary>
public sealed class Iso14443BCard : ContactlessCard
{
    private const byte Request = 0x05;
    private const byte Attribute = 0x1D;
    private const byte Halt = 0x50;
    private const int MostCommandBytes = 1024;

    // Frame waiting time index 8 and frame size index 8, as in the ATQB below; answers begin after TR0 and TR1, some 200 microseconds.
    private const long AnswerNs = 250_000;

    private readonly byte[] _pupi;
    private readonly Func<byte[], byte[]> _application;
    private readonly PiccBlocks _blocks = new(MostCommandBytes);
    private bool _active;
    private bool _halted;

    /// <summary>A card out of any field.</summary>
    /// <param name="pupi">Its pseudo-unique identifier, four bytes.</param>
    /// <param name="application">Answers a command APDU with a response APDU.</param>
    public Iso14443BCard(byte[] pupi, Func<byte[], byte[]> application)
    {
        ArgumentNullException.ThrowIfNull(pupi);
        ArgumentNullException.ThrowIfNull(application);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pupi.Length, 4);
        (_pupi, _application) = ([.. pupi], application);
    }

    internal override bool IsInProtocol => _active;

    /// <inheritdoc/>
    protected internal override AirAnswer? Answer(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Coding != AirCoding.TypeB || frame.IsSpoilt || !RadioCrc.IsRight(AirCoding.TypeB, frame.Bytes))
        {
            return null;
        }

        byte[] bytes = frame.Bytes[..^2];
        if (_active)
        {
            return Block(bytes);
        }

        bool isMine = bytes.Length >= 5 && bytes.AsSpan(1, 4).SequenceEqual(_pupi);
        switch (bytes)
        {
            case [Request, 0x00, var parameter] when !_halted || (parameter & 0x08) != 0:
                // Application data 0; 106 kbit/s both ways, frame size 256 with ISO/IEC 14443-4, FWI 8, CID supported.
                _halted = false;
                return Framed([0x50, .. _pupi, 0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x81]);
            case [Attribute, _, _, _, _, _, var sizes, _, var cid, ..] when isMine:
                _active = true;
                _blocks.Activate((byte)((sizes << 4) | (cid & 0x0F)));
                return Framed([(byte)(cid & 0x0F)]);
            case [Halt, _, _, _, _] when isMine:
                _halted = true;
                return Framed([0x00]);
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    protected override void PowerUp() => (_active, _halted) = (false, false);

    private AirAnswer? Block(byte[] block)
    {
        byte[]? answer = _blocks.Receive(block, out PiccBlocks.Outcome outcome);
        if (outcome == PiccBlocks.Outcome.Command)
        {
            answer = _blocks.Respond(_application(_blocks.TakeCommand()), out _);
        }
        else if (outcome == PiccBlocks.Outcome.Deselected)
        {
            (_active, _halted) = (false, true);
        }

        return answer == null ? null : Framed(answer);
    }

    private static AirAnswer Framed(byte[] bytes) => new(new AirFrame(AirCoding.TypeB, RadioCrc.Append(AirCoding.TypeB, bytes)), AnswerNs);
}
