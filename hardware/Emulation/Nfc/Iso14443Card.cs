namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// A Type A card with the block protocol of ISO/IEC 14443-4 that carries any application: command APDUs in, response APDUs out. It chains
/// both ways, asks for time it needs, and repeats a block for an R(NAK).
/// </summary>
public sealed class Iso14443Card : TypeACard
{
    private const byte Rats = 0xE0;
    private const int LargestMultiplier = 59;

    // ISO/IEC 14443-4 §5.2.5: FWT = 256 × 16 / fc × 2^FWI.
    private const long WaitingUnitPeriods = 256 * 16;

    // A protocol controller needs some time to check a block and begin to answer, beyond the frame delay time.
    private const long BlockNs = 150_000;

    private readonly Func<byte[], byte[]> _application;
    private readonly Iso14443Options _options;
    private readonly PiccBlocks _blocks;
    private byte[]? _response;
    private long _leftNs;
    private int _granted;
    private bool _active;

    /// <summary>A card out of any field.</summary>
    /// <param name="uid">Its identifier, 4, 7 or 10 bytes.</param>
    /// <param name="application">Answers a command APDU with a response APDU.</param>
    /// <param name="options">What it says of itself; null for a card of frame size 256.</param>
    public Iso14443Card(byte[] uid, Func<byte[], byte[]> application, Iso14443Options? options = null)
        : base(uid, uid?.Length == 4 ? 0x0004 : uid?.Length == 7 ? 0x0344 : 0x0384, 0x20)
    {
        ArgumentNullException.ThrowIfNull(application);
        _application = application;
        _options = options ?? new Iso14443Options();
        _blocks = new PiccBlocks(_options.MostCommandBytes);
        WaitingNs = AirFrame.CarrierNs(WaitingUnitPeriods << _options.FrameWaitingIndex);
    }

    /// <summary>Its frame waiting time, in nanoseconds.</summary>
    public long WaitingNs { get; }

    /// <summary>How many commands its application has answered.</summary>
    public int Commands { get; private set; }

    /// <summary>How often it asked for more time.</summary>
    public int Extensions { get; private set; }

    /// <summary>The answer to select, with its length byte and without check bytes (ISO/IEC 14443-4 §5.2).</summary>
    public byte[] AnswerToSelect
    {
        get
        {
            // TA, TB and TC follow: 106 kbit/s only; waiting and guard time; CID, no NAD.
            byte[] ats =
            [
                0, (byte)(0x70 | _options.FrameSizeIndex), 0x80,
                (byte)((_options.FrameWaitingIndex << 4) | _options.StartupGuardIndex), 0x02, .. _options.HistoricalBytes,
            ];
            ats[0] = (byte)ats.Length;
            return ats;
        }
    }

    internal override bool IsInProtocol => _active;

    /// <inheritdoc/>
    protected override AirAnswer? AnswerActive(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.IsSpoilt || frame.LastBits != 8 || !RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes))
        {
            if (!_active)
            {
                GoIdle();
            }

            return null;
        }

        ReadOnlySpan<byte> block = frame.Bytes.AsSpan(0, frame.Bytes.Length - 2);
        if (_active)
        {
            return Block(frame, block);
        }

        if (block.Length != 2 || block[0] != Rats)
        {
            GoIdle();
            return null;
        }

        _active = true;
        _response = null;
        _blocks.Activate(block[1]);
        _options.Activated?.Invoke();
        return Framed(frame, AnswerToSelect, BlockNs);
    }

    /// <inheritdoc/>
    protected override void Selected() => _active = false;

    /// <inheritdoc/>
    protected override void PowerUp()
    {
        base.PowerUp();
        _active = false;
    }

    private AirAnswer? Block(AirFrame frame, ReadOnlySpan<byte> block)
    {
        byte[]? answer = _blocks.Receive(block, out PiccBlocks.Outcome outcome);
        switch (outcome)
        {
            case PiccBlocks.Outcome.Command:
                byte[] command = _blocks.TakeCommand();
                Commands++;
                _response = _application(command);
                _leftNs = _options.WorkNs(command);
                return Work(frame, 1);
            case PiccBlocks.Outcome.WaitGranted when _response != null:
                return Work(frame, _granted);
            case PiccBlocks.Outcome.Deselected:
                _active = false;
                GoHalt();
                break;
        }

        return answer == null ? null : Framed(frame, answer, BlockNs);
    }

    // Nine tenths of the time it has are worked through before it asks for as many waiting times as it still needs.
    private AirAnswer Work(AirFrame frame, int waitingTimes)
    {
        long patienceNs = WaitingNs * 9 / 10;
        long hasNs = waitingTimes * patienceNs;
        if (_leftNs <= hasNs)
        {
            byte[] first = _blocks.Respond(_response!, out _);
            _response = null;
            return Framed(frame, first, BlockNs + _leftNs);
        }

        Extensions++;
        _leftNs -= hasNs;
        _granted = (int)Math.Clamp((_leftNs / patienceNs) + 1, 1, LargestMultiplier);
        return Framed(frame, _blocks.AskForTime(_granted), BlockNs + hasNs);
    }
}
