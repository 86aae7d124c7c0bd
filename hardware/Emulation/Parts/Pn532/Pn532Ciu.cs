using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>
/// The contactless interface unit as a host drives it past the chip's program, register by register (PN532/C1 datasheet §8.6.20 and
/// §8.6.23): the FIFO, the command Transceive, and the timer that measures how soon a card answers. Its other commands do nothing.
/// </summary>
internal sealed class Pn532Ciu(Pn532Chip chip, Pn532Registers registers, Pn532Radio radio)
{
    /// <summary>Bytes in the FIFO.</summary>
    public const int FifoSize = 64;

    private const int TMode = 0x631A;
    private const int TPrescaler = 0x631B;
    private const int TReloadHigh = 0x631C;
    private const int TReloadLow = 0x631D;
    private const int TCounterHigh = 0x631E;
    private const int TCounterLow = 0x631F;
    private const int Command = 0x6331;
    private const int Error = 0x6336;
    private const int FifoData = 0x6339;
    private const int FifoLevel = 0x633A;

    private const byte Transceive = 0x0C;
    private const byte CommandBits = 0x0F;
    private const byte FlushBuffer = 0x80;
    private const byte StartSend = 0x80;
    private const byte StartsByItself = 0x80;
    private const byte BufferOverflow = 0x10;

    // The unit listens until it gets another command; nothing here answers later than this.
    private const long ListeningNs = 5_000 * VirtualClock.NsPerMs;

    // libnfc's figures for the PN532: the timer stops with the fifth bit of the answer, and is 48 carrier periods early.
    private const long StopsAfterPeriods = (5 * 128) - 48;

    private readonly Queue<byte> _fifo = new();
    private AirExchange? _exchange;
    private long _timerFromNs = -1;
    private long _timerUntilNs = -1;

    /// <summary>What ReadRegister reads; the FIFO gives each byte once.</summary>
    public byte Read(int address) => address switch
    {
        FifoData => _fifo.TryDequeue(out byte value) ? value : (byte)0,
        FifoLevel => (byte)_fifo.Count,
        TCounterHigh => (byte)(Counter() >> 8),
        TCounterLow => (byte)Counter(),
        _ => registers[address],
    };

    /// <summary>What WriteRegister writes.</summary>
    public void Write(int address, byte value)
    {
        switch (address)
        {
            case FifoData when _fifo.Count < FifoSize:
                _fifo.Enqueue(value);
                break;
            case FifoData:
                registers[Error] |= BufferOverflow;
                break;
            case FifoLevel when (value & FlushBuffer) != 0:
                _fifo.Clear();
                registers[Error] &= unchecked((byte)~BufferOverflow);
                break;
            case FifoLevel or TCounterHigh or TCounterLow:
                break;
            case Command:
                Stop();
                registers[Command] = value;
                break;
            case Pn532Registers.BitFraming:
                registers[address] = (byte)(value & ~StartSend);
                if ((value & StartSend) != 0 && (registers[Command] & CommandBits) == Transceive)
                {
                    Send();
                }

                break;
            default:
                registers[address] = value;
                break;
        }
    }

    /// <summary>The chip's program takes the unit for itself, or the host gives it another command.</summary>
    public void Stop()
    {
        _exchange?.Cancel();
        _exchange = null;
        registers[Command] &= unchecked((byte)~CommandBits);
    }

    /// <summary>As after power-on.</summary>
    public void Reset()
    {
        Stop();
        _fifo.Clear();
        (_timerFromNs, _timerUntilNs) = (-1, -1);
    }

    private void Send()
    {
        if (_fifo.Count == 0 || _exchange != null)
        {
            return;
        }

        AirFrame frame = radio.Framed([.. _fifo]);
        _fifo.Clear();
        _timerFromNs = (registers[TMode] & StartsByItself) != 0 ? chip.Clock.NowNs + frame.DurationNs + AfterLastPauseNs(frame) : -1;
        _timerUntilNs = -1;
        _exchange = AirExchange.Start(chip, frame, ListeningNs, Received);
    }

    private void Received(AirFrame? answer)
    {
        _exchange = null;
        if (answer == null)
        {
            return;
        }

        _timerUntilNs = chip.Clock.NowNs - answer.DurationNs + AirFrame.CarrierNs(StopsAfterPeriods);
        foreach (byte value in radio.Understood(answer).Bytes.Take(FifoSize))
        {
            _fifo.Enqueue(value);
        }
    }

    // A card counts from the reader's last pause, which in a last bit of 1 comes half a bit later (ISO/IEC 14443-3 §6.2.1.1); the timer from the bit's end.
    private static long AfterLastPauseNs(AirFrame frame) =>
        frame.Coding == AirCoding.TypeA ? TypeACard.FrameDelayNs(frame) - AirFrame.CarrierNs(TypeACard.FrameDelayPeriods) : 0;

    // Counts down from the reload value, one for every 2 × prescaler + 1 periods of the carrier, and stays at 0.
    private int Counter()
    {
        if (_timerFromNs < 0)
        {
            return 0;
        }

        long ranNs = Math.Max(0, (_timerUntilNs < 0 ? chip.Clock.NowNs : _timerUntilNs) - _timerFromNs);
        long periods = (long)(ranNs * (AirFrame.CarrierHz / 1e9));
        int prescaler = ((registers[TMode] & 0x0F) << 8) | registers[TPrescaler];
        int reload = (registers[TReloadHigh] << 8) | registers[TReloadLow];
        return (int)Math.Max(0, reload - (periods / ((2 * prescaler) + 1)));
    }
}
