namespace PaymentCode.Emulation;

/// <summary>
/// Maxim DS3231 (datasheet 19-5170, rev 10): a clock with a battery on I2C, address 68. It runs on the board's virtual clock, with a
/// constant error. Time and date, control, status, aging and temperature work; the alarm registers keep what is written, and alarms do
/// not ring.
/// </summary>
public sealed class Ds3231Chip : II2cChip
{
    /// <summary>Its 7-bit address.</summary>
    public const int Address = 0x68;

    /// <summary>EOSC, control register bit 7: stops the oscillator while on battery.</summary>
    public const byte Eosc = 0x80;

    /// <summary>OSF, status register bit 7: the oscillator stopped, the time is not to be trusted. Only a written 0 clears it.</summary>
    public const byte Osf = 0x80;

    private const byte ControlAtReset = 0x1C;
    private const byte StatusAtReset = 0x88;
    private const byte Conv = 0x20;
    private const byte AlarmFlags = 0x03;
    private const byte Enable32Khz = 0x08;
    private const byte Hour12 = 0x40;
    private const byte Pm = 0x20;
    private const byte Century = 0x80;
    private const int RegisterCount = 0x13;

    private readonly VirtualClock _clock;
    private readonly byte[] _registers = new byte[RegisterCount];
    private readonly byte[] _latched = new byte[7];
    private readonly List<string> _illogicalWrites = [];
    private readonly int[] _hands = new int[7];
    private bool _twelveHour;
    private bool _running;
    private long _countedNs;
    private double _fraction;
    private bool _powered;
    private bool _selected;
    private bool _addressed;
    private int _pointer;

