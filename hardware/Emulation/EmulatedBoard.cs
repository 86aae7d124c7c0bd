namespace PaymentCode.Emulation;

/// <summary>
/// A board around an ESP32 or ESP32-S3: wires, chips, a supply, and a clock of its own that only moves when it is advanced. Firmware runs inside
/// <c>using (board.Power())</c>: the device objects it makes there (I2cDevice, GpioController, SerialPort, ...) belong to this board and
/// stay with it. Any number of boards live in one process and different boards run on different threads; one board is run by one
/// thread at a time, which is checked. <see cref="SerialLine"/> alone may be used from any thread.
/// </summary>
/// <remarks>
/// A device build looks like this: wire the chips (<see cref="I2c"/>, <see cref="Pin"/>, <see cref="Serial"/>), <see cref="PowerOn"/>,
/// then in a loop step the firmware inside <see cref="Power"/> with <see cref="UptimeMs"/> as its time and <see cref="AdvanceTo"/> the
/// next step. What waits inside a transfer (I2C, SPI, a serial write) passes its time on the clock. A <see cref="PowerLostException"/>
/// out of the firmware means that the run is over.
/// </remarks>
public sealed class EmulatedBoard
{
    private const long SchedulerTickNs = 10 * VirtualClock.NsPerMs;

    [ThreadStatic]
    private static EmulatedBoard? _powered;

    private readonly Dictionary<int, BoardPin> _pins = [];
    private readonly List<I2cWires> _i2c = [];
    private readonly List<SpiWires> _spi = [];
    private readonly List<SerialLine> _lines = [];
    private readonly List<string> _firmwareFaults = [];
    private readonly PinRules _rules;
    private readonly int _seed;
    private Esp32? _mcu;
    private long _poweredOnNs;
    private Thread? _runner;
    private int _entries;

    /// <summary>A board with nothing on it but the microcontroller, switched off.</summary>
    /// <param name="seed">Decides what is random on it: levels of floating pins, noise of a line at a wrong baud rate.</param>
    /// <param name="microcontroller">Which one.</param>
    public EmulatedBoard(int seed = 0, Microcontroller microcontroller = Microcontroller.Esp32)
    {
        _seed = seed;
        Microcontroller = microcontroller;
        _rules = PinRules.Of(microcontroller);
        Clock.Surroundings = Happen;
    }

    /// <summary>The board whose firmware this thread runs.</summary>
    /// <exception cref="InvalidOperationException">The thread is in no <see cref="Power"/> scope.</exception>
    public static EmulatedBoard Powered => _powered
        ?? throw new InvalidOperationException("No board is powered on this thread: make device objects inside using (board.Power()).");

    /// <summary>Which microcontroller it has.</summary>
    public Microcontroller Microcontroller { get; }

    /// <summary>The highest GPIO number: 39, or 48 on an ESP32-S3.</summary>
    public int HighestPin => _rules.Highest;

    /// <summary>The board's time, which goes on while it is switched off.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>Milliseconds since the board was made.</summary>
    public long NowMs => Clock.NowMs;

    /// <summary>Milliseconds since the power came on: what Environment.TickCount64 says on the device.</summary>
    public long UptimeMs => (Clock.NowNs - _poweredOnNs) / VirtualClock.NsPerMs;

    /// <summary>Whether the supply is on.</summary>
    public bool IsPowered => _mcu != null;

    /// <summary>Faults on demand.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What the firmware did that the hardware punishes, such as a serial read that blocks. Tests expect it to be empty.</summary>
    public IReadOnlyList<string> FirmwareFaults => _firmwareFaults;

    internal int Seed => _seed;

    internal Esp32 Mcu => _mcu ?? throw new PowerLostException();

    internal IReadOnlyList<I2cWires> I2cBuses => _i2c;

    internal IReadOnlyList<SpiWires> SpiBuses => _spi;

    internal IReadOnlyList<SerialLine> Lines => _lines;

