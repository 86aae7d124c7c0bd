using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>
/// The chip as target (UM0701-02 §7.3.14 to §7.3.21): a Type A card at 106 kbit/s, with the block protocol done by the chip (PICC
/// emulation) or frame by frame by the host. NFC-DEP and FeliCa initiators find nobody.
/// </summary>
internal sealed class Pn532Target
{
    private const byte DepOnly = 0x02;
    private const byte PiccOnly = 0x04;
    private const byte Rats = 0xE0;
    private const byte PiccMode = 0x08;

    // What an emulated PICC says in its ATS: frames of 64 bytes, FWI 9, SFGI 2, NAD and CID.
    private static readonly byte[] AtsInterface = [0x75, 0x33, 0x92, 0x03];

    private static readonly long WaitingNs = AirFrame.CarrierNs(4096L << 9);

    // A frame is checked and the answer begun by the chip's program in this time; it asks for more time when less than a tenth is left.
    private const long BlockNs = 300_000;
    private const byte Extension = 1;

    private readonly Pn532Chip _chip;
    private readonly Pn532Radio _radio;
    private readonly Pn532Registers _registers;
    private readonly PiccBlocks _blocks = new(Pn532IsoDep.MostData);
    private readonly Queue<byte[]> _received = new();
    private Action<(Pn532Error, byte[])>? _activated;
    private Action<Pn532Error>? _newData;
    private Action<Pn532Error>? _sent;
    private AirExchange? _open;
    private AirFrame? _heard;
    private byte[] _ats = [];
    private byte[]? _response;
    private State _state;
    private byte _mode;
    private bool _waitAsked;
    private int _patience;

    public Pn532Target(Pn532Chip chip, Pn532Radio radio, Pn532Registers registers)
    {
        (_chip, _radio, _registers) = (chip, radio, registers);
        chip.Emulated.CarrierChanged = CarrierChanged;
    }

    private enum State
    {
        None,
        Waiting,
        Activated,
        Picc,
        Released,
        PiccReleased,
        PiccDeselected,
    }

    /// <summary>SetParameters: the block protocol is the chip's.</summary>
    public bool PiccEmulation { get; set; }

    public void Stop()
    {
        _state = State.None;
        _chip.Emulated.Become(null);
        Clear();
    }

    /// <summary>The running command was aborted: what it waited for is forgotten, the target goes on.</summary>
    public void Forget()
    {
        _newData = null;
        _sent = null;
        if (_activated != null)
        {
            _activated = null;
            Stop();
        }
    }

    public async Task<byte[]?> InitAsync(ReadOnlyMemory<byte> parameters)
    {
        if (!TryParse(parameters.Span, out byte[] historical))
        {
            return null;
        }

        _mode = parameters.Span[0];
        ReadOnlySpan<byte> mifare = parameters.Span.Slice(1, 6);
        Clear();
        _radio.SetCarrier(false);
        _registers[Pn532Registers.TxMode] = Pn532Registers.CrcEnable;
        _registers[Pn532Registers.RxMode] = Pn532Registers.CrcEnable;
        _registers[Pn532Registers.BitFraming] = 0;
        _ats = [(byte)(1 + AtsInterface.Length + historical.Length), .. AtsInterface, .. historical];

        // NFCID1t has three bytes: the first of the UID is always 08, a random identifier (ISO/IEC 14443-3 §6.5.4).
        byte[] uid = [0x08, mifare[2], mifare[3], mifare[4]];
        _chip.Emulated.Become(new Pn532Emulation.Front(uid, mifare[0] | (mifare[1] << 8), mifare[5], Active));
        _state = State.Waiting;
        Moment<(Pn532Error, byte[])> activation = _radio.Until(out _activated);
        (Pn532Error _, byte[] first) = await activation;
        _activated = null;
        return [_state == State.Picc ? PiccMode : (byte)0x00, .. first];
    }

    public async Task<byte[]?> GetDataAsync(ReadOnlyMemory<byte> parameters) => await NextAsync(parameters, State.Picc);

    public async Task<byte[]?> GetInitiatorCommandAsync(ReadOnlyMemory<byte> parameters) => await NextAsync(parameters, State.Activated);

