using System.Device.Spi;
using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>
/// Ilitek ILI9341 (datasheet V1.11) with a 240×320 colour glass on 4-wire SPI, as it is sold on 2.4 and 2.8 inch modules: the pin D/CX tells
/// commands from data, the glass has a BGR colour filter and is mounted so that MADCTL 48 gives an upright portrait picture. What
/// a person sees follows from the frame memory and every command that concerns a static picture; brightness, gamma, power and timing
/// registers are taken and change nothing. What the datasheet does not have is in <see cref="UnknownCommands"/>, what came before
/// its time in <see cref="EarlyCommands"/>. Over 10 MHz (AC characteristics, 4-line SPI: a write cycle of 100 ns) it works as modules do in practice.
/// </summary>
public sealed class Ili9341Chip : ISpiChip
{
    /// <summary>Pixels of a line of the upright glass.</summary>
    public const int Width = 240;

    /// <summary>Lines of the upright glass.</summary>
    public const int Height = 320;

    /// <summary>How many entries <see cref="UnknownCommands"/> and <see cref="EarlyCommands"/> keep.</summary>
    public const int MostRemarks = 256;

    // Sections 8.2.2, 8.2.11 and 8.2.12: 5 ms until the next command, 120 ms between going to sleep and waking up.
    private const long SettleNs = 5 * VirtualClock.NsPerMs;
    private const long SleepChangeNs = 120 * VirtualClock.NsPerMs;

    // AC characteristics, 4-line SPI: a read cycle takes 150 ns.
    private const int MaxReadClockHz = 6_666_666;

    private readonly VirtualClock _clock;
    private readonly BoardPin _dataCommand;
    private readonly BoardPin? _backlight;
    private readonly Random _random;
    private readonly Ili9341Registers _registers = new();
    private readonly Ili9341Modes _modes = new();
    private readonly Ili9341Memory _memory;
    private readonly Ili9341Glass _glass;
    private readonly Ili9341Answers _answers;
    private readonly List<string> _unknownCommands = [];
    private readonly List<string> _earlyCommands = [];
    private readonly Queue<byte> _answer = new();
    private bool _powered;
    private bool _inReset;
    private bool _deepStandby;
    private Ili9341Command _command;
    private int _parameters;
    private bool _reads;
    private bool _ignoresData;
    private long _resetNs = long.MinValue / 2;
    private long _sleepChangedNs = long.MinValue / 2;

    /// <summary>A module that is off.</summary>
    /// <param name="board">The board it is on.</param>
    /// <param name="dataCommandPin">GPIO number that drives D/CX.</param>
    /// <param name="resetPin">GPIO number that drives RESX, or -1 where it hangs on the board's reset.</param>
    /// <param name="backlightPin">GPIO number that switches the backlight, or -1 where it is always on.</param>
    /// <param name="seed">Decides what the frame memory holds at power-on.</param>
    public Ili9341Chip(EmulatedBoard board, int dataCommandPin, int resetPin = -1, int backlightPin = -1, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(board);
        _clock = board.Clock;
        _dataCommand = board.Pin(dataCommandPin);
        _backlight = backlightPin < 0 ? null : board.Pin(backlightPin);
        _random = new Random(seed);
        _memory = new Ili9341Memory(_registers);
        _glass = new Ili9341Glass(_registers, _modes, _memory);
        _answers = new Ili9341Answers(_registers, _modes);
        if (resetPin >= 0)
        {
            // The module pulls RESX up; only an output at low resets.
            BoardPin reset = board.Pin(resetPin);
            reset.Configured += () => HoldInReset(reset.Driven == false);
        }
    }

    /// <summary>Whether a picture is on the glass: supply, backlight, awake for 5 ms, display on, and gates and memory in normal use.</summary>
    public bool IsOn => _powered && !_inReset && !_deepStandby && _modes.Awake && _modes.DisplayOn
        && _clock.NowNs - _sleepChangedNs >= SettleNs
        && _registers.DrivesGates && _registers.UsesProcessorInterface
        && (_backlight == null || (_backlight.IsDriven && _backlight.Level));

