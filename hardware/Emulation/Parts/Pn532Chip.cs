using System.Device.Spi;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>
/// NXP PN532/C106, a contactless reader and card with a program of its own, as its user manual UM0701-02 and the PN532/C1 datasheet
/// describe it. On the host's side it speaks over SPI (this object), I2C (<see cref="I2c"/>) or its UART (<see cref="Serial"/>); on the
/// other side over a <see cref="RadioField"/>. Everything takes its time on the board's clock.
/// </summary>
/// <remarks>
/// Not built: NFC-DEP and active mode (InJumpForDEP, InJumpForPSL, InPSL, TgSetGeneralBytes, TgSetMetaData), RFRegulationTest and the secure
/// element: those commands are answered with the chip's syntax error and recorded. Of the CIU's own commands by register only Transceive.
/// </remarks>
public sealed class Pn532Chip : ISpiChip
{
    /// <summary>7-bit address on I2C.</summary>
    public const int I2cAddress = 0x24;

    /// <summary>Fastest SPI clock in hertz (datasheet §8.3.5).</summary>
    public const int MaxSpiClockHz = 5_000_000;

    internal const byte WakeByI2c = 0x80;
    internal const byte WakeBySpi = 0x20;
    internal const byte WakeByHsu = 0x10;
    internal const byte WakeByRf = 0x08;

    private const byte DataWrite = 0x01;
    private const byte StatusRead = 0x02;
    private const byte DataRead = 0x03;

    // From the event until the oscillator runs and the program takes bytes, and from PowerDown's response to sleep: an estimate. libnfc's
    // preamble allows 1.4 ms, other drivers 1 to 4.
    private const long WakeUpNs = 1 * VirtualClock.NsPerMs;

    private readonly Random _random;
    private Power _power;
    private byte _wakeUps = 0xFF;
    private byte _operation;
    private int _place;
    private int _powerEpoch;
    private bool _interrupt;

    /// <summary>A chip on a board, not powered yet, set to SPI.</summary>
    /// <param name="clock">The board's clock.</param>
    /// <param name="field">Where its antenna is, at distance 0; null for nowhere near anything (<see cref="RadioField.Bring(Pn532Chip, int)"/>).</param>
    /// <param name="seed">Decides what a chip that is not awake puts on the bus.</param>
    public Pn532Chip(VirtualClock clock, RadioField? field = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Clock = clock;
        _random = new Random(seed);
        Emulated = new Pn532Emulation(this);
        Host = new Pn532Host(this);
        Serial = new Pn532Serial(this, Host);
        Program = new Pn532Program(this);
        Program.Radio.AfterMoment = Host.ThrowFault;
        I2c = new Pn532I2c(this);
        field?.Bring(this, 0);
    }

    private enum Power
    {
        Off,
        Asleep,
        Waking,
        Awake,
    }

    /// <summary>Raised when <see cref="IsInterruptRequested"/> changed.</summary>
    public event Action<bool>? InterruptChanged;

    /// <summary>The board's clock.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Where its antenna is; null for nowhere.</summary>
    public RadioField? Field { get; internal set; }

    /// <summary>The host link that the pins I0 and I1 select.</summary>
    public Pn532Link Link { get; set; } = Pn532Link.Spi;

    /// <summary>The chip as a part of an I2C bus; set <see cref="Link"/> to I2c.</summary>
    public II2cChip I2c { get; }

    /// <summary>The chip's UART; set <see cref="Link"/> to Hsu.</summary>
    public Pn532Serial Serial { get; }

    /// <summary>Whether the chip's own carrier is on.</summary>
    public bool IsCarrierOn => Program.Radio.IsCarrierOn;

    /// <summary>Whether its program runs: not off, asleep or waking.</summary>
    public bool IsAwake => _power == Power.Awake;

    /// <summary>Whether P70_IRQ is low: a frame waits to be read (SPI and I2C).</summary>
    public bool IsInterruptRequested => Host.IsReady;

    /// <summary>Codes of commands that it does not have, in the order in which they came. Tests expect none.</summary>
    public IReadOnlyList<byte> UnknownCommands => Host.Unknown;

