using PaymentCode.Core.Applet;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Terminal;

namespace PaymentCode.Boards;

/// <summary>
/// The acceptance terminal as a device: the parts of hardware/terminal on the pins of an ESP32-S3, with the terminal's firmware. It is on when it is
/// made. Its time is virtual and moves by <see cref="Step"/> and <see cref="Advance"/> only; or give <see cref="Time"/> and <see cref="Step"/> to a
/// <see cref="SharedTime"/> where a token is to answer its reader.
/// </summary>
public sealed class TerminalBoard : ISteppedBoard
{
    /// <summary>What the firmware's main loop sleeps after each step, in milliseconds.</summary>
    public const int StepMs = 10;

    /// <summary>How long a person holds a key down, in milliseconds.</summary>
    public const int KeyMs = 120;

    private readonly EmulatedBoard _board;
    private readonly SuppliedFirmware<TerminalApp> _firmware;

    /// <summary>A terminal, switched on.</summary>
    /// <param name="seed">Decides what is random on it: how keys bounce, what a new memory and a display's RAM hold.</param>
    /// <param name="framImage">Content of the memory, at most 32 KB, from <see cref="FramImage"/>; null for a terminal from the factory.</param>
    /// <param name="field">The air around its reader; null for one of its own.</param>
    /// <param name="parts">What is plugged in.</param>
    public TerminalBoard(int seed = 0, byte[]? framImage = null, RadioField? field = null, TerminalParts parts = TerminalParts.All)
    {
        TerminalPins pins = TerminalPins.Esp32S3();
        _board = new EmulatedBoard(seed, Microcontroller.Esp32S3Quad);
        _firmware = new SuppliedFirmware<TerminalApp>(_board, () => new TerminalApp(TerminalPins.Esp32S3()), app => app.Step(_board.UptimeMs));
        Field = field ?? new RadioField(seed);
        Fram = _board.I2c(pins.I2cData, pins.I2cClock).Attach(new Mb85rc256vChip(framImage, seed));
        Reader = new Pn532Chip(_board.Clock, Field, seed);
        SpiWires readerWires = _board.Spi(pins.ReaderData, pins.ReaderAnswer, pins.ReaderClock);
        if (parts.HasFlag(TerminalParts.Reader))
        {
            readerWires.Attach(Reader, _board.Pin(pins.ReaderSelect));
        }

        Panel = new Ili9341Chip(_board, pins.PanelCommand, seed: seed);
        SpiWires panelWires = _board.Spi(pins.PanelData, pins.PanelAnswer, pins.PanelClock);
        if (parts.HasFlag(TerminalParts.Panel))
        {
            panelWires.Attach(Panel, _board.Pin(pins.PanelSelect));
        }

        Keypad = new KeypadMatrix(_board, pins.KeypadRows, pins.KeypadColumns, seed: seed);
        Buzzer = new Buzzer(_board, pins.Buzzer);
        GreenLed = new Led(_board, pins.GreenLed);
        RedLed = new Led(_board, pins.RedLed);
        Serial = _board.Serial(pins.SerialTransmit, pins.SerialReceive);
        PowerOn();
    }

    /// <summary>The air around the reader: bring cards and tokens here.</summary>
    public RadioField Field { get; }

    /// <summary>The reader's chip.</summary>
    public Pn532Chip Reader { get; }

    /// <summary>The display.</summary>
    public Ili9341Chip Panel { get; }

    /// <summary>The keypad: 1 to 9, *, 0, #.</summary>
    public KeypadMatrix Keypad { get; }

    /// <summary>The buzzer.</summary>
    public Buzzer Buzzer { get; }

    /// <summary>The green LED.</summary>
    public Led GreenLed { get; }

    /// <summary>The red LED.</summary>
    public Led RedLed { get; }

    /// <summary>The memory.</summary>
    public Mb85rc256vChip Fram { get; }

    /// <summary>The cable of the serial link, seen from the host.</summary>
    public SerialLine Serial { get; }

    /// <summary>Faults of the I2C bus, which is the firmware's bus 1.</summary>
    public FaultPlan Faults => _board.Faults;

    /// <summary>What the firmware did that the hardware punishes; tests expect none.</summary>
    public IReadOnlyList<string> FirmwareFaults => _board.FirmwareFaults;

    /// <summary>What the processor itself takes for each step, in milliseconds, beside the transfers and waits: 0 unless told.</summary>
    public int ProcessorMs { get; set; }

    /// <summary>Whether the firmware runs.</summary>
    public bool IsPowered => _firmware.IsOn;

    /// <summary>What it waits for, as its display says: one of <see cref="TerminalApplet"/>'s State constants; out of service while it is off.</summary>
    public byte State => _firmware.App?.State ?? TerminalApplet.StateOutOfService;

    /// <summary>The board's clock, for a <see cref="SharedTime"/>.</summary>
    public VirtualClock Time => _board.Clock;

    /// <summary>The board's time in milliseconds since it was made; it goes on while the power is off.</summary>
    public long NowMs => _board.NowMs;

    /// <summary>How long the last step of the firmware took on the board's clock, in milliseconds, without the sleep after it.</summary>
    public double LastStepMs => _firmware.LastStepNs / (double)VirtualClock.NsPerMs;

    /// <summary>A copy of the memory's content, in any state of the supply.</summary>
    public byte[] FramImage => Fram.Image();

    /// <summary>One turn of the firmware's main loop: its step, whatever time that takes, and the sleep after it.</summary>
    public void Step()
    {
        _firmware.Step();
        _board.Advance(ProcessorMs + StepMs);
    }

    /// <summary>Steps until so much time has passed; the last step may end a little later.</summary>
    /// <param name="ms">Milliseconds on the board's clock.</param>
    public void Advance(int ms)
    {
        long target = NowMs + ms;
        while (NowMs < target)
        {
            Step();
        }
    }

    /// <summary>Types keys one after the other as people do, and sees what happens.</summary>
    /// <param name="keys">0 to 9, * (clear, cancel) and # (OK).</param>
    public void Type(string keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (char key in keys)
        {
            Keypad.PressFor(key, KeyMs);
            Advance(2 * KeyMs);
        }
    }

    /// <summary>Switches the supply on and starts the firmware. Does nothing when it is on.</summary>
    public void PowerOn() => _firmware.SwitchOn();

    /// <summary>Takes the supply away at once. The memory keeps what it holds.</summary>
    public void PowerOff() => _firmware.SwitchOff();
}
