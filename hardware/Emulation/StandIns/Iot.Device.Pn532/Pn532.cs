using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using Iot.Device.Card;
using Iot.Device.Pn532.Links;
using PaymentCode.Emulation;

namespace Iot.Device.Pn532;

/// <summary>
/// The driver nanoFramework.Iot.Device.Pn532 1.2.883: the same bytes go over the same link as upstream's, the same waits pass on the board's
/// clock, faults included. Every command takes its time: over SPI two sleeps, about 20 ms, and as many again as the chip is not ready at the
/// first poll.
/// </summary>
/// <remarks>
/// Its known faults: a command with 250 bytes of data or more goes out malformed and is never acknowledged; an answer in an extended frame is
/// refused; one that is longer than the buffer throws, over SPI with the chip still selected, which costs the next command; the ATS is
/// never decoded; WriteRegister sends ReadRegister; FeliCa cards are never decoded.
/// </remarks>
public partial class Pn532 : CardTransceiver, IDisposable
{
    /// <summary>Clock for the SpiConnectionSettings in hertz, which must also say DataFlow.LsbFirst.</summary>
    public const int SpiClockFrequency = 2_000_000;

    /// <summary>Mode for the SpiConnectionSettings.</summary>
    public const SpiMode SpiMode = System.Device.Spi.SpiMode.Mode0;

    /// <summary>Address on I2C.</summary>
    public const byte I2cDefaultAddress = 0x24;

    private const ParametersFlags ReaderParameters = ParametersFlags.AutomaticATR_RES | ParametersFlags.AutomaticRATS;
    private const uint VirtualCardTimeoutUnitMs = 50;
    private const int RomOrRamTestMs = 1_500;
    private const int AfterTestMs = 100;

    private readonly EmulatedBoard _board = EmulatedBoard.Powered;
    private readonly SecurityAccessModuleMode _securityAccessModuleMode = SecurityAccessModuleMode.Normal;
    private HostLink? _link;
    private ParametersFlags _parametersFlags;
    private uint _virtualCardTimeout = 0x17;

    /// <summary>Opens the chip on a serial port at 115,200 baud.</summary>
    /// <param name="portName">COM2 or COM3.</param>
    /// <exception cref="Exception">No chip answers (the plain type, as upstream).</exception>
    /// <exception cref="TimeoutException">An answer broke off.</exception>
    public Pn532(string portName)
    {
        _link = new HsuLink(_board, portName);
        _parametersFlags = ReaderParameters | ParametersFlags.ISO14443_4_PICC;
        Begin();
    }

    /// <summary>Opens the chip on SPI.</summary>
    /// <param name="spiDevice">The bus, with no chip select of its own, lowest bit first; disposed with the driver.</param>
    /// <param name="pinChipSelect">GPIO number of the chip select, which the driver drives.</param>
    /// <param name="controller">Controller for that pin, or null for one of the driver's own.</param>
    /// <param name="shouldDispose">Whether to dispose the controller.</param>
    /// <exception cref="ArgumentNullException">There is no bus.</exception>
    /// <exception cref="ArgumentException">The pin is negative.</exception>
    /// <exception cref="Exception">No chip answers (the plain type, as upstream).</exception>
    public Pn532(SpiDevice spiDevice, int pinChipSelect, GpioController? controller = null, bool shouldDispose = false)
    {
        ArgumentNullException.ThrowIfNull(spiDevice);
        if (pinChipSelect < 0)
        {
            throw new ArgumentException($"The driver drives the chip select itself: {pinChipSelect} is no pin.", nameof(pinChipSelect));
        }

        _link = new SpiLink(_board, spiDevice, controller, pinChipSelect, shouldDispose);
        Begin();
        SetSecurityAccessModule();
    }

    /// <summary>Opens the chip on I2C.</summary>
    /// <param name="i2cDevice">The chip's device; disposed with the driver.</param>
    /// <exception cref="ArgumentNullException">There is no device.</exception>
    /// <exception cref="Exception">No chip answers (the plain type, as upstream).</exception>
    public Pn532(I2cDevice i2cDevice)
    {
        ArgumentNullException.ThrowIfNull(i2cDevice);
        _link = new I2cLink(_board, i2cDevice);
        Begin();
        SetSecurityAccessModule();
    }

    /// <summary>
    /// How often the driver polls over SPI and I2C, for the ACK and again for the answer; a poll lasts until the scheduler's next tick,
    /// so that the first 500 are 5 seconds. With 0 or less it would wait for ever: here that is a firmware fault and throws.
    /// </summary>
    public int ReadTimeOut { get; set; } = 500;

    /// <summary>What the chip said of itself, never null once the driver is made.</summary>
    public FirmwareVersion? FirmwareVersion { get; internal set; }

    /// <summary>Timeout of the virtual card in milliseconds, in steps of 50 up to 12,750; 23 steps to begin with.</summary>
    /// <exception cref="ArgumentException">More than that.</exception>
    public uint VirtualCardTimeout
    {
        get => _virtualCardTimeout * VirtualCardTimeoutUnitMs;
        set
        {
            if (value / VirtualCardTimeoutUnitMs > byte.MaxValue)
            {
                throw new ArgumentException($"12,750 milliseconds at most, not {value}.", nameof(value));
            }

            _virtualCardTimeout = value / VirtualCardTimeoutUnitMs;
            SetSecurityAccessModule();
        }
    }