    /// <summary>Whether it is in sleep mode: after power-on, after a reset, and between SLPIN (10) and SLPOUT (11).</summary>
    public bool IsAsleep => !_modes.Awake;

    /// <summary>
    /// Command codes that the datasheet does not have, parameters beyond those that a command takes, windows that end before they begin,
    /// scrolling areas that are not 320 lines, and SPI modes other than 0 and 3. Tests expect none.
    /// </summary>
    public IReadOnlyList<string> UnknownCommands => _unknownCommands;

    /// <summary>
    /// Commands that came before the datasheet allows them, with the milliseconds that were missing. After a reset they are lost; after
    /// SLPOUT and SLPIN they are executed, as modules do in practice.
    /// </summary>
    public IReadOnlyList<string> EarlyCommands => _earlyCommands;

    /// <summary>How many pixels were written since the module was made.</summary>
    public long PixelsWritten { get; private set; }

    /// <inheritdoc/>
    public void Select()
    {
        // D/CX is looked at with the last bit of each byte; selecting alone changes nothing (section 7.1).
    }

    /// <inheritdoc/>
    public byte Exchange(byte mosi, SpiMode mode, int clockHz)
    {
        if (!_powered || _inReset)
        {
            return 0xFF;
        }

        if (mode is not (SpiMode.Mode0 or SpiMode.Mode3))
        {
            Remark(_unknownCommands, $"SPI {mode}");
            return 0xFF;
        }

        if (!_dataCommand.Level)
        {
            TakeCommand((Ili9341Command)mosi);
            return 0xFF;
        }

        if (_reads)
        {
            byte miso = NextAnswer();
            return clockHz > MaxReadClockHz ? (byte)_random.Next(256) : miso;
        }

        TakeData(mosi);
        return 0xFF;
    }

    /// <inheritdoc/>
    public void Deselect()
    {
        // What was begun goes on with the next selection (section 7.1, data transfer pause).
    }

    /// <inheritdoc/>
    public void PowerOn()
    {
        _powered = true;
        _inReset = false;
        _memory.Randomise(_random);
        Reset(keepMadctl: false);
        _resetNs = long.MinValue / 2;
        _sleepChangedNs = long.MinValue / 2;
    }

    /// <inheritdoc/>
    public void PowerOff() => _powered = false;

    /// <summary>
    /// The colour that a person sees on the upright glass, 0xRRGGBB. Black (0) as well where there is no picture: a real glass is then
    /// evenly pale or dark, and nothing can be read on it.
    /// </summary>
    /// <param name="x">0 at the left to 239.</param>
    /// <param name="y">0 at the top to 319.</param>
    public int PixelAt(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return IsOn ? _glass.ColourAt(x, y) : 0;
    }

    private void HoldInReset(bool active)
    {
        if (_inReset && !active)
        {
            _resetNs = _clock.NowNs;
        }

        _inReset = active;
        if (active)
        {
            Reset(keepMadctl: false);
        }
    }

    private void Reset(bool keepMadctl)
    {
        if (_modes.Awake)
        {
            _sleepChangedNs = _clock.NowNs;
        }

        _registers.Reset(keepMadctl);
        _answer.Clear();
        _command = Nop;
        _parameters = 0;
        _modes.Reset();
        (_reads, _ignoresData, _deepStandby) = (false, false, false);
    }

    private void TakeCommand(Ili9341Command command)
    {
        _answer.Clear();
        _reads = false;
        _ignoresData = IsTooEarly(command) || _deepStandby;
        if (_ignoresData)
        {
            return;
        }

        _command = command;
        _parameters = 0;
        _reads = TryAnswer(command);
        if (!_reads && !Execute(command) && _registers.Count(command) == null)
        {
            Remark(_unknownCommands, $"{(byte)command:X2}");
        }
    }