    /// <summary>The I2C bus on two pins; the first call draws the wires.</summary>
    /// <param name="dataPin">GPIO number of SDA.</param>
    /// <param name="clockPin">GPIO number of SCL.</param>
    public I2cWires I2c(int dataPin, int clockPin)
    {
        I2cWires? wires = _i2c.Find(bus => bus.DataPin == dataPin && bus.ClockPin == clockPin);
        if (wires == null)
        {
            wires = new I2cWires(dataPin, clockPin);
            _i2c.Add(wires);
        }

        return wires;
    }

    /// <summary>The SPI bus on three pins; the first call draws the wires.</summary>
    /// <param name="mosiPin">GPIO number of the data line to the chips.</param>
    /// <param name="misoPin">GPIO number of the data line from the chips.</param>
    /// <param name="clockPin">GPIO number of the clock.</param>
    public SpiWires Spi(int mosiPin, int misoPin, int clockPin)
    {
        SpiWires? wires = _spi.Find(bus => bus.MosiPin == mosiPin && bus.MisoPin == misoPin && bus.ClockPin == clockPin);
        if (wires == null)
        {
            wires = new SpiWires(mosiPin, misoPin, clockPin);
            _spi.Add(wires);
        }

        return wires;
    }

    /// <summary>The serial line on two pins; the first call draws the wires.</summary>
    /// <param name="transmitPin">GPIO number on which the board sends.</param>
    /// <param name="receivePin">GPIO number on which it receives.</param>
    /// <param name="baudRate">Baud rate of the other end, 8N1.</param>
    public SerialLine Serial(int transmitPin, int receivePin, int baudRate = 115200)
    {
        SerialLine? line = _lines.Find(wires => wires.TransmitPin == transmitPin && wires.ReceivePin == receivePin);
        if (line == null)
        {
            line = new SerialLine(this, transmitPin, receivePin, baudRate, HashCode.Combine(_seed, transmitPin, receivePin));
            _lines.Add(line);
        }

        return line;
    }

    /// <summary>What is soldered to a pin.</summary>
    /// <param name="number">GPIO number, 0 to <see cref="HighestPin"/>.</param>
    public BoardPin Pin(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, HighestPin);
        if (!_pins.TryGetValue(number, out BoardPin? pin))
        {
            pin = new BoardPin(number, unchecked((_seed * 397) ^ number));
            _pins.Add(number, pin);
        }