    /// <summary>Always Normal: setting it sends the configuration as it was, as upstream's does.</summary>
    public SecurityAccessModuleMode SecurityAccessModuleMode
    {
        get => _securityAccessModuleMode;
        set => SetSecurityAccessModule();
    }

    /// <summary>
    /// Parameters of the chip, as far as this property set them: over SPI and I2C it begins with none, though the constructor has the chip
    /// use AutomaticATR_RES and AutomaticRATS. Setting a flag there by |= therefore takes those two away.
    /// </summary>
    public ParametersFlags ParametersFlags
    {
        get => _parametersFlags;
        set
        {
            if (SetParameters(value))
            {
                _parametersFlags = value;
            }
        }
    }

    private bool RemovesAmbles => (_parametersFlags & ParametersFlags.RemovePrePostAmble) != 0;

    /// <summary>Runs a self test: line, ROM or RAM. ROM and RAM wait 1.6 seconds.</summary>
    /// <param name="diagnoseMode">The test.</param>
    /// <returns>Whether it passed.</returns>
    /// <exception cref="NotImplementedException">One of the other tests.</exception>
    public bool RunSelfTest(DiagnoseMode diagnoseMode)
    {
        switch (diagnoseMode)
        {
            case DiagnoseMode.CommunicationLineTest:
                byte[] sent = [(byte)diagnoseMode, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88];
                byte[] received = new byte[sent.Length];
                return Exchange(Command.Diagnose, sent, received) >= 0 && received.AsSpan().SequenceEqual(sent);
            case DiagnoseMode.ROMTest:
            case DiagnoseMode.RAMTest:
                return RunMemoryTest(diagnoseMode);
            case DiagnoseMode.PollingTestToTarget:
            case DiagnoseMode.EchoBackTest:
            case DiagnoseMode.AttentionRequestTest:
            case DiagnoseMode.SelfAntenaTest:
                throw new NotImplementedException($"{diagnoseMode} is not there, on the device neither.");
            default:
                return false;
        }
    }

    /// <summary>Sends the chip to sleep.</summary>
    /// <param name="wakeUpEnable">What may wake it.</param>
    /// <returns>Whether it said that it will.</returns>
    public bool PowerDown(WakeUpEnable wakeUpEnable)
    {
        byte[] status = new byte[1];
        if (!Write(Command.PowerDown, [(byte)wakeUpEnable]))
        {
            return false;
        }

        int length = Read(Command.PowerDown, status);
        _board.Sleep(1);
        return length >= 0 && status[0] == (byte)ErrorCode.None;
    }

    /// <summary>Wakes the chip.</summary>
    public void WakeUp() => _link?.WakeUp(CommandFrame.Of(Command.SamConfiguration, SamParameters(), RemovesAmbles));

    /// <summary>Changes the baud rate of the serial link; the port follows whatever the chip answered.</summary>
    /// <param name="baudRate">The new rate.</param>
    /// <returns>Whether the chip answered; false over SPI and I2C.</returns>
    public bool SetSerialBaudRate(BaudRate baudRate)
    {
        if (_link is not HsuLink serial || !Write(Command.SetSerialBaudRate, [(byte)baudRate]))
        {
            return false;
        }

        int length = Read(Command.SetSerialBaudRate, SpanByte.Empty);
        serial.Follow(baudRate);
        return length >= 0;
    }

    /// <summary>Closes the link. Every call after that fails as if the chip were absent.</summary>
    public void Dispose()
    {
        _link?.Dispose();
        _link = null;
        GC.SuppressFinalize(this);
    }

    private void Begin()
    {
        WakeUp();
        SetSecurityAccessModule();
        byte[] version = new byte[4];
        if (Exchange(Command.GetFirmwareVersion, [], version) < 0)
        {
            throw new Exception("No PN532 answers.");
        }

        FirmwareVersion = new FirmwareVersion(version[0], new Version(version[1], version[2]), (VersionSupported)(version[3] & 0x07));
        SetParameters(ReaderParameters);
    }

    private byte[] SamParameters() => [(byte)_securityAccessModuleMode, (byte)_virtualCardTimeout, 0x00];

    private bool SetSecurityAccessModule() => Exchange(Command.SamConfiguration, SamParameters(), []) >= 0;

    private bool SetParameters(ParametersFlags flags) => Exchange(Command.SetParameters, [(byte)flags], []) >= 0;

    private bool RunMemoryTest(DiagnoseMode test)
    {
        byte[] result = new byte[1];
        if (!Write(Command.Diagnose, [(byte)test]))
        {
            return false;
        }

        _board.Sleep(RomOrRamTestMs);
        int length = Read(Command.Diagnose, result);
        _board.Sleep(AfterTestMs);
        return length >= 0 && result[0] == 0;
    }

    private bool Write(Command command, byte[] data) => _link?.Send(CommandFrame.Of(command, data, RemovesAmbles), ReadTimeOut) == true;

    private int Read(Command command, SpanByte answer) => _link?.Receive(command, answer, !RemovesAmbles, ReadTimeOut) ?? -1;

    private int Exchange(Command command, byte[] data, byte[] answer) => Write(command, data) ? Read(command, answer) : -1;
}