    /// <summary>Remarks a command that comes too early.</summary>
    /// <returns>Whether it is lost.</returns>
    private bool IsTooEarly(Ili9341Command command)
    {
        long sinceReset = _clock.NowNs - _resetNs;
        long sinceSleep = _clock.NowNs - _sleepChangedNs;
        bool changesSleep = command == EnterSleepMode ? _modes.Awake : command == SleepOut && !_modes.Awake;
        long needed = changesSleep ? SleepChangeNs : SettleNs;
        long missing = Math.Max(SettleNs - sinceReset, needed - sinceSleep);
        if (missing > 0)
        {
            Remark(_earlyCommands, $"{(byte)command:X2} came {Math.Ceiling(missing / (double)VirtualClock.NsPerMs)} ms too early");
        }

        return sinceReset < SettleNs;
    }

    private bool Execute(Ili9341Command command)
    {
        switch (command)
        {
            case SoftwareReset:
                Reset(keepMadctl: true);
                _resetNs = _clock.NowNs;
                return true;
            case EnterSleepMode or SleepOut:
                if (_modes.Awake != (command == SleepOut))
                {
                    _modes.Awake = command == SleepOut;
                    _sleepChangedNs = _clock.NowNs;
                }

                return true;
            case MemoryWrite:
                _memory.Rewind();
                return true;
            case WriteMemoryContinue:
                _memory.Continue();
                return true;
            default:
                return _modes.Execute(command);
        }
    }

    private void TakeData(byte value)
    {
        if (_ignoresData)
        {
            return;
        }

        if (_command is MemoryWrite or WriteMemoryContinue)
        {
            if (_registers.UsesProcessorInterface && _memory.Write(value))
            {
                PixelsWritten++;
            }

            return;
        }

        int index = _parameters++;
        int count = _registers.Count(_command) ?? 0;
        if (index >= count)
        {
            if (Enum.IsDefined(_command))
            {
                Remark(_unknownCommands, $"{(byte)_command:X2} with parameter {index + 1}: {value:X2}");
            }

            return;
        }

        _registers.Set(_command, index, value);
        if (index == count - 1)
        {
            Complete();
        }
    }

    private void Complete()
    {
        switch (_command)
        {
            case ColumnAddressSet or PageAddressSet when _registers.Word(_command, 0) > _registers.Word(_command, 2):
                Remark(_unknownCommands, $"{(byte)_command:X2} from {_registers.Word(_command, 0)} to {_registers.Word(_command, 2)}");
                break;
            case VerticalScrollingDefinition when !_glass.IsScrollingDefined:
                Remark(_unknownCommands, "33 with areas that are not 320 lines");
                break;
            case PixelFormatSet when _registers.PixelFormat is not (5 or 6):
                Remark(_unknownCommands, $"3A {_registers[PixelFormatSet, 0]:X2}");
                break;
            case VerticalScrollingStartAddress:
                _modes.Scrolls = true;
                break;
            case TearingEffectLineOn:
                _modes.TearingEffect = true;
                break;
            case EntryModeSet when (_registers[EntryModeSet, 0] & 0x08) != 0:
                // Deep standby keeps nothing; only RESX ends it here.
                Reset(keepMadctl: false);
                _memory.Randomise(_random);
                _deepStandby = true;
                break;
        }
    }

    private bool TryAnswer(Ili9341Command command)
    {
        byte[]? answer = _answers.To(command, diagnosed: _modes.Awake && _clock.NowNs - _sleepChangedNs >= SleepChangeNs);
        Array.ForEach(answer ?? [], _answer.Enqueue);
        if (command == MemoryRead)
        {
            _memory.Rewind();
        }

        return answer != null;
    }

    private byte NextAnswer()
    {
        if (_answer.Count == 0 && _command is (MemoryRead or ReadMemoryContinue))
        {
            Array.ForEach(_memory.Read(), _answer.Enqueue);
        }

        return _answer.TryDequeue(out byte next) ? next : (byte)0xFF;
    }

    private static void Remark(List<string> remarks, string remark)
    {
        if (remarks.Count < MostRemarks)
        {
            remarks.Add(remark);
        }
    }
}
