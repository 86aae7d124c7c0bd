using System.Device.Gpio;
using System.Device.Spi;
using PaymentCode.Emulation;

namespace Iot.Device.Pn532.Links;

/// <summary>
/// The chip on SPI (UM0701-02 §6.2.5), its chip select driven by the driver. Each byte of an answer's head is a transfer of its own
/// while the chip stays selected. The SpiDevice must be lowest bit first.
/// </summary>
internal sealed class SpiLink : HostLink
{
    private const byte DataWriting = 0x01;
    private const byte StatusReading = 0x02;
    private const byte DataReading = 0x03;
    private const byte ReadyBit = 0x01;

    private static readonly byte[] Silence = new byte[10];

    private readonly SpiDevice _spi;
    private readonly GpioController _gpio;
    private readonly int _chipSelect;
    private readonly bool _disposeGpio;

    public SpiLink(EmulatedBoard board, SpiDevice spi, GpioController? gpio, int chipSelect, bool shouldDispose)
        : base(board)
    {
        _spi = spi;
        _gpio = gpio ?? new GpioController();
        _chipSelect = chipSelect;
        _disposeGpio = shouldDispose || gpio == null;
        _gpio.OpenPin(chipSelect, PinMode.Output);
        _gpio.Write(chipSelect, PinValue.High);
        Board.Sleep(2);
    }

    /// <summary>The low level wakes the chip; the command goes out while it is not selected, so it never hears that.</summary>
    public override void WakeUp(byte[] command)
    {
        _gpio.Write(_chipSelect, PinValue.Low);
        Board.Sleep(4);
        _gpio.Write(_chipSelect, PinValue.High);
        _spi.Write((byte[])[.. Silence, .. command]);
    }

    public override void Dispose()
    {
        _spi.Dispose();
        if (_disposeGpio)
        {
            if (_gpio.IsPinOpen(_chipSelect))
            {
                _gpio.ClosePin(_chipSelect);
            }

            _gpio.Dispose();
        }
    }

    protected override void Write(byte[] frame)
    {
        _gpio.Write(_chipSelect, PinValue.Low);
        Board.Sleep(2);
        _spi.Write((byte[])[DataWriting, .. frame]);
        _gpio.Write(_chipSelect, PinValue.High);
    }

    protected override bool IsReady()
    {
        _gpio.Write(_chipSelect, PinValue.Low);
        _spi.WriteByte(StatusReading);
        byte status = _spi.ReadByte();
        _gpio.Write(_chipSelect, PinValue.High);
        return (status & ReadyBit) != 0;
    }

    protected override byte[] ReadAck()
    {
        _gpio.Write(_chipSelect, PinValue.Low);
        _spi.WriteByte(DataReading);
        byte[] received = Take(Ack.Length);
        _gpio.Write(_chipSelect, PinValue.High);
        return received;
    }

    protected override void BeginRead()
    {
        _gpio.Write(_chipSelect, PinValue.Low);
        Board.Sleep(1);
        _spi.WriteByte(DataReading);
    }

    protected override int Next() => _spi.ReadByte();

    protected override byte[] Take(int count)
    {
        byte[] bytes = new byte[count];
        _spi.Read(bytes);
        return bytes;
    }

    protected override void EndRead() => _gpio.Write(_chipSelect, PinValue.High);
}