    public async Task<byte[]?> SetDataAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length > Pn532IsoDep.MostData)
        {
            return null;
        }

        if (_state != State.Picc || (_heard == null && !_waitAsked))
        {
            return [(byte)(_state is State.PiccReleased or State.PiccDeselected ? Pn532Error.Released : Pn532Error.InvalidDeviceState)];
        }

        Moment<Pn532Error> sending = _radio.Until(out _sent);
        _response = parameters.ToArray();
        SendResponse();
        Pn532Error error = await sending;
        _sent = null;
        return [(byte)error];
    }

    public async Task<byte[]?> ResponseToInitiatorAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length > Pn532IsoDep.MostData)
        {
            return null;
        }

        if (_state != State.Activated || _heard == null || _open == null)
        {
            return [(byte)(_state == State.Released ? Pn532Error.Released : Pn532Error.InvalidDeviceState)];
        }

        bool withCrc = (_registers[Pn532Registers.TxMode] & Pn532Registers.CrcEnable) != 0;
        int lastBits = (_registers[Pn532Registers.BitFraming] & 0x07) is var bits && bits == 0 ? 8 : bits;
        byte[] bytes = withCrc && lastBits == 8 ? RadioCrc.Append(AirCoding.TypeA, parameters.Span) : parameters.ToArray();
        AirFrame frame = new(AirCoding.TypeA, bytes, lastBits: lastBits);
        _open.Answer(_chip.Emulated, frame, TypeACard.FrameDelayNs(_heard));
        _heard = null;
        await _radio.Delay(frame.DurationNs);
        return [(byte)Pn532Error.None];
    }

    public byte[] Status() => _state switch
    {
        State.Picc => [0x81, 0x00],
        State.PiccReleased => [0x80, 0x00],
        State.PiccDeselected => [0x82, 0x00],
        State.Activated => [0x01, 0x00],
        _ => [0x00, 0x00],
    };

    private static bool TryParse(ReadOnlySpan<byte> parameters, out byte[] historical)
    {
        historical = [];
        const int Fixed = 1 + 6 + 18 + 10;
        if (parameters.Length < Fixed)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = parameters[Fixed..];
        if (rest.Length == 0)
        {
            return true;
        }

        // LEN Gt, Gt (at most 47 bytes), LEN Tk, Tk (at most 48).
        if (rest[0] > 47 || rest.Length < 1 + rest[0])
        {
            return false;
        }

        rest = rest[(1 + rest[0])..];
        if (rest.Length == 0)
        {
            return true;
        }

        historical = rest[1..].ToArray();
        return rest[0] <= 48 && historical.Length == rest[0];
    }

    private async Task<byte[]?> NextAsync(ReadOnlyMemory<byte> parameters, State wanted)
    {
        if (parameters.Length != 0)
        {
            return null;
        }

        if (_received.Count == 0)
        {
            if (_state != wanted)
            {
                bool released = _state is State.Released or State.PiccReleased or State.PiccDeselected;
                return [(byte)(released ? Pn532Error.Released : Pn532Error.InvalidDeviceState)];
            }

            Moment<Pn532Error> data = _radio.Until(out _newData);
            Pn532Error error = await data;
            _newData = null;
            if (error != Pn532Error.None)
            {
                return [(byte)error];
            }
        }

        return [(byte)Pn532Error.None, .. _received.Dequeue()];
    }

    private void Clear()
    {
        _received.Clear();
        _open = null;
        _heard = null;
        _response = null;
        _waitAsked = false;
        _patience++;
    }

    private AirAnswer? Active(AirFrame frame, AirExchange exchange)
    {
        if (frame.IsSpoilt || frame.LastBits != 8 || !RadioCrc.IsRight(AirCoding.TypeA, frame.Bytes))
        {
            return null;
        }

        byte[] bytes = frame.Bytes[..^2];
        if (_state == State.Picc)
        {
            return Block(frame, exchange, bytes);
        }

        if (_state != State.Waiting)
        {
            _open = exchange;
            _heard = frame;
            _received.Clear();
            _received.Enqueue(bytes);
            _newData?.Invoke(Pn532Error.None);
            return null;
        }

        bool rats = bytes.Length == 2 && bytes[0] == Rats;
        if (PiccEmulation && rats && (_mode & DepOnly) == 0)
        {
            _blocks.Activate(bytes[1]);
            _state = State.Picc;
            _chip.Emulated.Card!.IsProtocol = true;
            _activated?.Invoke((Pn532Error.None, bytes));
            return Framed(frame, _ats);
        }

        if ((_mode & (DepOnly | PiccOnly)) != 0)
        {
            _chip.Emulated.Card!.Idle();
            return null;
        }

        _state = State.Activated;
        _open = exchange;
        _heard = frame;
        _activated?.Invoke((Pn532Error.None, bytes));
        return null;
    }

    private AirAnswer? Block(AirFrame frame, AirExchange exchange, byte[] block)
    {
        byte[]? answer = _blocks.Receive(block, out PiccBlocks.Outcome outcome);
        switch (outcome)
        {
            case PiccBlocks.Outcome.Command:
                (_open, _heard, _waitAsked, _response) = (exchange, frame, false, null);
                _received.Clear();
                _received.Enqueue(_blocks.TakeCommand());
                BePatient(1);
                _newData?.Invoke(Pn532Error.None);
                return null;
            case PiccBlocks.Outcome.WaitGranted:
                (_open, _heard, _waitAsked) = (exchange, frame, false);
                BePatient(Extension);
                if (_response != null)
                {
                    SendResponse();
                }

                return null;
            case PiccBlocks.Outcome.LastSent:
                LastSent(new AirFrame(AirCoding.TypeA, answer!).DurationNs + BlockNs);
                break;
            case PiccBlocks.Outcome.Deselected:
                _chip.Emulated.Card!.Halt();
                Release(State.PiccDeselected);
                break;
        }

        return answer == null ? null : Framed(frame, answer);
    }

    /// <summary>The host is slow: before the reader's patience ends it is asked for more.</summary>
    private void BePatient(int waitingTimes)
    {
        int patience = ++_patience;
        _chip.Clock.Schedule(_chip.Clock.NowNs + (waitingTimes * WaitingNs * 9 / 10), () =>
        {
            if (patience == _patience && _heard != null && _open != null)
            {
                _waitAsked = true;
                Answer(_blocks.AskForTime(Extension));
            }
        });
    }

    private void SendResponse()
    {
        if (_heard == null || _waitAsked || _response == null)
        {
            return;
        }

        _patience++;
        byte[] first = _blocks.Respond(_response, out PiccBlocks.Outcome outcome);
        _response = null;
        long durationNs = Answer(first);
        if (outcome == PiccBlocks.Outcome.LastSent)
        {
            LastSent(durationNs + BlockNs);
        }
    }

    private long Answer(byte[] block)
    {
        AirFrame frame = new(AirCoding.TypeA, RadioCrc.Append(AirCoding.TypeA, block));
        _open!.Answer(_chip.Emulated, frame, BlockNs);
        _heard = null;
        return frame.DurationNs;
    }

    private void LastSent(long afterNs)
    {
        Action<Pn532Error>? sent = _sent;
        if (sent != null)
        {
            _chip.Clock.Schedule(_chip.Clock.NowNs + afterNs, () => sent(Pn532Error.None));
        }
    }

    private static AirAnswer Framed(AirFrame heard, byte[] block) =>
        new(new AirFrame(AirCoding.TypeA, RadioCrc.Append(AirCoding.TypeA, block)), TypeACard.FrameDelayNs(heard) + BlockNs);

    private void CarrierChanged(bool on)
    {
        if (!on && _state == State.Picc)
        {
            Release(State.PiccReleased);
        }
        else if (!on && _state == State.Activated)
        {
            Release(State.Released);
        }
    }

    private void Release(State state)
    {
        _state = state;
        _heard = null;
        _open = null;
        _response = null;
        _patience++;
        Action<Pn532Error>? waiting = _newData ?? _sent;
        waiting?.Invoke(Pn532Error.Released);
    }
}