        return pin;
    }

    /// <summary>Switches the supply on: every chip and the microcontroller begin at their power-on reset.</summary>
    /// <exception cref="InvalidOperationException">It is on already.</exception>
    public void PowerOn()
    {
        if (_mcu != null)
        {
            throw new InvalidOperationException("The board is on already.");
        }

        _poweredOnNs = Clock.NowNs;
        _mcu = new Esp32(this, _rules);
        foreach (IPoweredPart part in Parts())
        {
            part.PowerOn();
        }

        foreach ((int number, bool level, string outcome) in _rules.Strapping)
        {
            if (_pins.TryGetValue(number, out BoardPin? pin) && pin.Outside == level)
            {
                ReportFirmwareFault($"GPIO{number} is {(level ? "high" : "low")} at power-on: {outcome}.");
            }
        }
    }

    /// <summary>Takes the supply away at once. Device objects of this run are dead from now on. Does nothing when it is off.</summary>
    public void PowerOff()
    {
        if (_mcu == null)
        {
            return;
        }

        _mcu.Stop();
        _mcu = null;
        foreach (BoardPin pin in _pins.Values)
        {
            pin.Configure(driven: null, pull: null);
        }

        foreach (SerialLine line in _lines)
        {
            line.BoardPoweredOff();
        }

        foreach (IPoweredPart part in Parts())
        {
            part.PowerOff();
        }
    }

    /// <summary>Whether another thread is in the middle of running it, waiting perhaps for a moment of a <see cref="SharedTime"/>: what runs there ends there first.</summary>
    public bool IsRunElsewhere => Volatile.Read(ref _runner) is { } runner && runner != Thread.CurrentThread;

    /// <summary>Makes this the board that device objects on this thread bind to, until the scope is disposed. Scopes nest.</summary>
    /// <exception cref="InvalidOperationException">The board is off, or another thread is running it.</exception>
    public PowerScope Power()
    {
        if (_mcu == null)
        {
            throw new InvalidOperationException("The board is off: call PowerOn first.");
        }

        Thread? other = Interlocked.CompareExchange(ref _runner, Thread.CurrentThread, null);
        if (other != null && other != Thread.CurrentThread)
        {
            throw new InvalidOperationException("Another thread is running this board; one thread at a time.");
        }

        _entries++;
        PowerScope scope = new(this, _powered);
        _powered = this;
        return scope;
    }

    /// <summary>Lets time pass; what is due on the way happens (bytes arrive, contacts bounce, pin events reach the firmware).</summary>
    /// <param name="ms">Milliseconds, 0 or more.</param>
    public void Advance(int ms) => AdvanceNs(ms * VirtualClock.NsPerMs);

    /// <summary>Lets time pass up to a moment; nothing where it is past already.</summary>
    /// <param name="ms">Milliseconds since the board was made.</param>
    public void AdvanceTo(long ms) => AdvanceNs(Math.Max(0, (ms * VirtualClock.NsPerMs) - Clock.NowNs));

    /// <summary>As <see cref="Advance"/>, finer.</summary>
    /// <param name="ns">Nanoseconds, 0 or more.</param>
    public void AdvanceNs(long ns)
    {
        foreach (SerialLine line in _lines)
        {
            line.CollectFromHost();
        }

        if (_mcu == null)
        {
            Clock.Advance(ns);
            return;
        }

        using (Power())
        {
            Clock.Advance(ns);
        }
    }

    /// <summary>
    /// What Thread.Sleep lasts on the device, for stand-ins whose original sleeps: the interpreter hands over to the scheduler and looks again
    /// at its tick, every 10 ms (nf-interpreter, targetPAL_Events.cpp), so that Sleep(1) may last 10 ms.
    /// </summary>
    /// <param name="ms">Milliseconds, 0 or more.</param>
    /// <exception cref="PowerLostException">The power went.</exception>
    internal void Sleep(int ms)
    {
        Esp32 mcu = Mcu;
        long uptimeNs = Clock.NowNs - _poweredOnNs;
        long dueNs = uptimeNs + (ms * VirtualClock.NsPerMs);
        AdvanceNs((((dueNs + SchedulerTickNs - 1) / SchedulerTickNs) * SchedulerTickNs) - uptimeNs);
        mcu.ThrowIfDead();
    }

    /// <summary>Something on this board is due while another one, with which it shares its time, is being advanced.</summary>
    private void Happen(Action happening)
    {
        if (_mcu == null)
        {
            happening();
            return;
        }

        using (Power())
        {
            happening();
        }
    }

    internal void ReportFirmwareFault(string fault) => _firmwareFaults.Add(fault);

    private IEnumerable<IPoweredPart> Parts() => _i2c.SelectMany(bus => bus.Chips)
        .Concat<IPoweredPart>(_spi.SelectMany(bus => bus.Chips))
        .Concat(_lines.Where(line => line.Chip != null).Select(line => line.Chip!));

    private void Leave(EmulatedBoard? outer)
    {
        _powered = outer;
        if (--_entries == 0)
        {
            Volatile.Write(ref _runner, null);
        }
    }

    /// <summary>A stretch of code that runs on a board.</summary>
    public readonly struct PowerScope : IDisposable
    {
        private readonly EmulatedBoard _board;
        private readonly EmulatedBoard? _outer;

        internal PowerScope(EmulatedBoard board, EmulatedBoard? outer)
        {
            _board = board;
            _outer = outer;
        }

        /// <summary>Ends it: the board that was powered before is again.</summary>
        public void Dispose() => _board.Leave(_outer);
    }
}