    /// <summary>A clock that never ran, with a good battery.</summary>
    /// <param name="clock">The board's clock.</param>
    /// <param name="driftPpm">How much it runs fast, in millionths; the part is specified within 2.</param>
    public Ds3231Chip(VirtualClock clock, double driftPpm = 0)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        DriftPpm = driftPpm;
        Reset();
    }

    /// <summary>Registers by their datasheet names (figure 1).</summary>
    private enum Register
    {
        Seconds = 0x00,
        Minutes = 0x01,
        Hours = 0x02,
        Day = 0x03,
        Date = 0x04,
        MonthCentury = 0x05,
        Year = 0x06,
        Control = 0x0E,
        Status = 0x0F,
        TemperatureMsb = 0x11,
        TemperatureLsb = 0x12,
    }

    /// <inheritdoc/>
    public int MaxClockHz => 400_000;

    /// <summary>How much it runs fast, in millionths.</summary>
    public double DriftPpm { get; }

    /// <summary>Whether a battery is in its holder.</summary>
    public bool HasBattery { get; private set; } = true;

    /// <summary>Temperature of the part in degrees Celsius, shown in steps of 0.25.</summary>
    public double Temperature { get; set; } = 25;

    /// <summary>What its hands show, 2000 to 2199 (the century bit counts as a hundred years); null where there is no such date.</summary>
    public DateTime? Time
    {
        get
        {
            Count();
            return ShownTime();
        }
    }

    /// <summary>
    /// Written digits and dates that do not exist. The datasheet leaves open what follows: here such a digit is ignored and such a date
    /// stands still. Tests expect none.
    /// </summary>
    public IReadOnlyList<string> IllogicalWrites => _illogicalWrites;

    /// <inheritdoc/>
    public bool Start(int address, bool read)
    {
        _selected = _powered && address == Address;
        _addressed = read;
        if (_selected)
        {
            Latch();
        }

        return _selected;
    }

    /// <inheritdoc/>
    public bool Receive(byte value)
    {
        if (!_selected)
        {
            return false;
        }

        if (!_addressed)
        {
            _addressed = true;
            _pointer = value % RegisterCount;
            return true;
        }

        Write(_pointer, value);
        Next();
        return true;
    }

    /// <inheritdoc/>
    public byte Send()
    {
        byte value = _pointer < _latched.Length ? _latched[_pointer] : Read(_pointer);
        Next();
        return value;
    }

    /// <inheritdoc/>
    public void Stop() => _selected = false;

    /// <inheritdoc/>
    public void PowerOn()
    {
        Count();
        _powered = true;
        _running = true;
        _selected = false;
    }

    /// <inheritdoc/>
    public void PowerOff()
    {
        Count();
        _powered = false;
        _selected = false;
        if (!HasBattery)
        {
            Reset();
        }
        else if ((_registers[(int)Register.Control] & Eosc) != 0)
        {
            StopOscillator();
        }
    }

    /// <summary>Takes the battery out: without the supply the time is gone at once.</summary>
    public void RemoveBattery()
    {
        HasBattery = false;
        if (!_powered)
        {
            Reset();
        }
    }

    /// <summary>Puts a battery in. A part that lost its time starts when the supply comes back.</summary>
    public void InsertBattery() => HasBattery = true;

    private void Reset()
    {
        Array.Clear(_registers);
        _registers[(int)Register.Control] = ControlAtReset;
        _registers[(int)Register.Status] = StatusAtReset;
        int[] firstOfJanuary2000 = [0, 0, 0, 1, 1, 1, 0];
        firstOfJanuary2000.CopyTo(_hands, 0);
        _twelveHour = false;
        _running = false;
        _countedNs = _clock.NowNs;
        _fraction = 0;
    }

    private void StopOscillator()
    {
        _running = false;
        _registers[(int)Register.Status] |= Osf;
    }

    private void Count()
    {
        long now = _clock.NowNs;
        if (_running)
        {
            double elapsed = _fraction + ((now - _countedNs) / 1e9 * (1 + (DriftPpm / 1e6)));
            double whole = Math.Floor(elapsed);
            _fraction = elapsed - whole;
            Turn((long)whole);
        }

        _countedNs = now;
    }

    private void Turn(long seconds)
    {
        if (seconds == 0)
        {
            return;
        }

        if (ShownTime() is not DateTime before)
        {
            Illogical($"20{_hands[(int)Register.Year]:00}-{_hands[(int)Register.MonthCentury]}-{_hands[(int)Register.Date]}");
            return;
        }

        DateTime after = before.AddSeconds(seconds);
        int days = (after.Date - before.Date).Days;
        int[] hands =
        [
            after.Second,
            after.Minute,
            after.Hour,
            ((_hands[(int)Register.Day] - 1 + days) % 7) + 1,
            after.Day,
            after.Month,
            after.Year % 200,
        ];
        hands.CopyTo(_hands, 0);
    }

    private DateTime? ShownTime()
    {
        int year = 2000 + _hands[(int)Register.Year];
        int month = _hands[(int)Register.MonthCentury];
        int date = _hands[(int)Register.Date];
        return date <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, date, _hands[2], _hands[1], _hands[0], DateTimeKind.Utc)
            : null;
    }

    private void Latch()
    {
        Count();
        for (int register = 0; register < _latched.Length; register++)
        {
            _latched[register] = Bcd(_hands[register] % 100);
        }

        if (_twelveHour)
        {
            int hour = _hands[(int)Register.Hours];
            _latched[(int)Register.Hours] = (byte)(Hour12 | (hour >= 12 ? Pm : 0) | Bcd(hour % 12 == 0 ? 12 : hour % 12));
        }

        _latched[(int)Register.MonthCentury] |= _hands[(int)Register.Year] >= 100 ? Century : (byte)0;
    }

    private byte Read(int register)
    {
        int quarters = (int)Math.Round(Temperature * 4);
        return (Register)register switch
        {
            Register.TemperatureMsb => (byte)(quarters >> 2),
            Register.TemperatureLsb => (byte)((quarters & 3) << 6),
            _ => _registers[register],
        };
    }

    private void Write(int register, byte value)
    {
        switch ((Register)register)
        {
            case <= Register.Year:
                WriteTime((Register)register, value);
                break;
            case Register.Control:
                // A conversion is over before the next transfer.
                _registers[register] = (byte)(value & ~Conv);
                break;
            case Register.Status:
                byte clearable = (byte)(_registers[register] & value & (Osf | AlarmFlags));
                _registers[register] = (byte)(clearable | (value & Enable32Khz));
                break;
            case Register.TemperatureMsb or Register.TemperatureLsb:
                break;
            default:
                _registers[register] = value;
                break;
        }
    }

    private void WriteTime(Register register, byte value)
    {
        int number = Number(value);
        (int least, int most) = register switch
        {
            Register.Hours when (value & Hour12) != 0 => (1, 12),
            Register.Hours => (0, 23),
            Register.Day => (1, 7),
            Register.Date => (1, 31),
            Register.MonthCentury => (1, 12),
            Register.Year => (0, 99),
            _ => (0, 59),
        };
        number = register switch
        {
            Register.Hours when (value & Hour12) != 0 => Number((byte)(value & 0x1F)),
            Register.MonthCentury => Number((byte)(value & ~Century)),
            _ => number,
        };
        if (number < least || number > most)
        {
            Illogical($"{register} {value:X2}");
            return;
        }

        int century = _hands[(int)Register.Year] / 100;
        switch (register)
        {
            case Register.Seconds:
                // The countdown chain starts anew ("Clock and Calendar").
                _fraction = 0;
                break;
            case Register.Hours:
                _twelveHour = (value & Hour12) != 0;
                number = _twelveHour ? (number % 12) + ((value & Pm) != 0 ? 12 : 0) : number;
                break;
            case Register.MonthCentury:
                _hands[(int)Register.Year] = (_hands[(int)Register.Year] % 100) + ((value & Century) != 0 ? 100 : 0);
                break;
            case Register.Year:
                number += century * 100;
                break;
        }

        _hands[(int)register] = number;
    }

    private void Illogical(string what) => _illogicalWrites.Add(what);

    private void Next()
    {
        _pointer = (_pointer + 1) % RegisterCount;
        if (_pointer == 0)
        {
            Latch();
        }
    }

    private static byte Bcd(int number) => (byte)(((number / 10) << 4) | (number % 10));

    private static int Number(byte bcd) => (bcd & 0x0F) > 9 || bcd >> 4 > 9 ? int.MaxValue : ((bcd >> 4) * 10) + (bcd & 0x0F);
}
