using System.Device.I2c;
using PaymentCode.Emulation;

namespace Iot.Device.Pn532.Links;

/// <summary>
/// The chip on I2C (UM0701-02 §6.2.4). Upstream looks at no transfer's result: a poll that is not acknowledged reads what the poll
/// before it read. Every answer is read as 1,024 bytes, which takes 23 ms at 400 kHz.
/// </summary>
/// <param name="board">The board.</param>
/// <param name="i2c">The chip's device.</param>
internal sealed class I2cLink(EmulatedBoard board, I2cDevice i2c) : HostLink(board)
{
    private const byte Ready = 0x01;
    private const int MaxAnswersDropped = 100;

    private static readonly byte[] Silence = new byte[10];

    private readonly byte[] _answer = new byte[1024];
    private int _at;

    public override void WakeUp(byte[] command)
    {
        i2c.Write((byte[])[.. Silence, .. command]);
        byte[] dropped = new byte[1 + Ack.Length];
        int reads = 0;
        do
        {
            if (++reads > MaxAnswersDropped)
            {
                Board.ReportFirmwareFault("Pn532: what answers on I2C is always ready; the device would read for ever.");
                throw new TimeoutException("What answers on I2C is always ready: the device would read for ever.");
            }

            i2c.Read(dropped);
        }
        while (dropped[0] == Ready);
    }

    public override void Dispose() => i2c.Dispose();

    protected override void Write(byte[] frame) => i2c.Write(frame);

    protected override bool IsReady() => (i2c.ReadByte() & Ready) != 0;

    protected override byte[] ReadAck()
    {
        byte[] received = new byte[1 + Ack.Length];
        i2c.Read(received);
        return received[1..];
    }

    protected override void BeginRead()
    {
        Array.Clear(_answer);
        i2c.Read(_answer);
        _at = _answer[0] == Ready ? 1 : 0;
    }

    protected override int Next() => _answer[_at++];

    protected override byte[] Take(int count)
    {
        byte[] bytes = new SpanByte(_answer, _at, count).ToArray();
        _at += count;
        return bytes;
    }
}
