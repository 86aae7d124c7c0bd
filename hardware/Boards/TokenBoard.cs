using PaymentCode.Emulation;
using PaymentCode.Token;

namespace PaymentCode.Boards;

/// <summary>
/// The token as a device: the chips of hardware/token on the pins of a plain ESP32, with the token's firmware. It is on when it is made.
/// Its time is virtual and moves by <see cref="Step"/> and <see cref="Advance"/> only; different boards may run on different threads.
/// </summary>
public sealed class TokenBoard : ISteppedBoard
{
    /// <summary>What the firmware's main loop sleeps after each step, in milliseconds.</summary>
    public const int StepMs = 10;

    private readonly EmulatedBoard _board;
    private readonly Pn532Chip? _pn532;
    private readonly SuppliedFirmware<TokenApp> _firmware;

    /// <summary>A token with everything soldered and a good battery in its clock, switched on.</summary>
    /// <param name="seed">Decides what is random on it: how the button bounces, what a new memory and a display's RAM hold.</param>
    /// <param name="framImage">Content of the memory, at most 32 KB, from <see cref="FramImage"/>; null for a token from the factory.</param>
    /// <param name="nfc">Makes what is plugged in where the PN532 belongs, from the board's clock; null for a board without that option.</param>
    public TokenBoard(int seed = 0, byte[]? framImage = null, Func<VirtualClock, ISpiChip>? nfc = null)
    {
        TokenPins pins = TokenPins.Esp32();
        _board = new EmulatedBoard(seed);
        _firmware = new SuppliedFirmware<TokenApp>(_board, () => new TokenApp(TokenPins.Esp32()), app => app.Step(_board.UptimeMs));
        I2cWires bus = _board.I2c(pins.I2cData, pins.I2cClock);
        Oled = bus.Attach(new Ssd1306Chip(seed));
        Fram = bus.Attach(new Mb85rc256vChip(framImage, seed));
        Clock = bus.Attach(new Ds3231Chip(_board.Clock));
        Button = new Emulation.PushButton(_board, pins.Button, seed);
        Led = new Led(_board, pins.Led);
        Serial = _board.Serial(pins.SerialTransmit, pins.SerialReceive);
        if (nfc != null)
        {
            ISpiChip chip = _board.Spi(pins.NfcMosi, pins.NfcMiso, pins.NfcClock).Attach(nfc(_board.Clock), _board.Pin(pins.NfcSelect));
            _pn532 = chip as Pn532Chip;
        }

        PowerOn();
    }

    /// <summary>The display.</summary>
    public Ssd1306Chip Oled { get; }

    /// <summary>The memory.</summary>
    public Mb85rc256vChip Fram { get; }

    /// <summary>The clock; it runs on its battery while the board is off.</summary>
    public Ds3231Chip Clock { get; }

    /// <summary>The button.</summary>
    public Emulation.PushButton Button { get; }

    /// <summary>The LED.</summary>
    public Led Led { get; }

    /// <summary>The cable of the serial link, seen from the host.</summary>
    public SerialLine Serial { get; }

    /// <summary>The PN532, whose antenna is nowhere until a <see cref="Emulation.Nfc.RadioField"/> has it brought.</summary>
    /// <exception cref="InvalidOperationException">The board is without that option.</exception>
    public Pn532Chip Pn532 => _pn532 ?? throw new InvalidOperationException("This token has no PN532: make it with WithPn532.");

    /// <summary>The board's clock, for a <see cref="SharedTime"/> with the boards whose readers it is near.</summary>
    public VirtualClock Time => _board.Clock;

    /// <summary>Faults of the I2C bus, which is the firmware's bus 1.</summary>
    public FaultPlan Faults => _board.Faults;

    /// <summary>What the firmware did that the hardware punishes; tests expect none.</summary>
    public IReadOnlyList<string> FirmwareFaults => _board.FirmwareFaults;

    /// <summary>The wires of the I2C bus, for those who tamper with a chip.</summary>
    public I2cWires I2c => _board.I2c(TokenPins.Esp32().I2cData, TokenPins.Esp32().I2cClock);

    /// <summary>
    /// What the processor itself takes for each step, in milliseconds, beside the transfers on bus and line. On a board it is a millisecond or two
    /// when idle and some hundred where a symbol is made or a key set taken; the emulation knows no figure and takes 0 unless told.
    /// </summary>
    public int ProcessorMs { get; set; }

    /// <summary>Whether the firmware runs.</summary>
    public bool IsPowered => _firmware.IsOn;

    /// <summary>The board's time in milliseconds since it was made; it goes on while the power is off.</summary>
    public long NowMs => _board.NowMs;

    /// <summary>A copy of the memory's content, in any state of the supply.</summary>
    public byte[] FramImage => Fram.Image();

    /// <summary>A token with its option, a PN532.</summary>
    /// <param name="seed">Decides what is random on it.</param>
    /// <param name="framImage">Content of the memory; null for a token from the factory.</param>
    public static TokenBoard WithPn532(int seed = 0, byte[]? framImage = null) => new(seed, framImage, clock => new Pn532Chip(clock, null, seed));

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

    /// <summary>A short press as people do it: they look for a moment, press for a tenth of a second, and see what happens.</summary>
    public void Press()
    {
        Advance(500);
        Button.PressFor(100);
        Advance(500);
    }

    /// <summary>A long press: held for two seconds, after a moment's look.</summary>
    public void Hold()
    {
        Advance(500);
        Button.PressFor(2000);
        Advance(2500);
    }

    /// <summary>Switches the supply on and starts the firmware. Does nothing when it is on.</summary>
    public void PowerOn() => _firmware.SwitchOn();

    /// <summary>Takes the supply away at once. Memory and clock keep what they hold.</summary>
    public void PowerOff() => _firmware.SwitchOff();
}
