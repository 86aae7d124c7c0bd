using System.IO.Ports;
using PaymentCode.Emulation;

namespace Iot.Device.Pn532.Links;

/// <summary>
/// The chip on a serial port (UM0701-02 §6.2.3). It waits as many polls as the port's read timeout has milliseconds, each until the
/// scheduler's next tick, and reads what has not arrived yet by blocking in the port.
/// </summary>
internal sealed class HsuLink : HostLink
{
    private const int FirstBaudRate = 115_200;

    /// <summary>UM0701-02 §6.2.3: the longest frame takes so long at 115,200 baud.</summary>
    private const int FirstTimeoutMs = 89;

    // 55 55 and a long preamble (§6.2.3.2).
    private static readonly byte[] WakeUpCall = [0x55, 0x55, .. new byte[25]];

    private readonly SerialPort _port;

    public HsuLink(EmulatedBoard board, string portName)
        : base(board)
    {
        _port = new SerialPort(portName, FirstBaudRate, Parity.None, 8, StopBits.One)
        {
            ReadTimeout = FirstTimeoutMs,
            WriteTimeout = FirstTimeoutMs,
        };
        _port.Open();
    }

    public override void WakeUp(byte[] command)
    {
        byte[] call = [.. WakeUpCall, .. command];
        _port.Write(call, 0, call.Length);
        Board.Sleep(5);
        DropReceived();
    }

    /// <summary>Sends the ACK that has the chip change its rate, and follows it.</summary>
    /// <param name="rate">The new rate; one that is not listed leaves the port as it was.</param>
    public void Follow(BaudRate rate)
    {
        _port.Write(Ack, 0, Ack.Length);
        _port.Close();
        (int baud, int timeoutMs) = rate switch
        {
            BaudRate.B0009600 => (9_600, 1_067),
            BaudRate.B0019200 => (19_200, 533),
            BaudRate.B0038400 => (38_400, 267),
            BaudRate.B0057600 => (57_600, 178),
            BaudRate.B0115200 => (FirstBaudRate, FirstTimeoutMs),
            BaudRate.B0230400 => (230_400, 44),
            BaudRate.B0460800 => (460_800, 22),
            BaudRate.B0921600 => (921_600, 11),
            BaudRate.B1288000 => (1_288_000, 8),
            _ => (_port.BaudRate, _port.ReadTimeout),
        };
        _port.BaudRate = baud;
        _port.ReadTimeout = timeoutMs;
        _port.WriteTimeout = timeoutMs;
        _port.Open();
    }

    public override void Dispose()
    {
        if (_port.IsOpen)
        {
            _port.Close();
        }

        _port.Dispose();
    }

    protected override int Patience(int polls) => _port.ReadTimeout;

    protected override void Write(byte[] frame)
    {
        DropReceived();
        _port.Write(frame, 0, frame.Length);
    }

    protected override bool IsReady() => _port.BytesToRead > 0;

    protected override byte[] ReadAck()
    {
        byte[] received = new byte[Ack.Length];
        try
        {
            _port.Read(received, 0, received.Length);
        }
        catch (TimeoutException)
        {
            return received;
        }

        return received;
    }

    protected override void BeginRead()
    {
    }

    protected override int Next() => _port.ReadByte();

    protected override byte[] Take(int count)
    {
        byte[] bytes = new byte[count];
        _port.Read(bytes, 0, count);
        return bytes;
    }

    private void DropReceived()
    {
        while (_port.BytesToRead > 0)
        {
            _port.ReadByte();
        }
    }
}