    internal Pn532Emulation Emulated { get; }

    internal Pn532Host Host { get; }

    internal Pn532Program Program { get; }

    /// <summary>Whether the radio part works: powered, awake and out of the low-battery state.</summary>
    internal bool CanRadiate => _power == Power.Awake && Program.IsConfigured;

    /// <inheritdoc/>
    public void Select()
    {
        _operation = 0;
        _place = 0;
        Wake(WakeBySpi);
    }

    /// <inheritdoc/>
    public byte Exchange(byte mosi, SpiMode mode, int clockHz)
    {
        if (_power != Power.Awake || Link != Pn532Link.Spi || mode != SpiMode.Mode0 || clockHz > MaxSpiClockHz)
        {
            return (byte)_random.Next(256);
        }

        byte value = Turned(mosi);
        if (_operation == 0)
        {
            _operation = value is DataWrite or StatusRead or DataRead ? value : (byte)0xFF;
            if (_operation == DataWrite)
            {
                Host.ResetReception();
            }

            return 0;
        }

        switch (_operation)
        {
            case DataWrite:
                Host.Take(value);
                return 0;
            case StatusRead:
                return Turned(Host.IsReady ? (byte)1 : (byte)0);
            case DataRead:
                byte[]? frame = Host.Peek();
                return frame != null && _place < frame.Length ? Turned(frame[_place++]) : (byte)0;
            default:
                return 0;
        }
    }

    /// <inheritdoc/>
    public void Deselect()
    {
        if (_operation == DataRead && _place > 0)
        {
            Host.Consume();
        }

        _operation = 0;
        _place = 0;
    }

    /// <inheritdoc/>
    public void PowerOn()
    {
        _power = Power.Asleep;
        _wakeUps = 0xFF;
        _powerEpoch++;
        Program.Reset();
        Host.Reset();
        Serial.Reset();
    }

    /// <inheritdoc/>
    public void PowerOff()
    {
        Program.Reset();
        Host.Reset();
        Serial.Reset();
        _power = Power.Off;
        _powerEpoch++;
    }

    /// <summary>Something that wakes has come: a selection, an address, edges, a carrier.</summary>
    internal void Wake(byte source)
    {
        if (_power != Power.Asleep || (_wakeUps & source) == 0 || !Matches(source))
        {
            return;
        }

        _power = Power.Waking;
        int epoch = _powerEpoch;
        Clock.Schedule(Clock.NowNs + WakeUpNs, () =>
        {
            if (epoch == _powerEpoch && _power == Power.Waking)
            {
                _power = Power.Awake;
            }
        });
    }

    /// <summary>PowerDown, once the response has gone out.</summary>
    internal void Sleep(byte wakeUps)
    {
        int epoch = _powerEpoch;
        Clock.Schedule(Clock.NowNs + WakeUpNs, () =>
        {
            if (epoch == _powerEpoch && !Host.IsBusy)
            {
                Program.Quiet();
                _wakeUps = wakeUps;
                _power = Power.Asleep;
            }
        });
    }

    /// <summary>The chip's address on I2C: wakes it, and the clock is held low until it is awake.</summary>
    internal bool HearsI2c()
    {
        Wake(WakeByI2c);
        if (_power == Power.Waking)
        {
            Clock.Advance(WakeUpNs);
        }

        return _power == Power.Awake;
    }

    internal void ReadyChanged()
    {
        if (_interrupt != Host.IsReady)
        {
            _interrupt = Host.IsReady;
            InterruptChanged?.Invoke(_interrupt);
        }
    }

    private bool Matches(byte source) => source switch
    {
        WakeBySpi => Link == Pn532Link.Spi,
        WakeByI2c => Link == Pn532Link.I2c,
        WakeByHsu => Link == Pn532Link.Hsu,
        _ => true,
    };

    private static byte Turned(byte value)
    {
        int turned = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            turned |= ((value >> bit) & 1) << (7 - bit);
        }

        return (byte)turned;
    }
}
