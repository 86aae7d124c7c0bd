namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// MIFARE Classic 1K (NXP MF1S50): 16 sectors of four blocks of 16 bytes, two keys and access conditions a sector, value blocks. A wrong key
/// or a condition that is not met ends in silence or a NAK, and the card falls back. The cipher itself is a stand-in: see
/// <see cref="MifareCipher"/>; what follows the authentication is sent in clear.
/// </summary>
public sealed class MifareClassicCard : TypeACard
{
    /// <summary>Blocks of 16 bytes.</summary>
    public const int Blocks = 64;

    /// <summary>Bytes in a block.</summary>
    public const int BlockSize = 16;

    private const byte AuthenticateA = 0x60;
    private const byte Acknowledge = 0xA;
    private const byte NotAllowed = 0x4;
    private const byte TransmissionError = 0x5;

    // MF1S50 §10: programming a block takes up to 5 ms, a value operation as long.
    private const long WriteNs = 5_000_000;

    private readonly byte[] _memory = new byte[Blocks * BlockSize];
    private readonly Random _random;
    private byte[]? _nonce;
    private byte[] _register = new byte[BlockSize];
    private byte _keyAsked;
    private int _blockAsked;
    private int _sector = -1;
    private bool _withB;
    private (byte Operation, int Block)? _toCome;

    /// <summary>A card as delivered, out of any field: all keys FFFFFFFFFFFF, access bits FF0780, data 0.</summary>
    /// <param name="uid">Its identifier, four bytes.</param>
    /// <param name="seed">Decides its nonces.</param>
    public MifareClassicCard(byte[] uid, int seed = 0)
        : base(uid, 0x0004, 0x08)
    {
        _random = new Random(seed);
        byte[] trailer = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x80, 0x69, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        for (int block = 3; block < Blocks; block += 4)
        {
            trailer.CopyTo(Block(block));
        }

        byte[] manufacturer = [.. uid, (byte)(uid[0] ^ uid[1] ^ uid[2] ^ uid[3]), 0x08, 0x04, 0x00];
        manufacturer.CopyTo(Block(0));
    }

    /// <summary>A copy of a block as it is stored, keys and all.</summary>
    /// <param name="block">0 to 63.</param>
    public byte[] Image(int block) => Block(block).ToArray();

    /// <summary>Stores a block, as whoever issues the card does.</summary>
    /// <param name="block">0 to 63.</param>
    /// <param name="bytes">Sixteen bytes.</param>
    public void Load(int block, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, BlockSize);
        bytes.CopyTo(Block(block));
    }

    /// <inheritdoc/>
    protected override AirAnswer? AnswerActive(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_nonce != null)
        {
            return Verify(frame);
        }

        if (frame.IsSpoilt || frame.LastBits != 8 || !RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes))
        {
            return Refuse(frame, TransmissionError);
        }

        ReadOnlySpan<byte> command = frame.Bytes.AsSpan(0, frame.Bytes.Length - 2);
        if (_toCome is { } pending)
        {
            _toCome = null;
            return Second(frame, pending.Operation, pending.Block, command);
        }

        if (command.Length != 2 || command[1] >= Blocks)
        {
            return Refuse(frame, NotAllowed);
        }

        return command[0] is AuthenticateA or 0x61 ? Challenge(frame, command[0], command[1]) : First(frame, command[0], command[1]);
    }

    /// <inheritdoc/>
    protected override void Selected() => Forget();

    private Span<byte> Block(int block) => _memory.AsSpan(block * BlockSize, BlockSize);

    private void Forget()
    {
        _nonce = null;
        _toCome = null;
        _sector = -1;
    }

    private AirAnswer Challenge(AirFrame frame, byte key, int block)
    {
        Forget();
        (_keyAsked, _blockAsked) = (key, block);
        _nonce = new byte[4];
        _random.NextBytes(_nonce);
        return new AirAnswer(new AirFrame(AirCoding.TypeA, (byte[])_nonce.Clone()), FrameDelayNs(frame));
    }

    private AirAnswer? Verify(AirFrame frame)
    {
        byte[] nonce = _nonce!;
        _nonce = null;
        byte[] key = Block(_blockAsked | 3).Slice(_keyAsked == AuthenticateA ? 0 : 10, 6).ToArray();
        if (frame.IsSpoilt || !frame.Bytes.AsSpan().SequenceEqual(MifareCipher.ReaderProof(key, Uid, nonce)))
        {
            // A wrong proof is not answered, MF1S50 §8.5: the card goes back.
            GoIdle();
            return null;
        }

        _sector = _blockAsked / 4;
        _withB = _keyAsked != AuthenticateA;
        return new AirAnswer(new AirFrame(AirCoding.TypeA, MifareCipher.CardProof(key, Uid, nonce)), FrameDelayNs(frame));
    }

    private AirAnswer First(AirFrame frame, byte operation, int block)
    {
        if (block / 4 != _sector || !MifareAccess.Allows(Block(block | 3), block % 4, operation, _withB))
        {
            return Refuse(frame, NotAllowed);
        }

        switch (operation)
        {
            case MifareAccess.Read:
                return Framed(frame, Readable(block));
            case MifareAccess.Write or MifareAccess.Decrement or MifareAccess.Increment or MifareAccess.Restore:
                bool isValue = operation != MifareAccess.Write;
                if (isValue && !MifareValue.TryRead(Block(block), out _))
                {
                    return Refuse(frame, NotAllowed);
                }

                _toCome = (operation, block);
                return Acknowledged(frame, 0);
            case MifareAccess.Transfer when block != 0:
                _register.CopyTo(Block(block));
                return Acknowledged(frame, WriteNs);
            default:
                return Refuse(frame, NotAllowed);
        }
    }

    private AirAnswer? Second(AirFrame frame, byte operation, int block, ReadOnlySpan<byte> data)
    {
        if (operation == MifareAccess.Write)
        {
            if (data.Length != BlockSize || block == 0)
            {
                return Refuse(frame, NotAllowed);
            }

            MifareAccess.Store(Block(block), data, block % 4 == 3, _withB);
            return Acknowledged(frame, WriteNs);
        }

        if (data.Length != 4 || !MifareValue.TryRead(Block(block), out int value))
        {
            return Refuse(frame, NotAllowed);
        }

        int operand = BitConverter.ToInt32(data);
        _register = MifareValue.Write(
            operation switch
            {
                MifareAccess.Increment => value + operand,
                MifareAccess.Decrement => value - operand,
                _ => value,
            },
            Block(block)[12]);
        return null;
    }

    // Key A is never read; key B only where it serves as data.
    private byte[] Readable(int block)
    {
        byte[] bytes = Block(block).ToArray();
        if (block % 4 == 3)
        {
            bytes.AsSpan(0, 6).Clear();
            if (!MifareAccess.IsKeyBReadable(bytes))
            {
                bytes.AsSpan(10, 6).Clear();
            }
        }

        return bytes;
    }

    private AirAnswer Refuse(AirFrame frame, byte reason)
    {
        Forget();
        GoIdle();
        return new AirAnswer(new AirFrame(AirCoding.TypeA, [reason], lastBits: 4), FrameDelayNs(frame));
    }

    private static AirAnswer Acknowledged(AirFrame frame, long extraNs) =>
        new(new AirFrame(AirCoding.TypeA, [Acknowledge], lastBits: 4), FrameDelayNs(frame) + extraNs);
}
