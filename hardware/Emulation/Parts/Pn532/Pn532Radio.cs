using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>What came back for a frame.</summary>
/// <param name="Error">None, or what was wrong with it.</param>
/// <param name="Bytes">The answer, without check bytes where the chip checked them.</param>
/// <param name="LastBits">Valid bits of the last byte.</param>
internal readonly record struct Reception(Pn532Error Error, byte[] Bytes, int LastBits = 8)
{
    public bool IsRight => Error == Pn532Error.None;
}

/// <summary>The contactless interface unit as the chip's program uses it: carrier, frames, check bytes, timeouts.</summary>
internal sealed class Pn532Radio
{
    /// <summary>A card has this long to start after the carrier came (ISO/IEC 14443-3 §5.2: at least 5 ms unmodulated).</summary>
    public const long StartupNs = 5 * VirtualClock.NsPerMs;

    // What the chip's program takes to set the unit up for a frame: an estimate, the datasheet has no figure.
    private const long SetupNs = 200_000;

    private readonly Pn532Chip _chip;
    private readonly Pn532Registers _registers;
    private AirExchange? _exchange;
    private int _run;

    public Pn532Radio(Pn532Chip chip, Pn532Registers registers) => (_chip, _registers) = (chip, registers);

    /// <summary>Whether the chip's own carrier is on.</summary>
    public bool IsCarrierOn { get; private set; }

    /// <summary>Raised after what a command waited for has happened: a fault of the command is to come out there.</summary>
    public Action AfterMoment { get; set; } = static () => { };

    /// <summary>RFConfiguration, various timings: how long InCommunicateThru and MIFARE commands wait, 51.2 ms after reset.</summary>
    public long RetryTimeoutNs { get; set; }

    public void SetCarrier(bool on)
    {
        if (IsCarrierOn != on)
        {
            IsCarrierOn = on;
            _chip.Field?.CarrierChanged();
        }
    }

    /// <summary>Forgets what the running command waits for.</summary>
    public void Forget()
    {
        _run++;
        _exchange?.Cancel();
        _exchange = null;
    }

    /// <summary>Waits.</summary>
    public Moment<bool> Delay(long ns)
    {
        Moment<bool> moment = new();
        int run = _run;
        _chip.Clock.Schedule(_chip.Clock.NowNs + ns, () => Complete(moment, true, run));
        return moment;
    }

    /// <summary>Something that another part completes by what it gets here.</summary>
    public Moment<T> Until<T>(out Action<T> complete)
    {
        Moment<T> moment = new();
        int run = _run;
        complete = result => Complete(moment, result, run);
        return moment;
    }

    /// <summary>Switches the carrier on and gives cards time to start, where it was off.</summary>
    public async Task StartCarrierAsync()
    {
        if (!IsCarrierOn && _chip.CanRadiate)
        {
            SetCarrier(true);
            await Delay(StartupNs);
        }
    }

    /// <summary>Sends bytes and waits for an answer, check bytes made and checked.</summary>
    public async Task<Reception> ExchangeAsync(AirCoding coding, byte[] bytes, long timeoutNs, int kilobitsPerSecond = 106)
    {
        AirFrame? answer = await SendAsync(new AirFrame(coding, RadioCrc.Append(coding, bytes), kilobitsPerSecond), timeoutNs);
        if (answer == null)
        {
            return new Reception(Pn532Error.Timeout, []);
        }

        // MIFARE acknowledges with four bits that have no check bytes.
        return answer.LastBits == 4 && answer.Bytes.Length == 1 && !answer.IsSpoilt
            ? new Reception(Pn532Error.None, answer.Bytes, 4)
            : Check(answer, coding);
    }

    /// <summary>Sends a frame as the registers say it is to be framed, and takes the answer likewise.</summary>
    public async Task<Reception> CommunicateThruAsync(byte[] bytes) =>
        await SendAsync(Framed(bytes), RetryTimeoutNs) is { } answer ? Understood(answer) : new Reception(Pn532Error.Timeout, []);

    /// <summary>Bytes framed as the registers say: coding, rate, check bytes, parity, bits of the last byte.</summary>
    public AirFrame Framed(byte[] bytes)
    {
        int mode = _registers[Pn532Registers.TxMode];
        int lastBits = (_registers[Pn532Registers.BitFraming] & 0x07) is var bits && bits == 0 ? 8 : bits;
        byte[] sent = (mode & Pn532Registers.CrcEnable) != 0 && lastBits == 8 ? RadioCrc.Append(CodingOf(mode), bytes) : bytes;
        AirFrame frame = new(CodingOf(mode), sent, KilobitsOf(mode), lastBits);
        return IsParityByHost ? ParityBits.Strip(frame) : frame;
    }

    /// <summary>An answer as the registers have it understood; they say afterwards how many bits its last byte has and where it collided.</summary>
    public Reception Understood(AirFrame answer)
    {
        answer = IsParityByHost ? ParityBits.Insert(answer) : answer;
        _registers[Pn532Registers.Control] = (byte)((_registers[Pn532Registers.Control] & ~0x07) | (answer.LastBits & 0x07));
        if (answer.Collision >= 0)
        {
            _registers[Pn532Registers.Coll] = (byte)((answer.Collision + 1) & 0x1F);
            return new Reception(Pn532Error.Collision, answer.Bytes, answer.LastBits);
        }

        int mode = _registers[Pn532Registers.RxMode];
        return (mode & Pn532Registers.CrcEnable) != 0 && answer.LastBits == 8
            ? Check(answer, CodingOf(mode))
            : new Reception(answer.IsSpoilt ? Pn532Error.Parity : Pn532Error.None, answer.Bytes, answer.LastBits);
    }

    /// <summary>Sends a frame and waits for the answer; null when none came.</summary>
    public async Task<AirFrame?> SendAsync(AirFrame frame, long timeoutNs)
    {
        await Delay(SetupNs);
        Moment<AirFrame?> moment = new();
        int run = _run;
        _exchange = AirExchange.Start(_chip, frame, timeoutNs, answer => Complete(moment, answer, run));
        return await moment;
    }

    private bool IsParityByHost => (_registers[Pn532Registers.ManualRcv] & 0x10) != 0;

    private static Reception Check(AirFrame answer, AirCoding coding)
    {
        Pn532Error error = answer switch
        {
            { Collision: >= 0 } => Pn532Error.Collision,
            { IsSpoilt: true } => Pn532Error.Crc,
            { LastBits: not 8 } => Pn532Error.Framing,
            _ when !RadioCrc.IsRight(coding, answer.Bytes) => Pn532Error.Crc,
            _ => Pn532Error.None,
        };
        return error == Pn532Error.None ? new Reception(error, answer.Bytes[..^2]) : new Reception(error, []);
    }

    private static AirCoding CodingOf(int mode) => (mode & 0x03) switch
    {
        2 => AirCoding.FeliCa,
        3 => AirCoding.TypeB,
        _ => AirCoding.TypeA,
    };

    private static int KilobitsOf(int mode) => 106 << Math.Min((mode >> 4) & 0x07, 3);

    private void Complete<T>(Moment<T> moment, T result, int run)
    {
        if (run == _run)
        {
            moment.Complete(result);
            AfterMoment();
        }
    }
}
