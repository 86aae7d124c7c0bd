using PaymentCode.Emulation;

namespace Iot.Device.Pn532.Links;

/// <summary>
/// The link to the chip as upstream uses it: write the frame, poll until the chip is ready, read the ACK; poll again, read the answer. Between
/// two polls it sleeps a millisecond, which on the device lasts until the scheduler's next tick.
/// </summary>
/// <param name="board">The board whose clock passes while it waits.</param>
internal abstract class HostLink(EmulatedBoard board) : IDisposable
{
    private const byte FromChip = 0xD5;

    /// <summary>The acknowledge frame (UM0701-02 §6.2.1.3).</summary>
    protected static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    /// <summary>The board.</summary>
    protected EmulatedBoard Board { get; } = board;

    /// <summary>Wakes the chip from power-down and sends it a first command; what it answers is not looked at.</summary>
    /// <param name="command">Frame of a SAMConfiguration.</param>
    public abstract void WakeUp(byte[] command);

    /// <summary>Sends a command.</summary>
    /// <param name="frame">Its frame.</param>
    /// <param name="polls">How often to ask for the ACK.</param>
    /// <returns>Whether the chip acknowledged.</returns>
    public bool Send(byte[] frame, int polls)
    {
        Write(frame);
        return AwaitReady(polls) && ReadAck().AsSpan().SequenceEqual(Ack);
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="command">The command it is to.</param>
    /// <param name="data">Where its data goes.</param>
    /// <param name="ambles">Whether the chip sends preamble and postamble.</param>
    /// <param name="polls">How often to ask for it.</param>
    /// <returns>Length of the data, or -1.</returns>
    /// <exception cref="ArgumentException">It is longer than <paramref name="data"/>. The link stays as it is, in the middle of the frame.</exception>
    public int Receive(Command command, SpanByte data, bool ambles, int polls)
    {
        int length = AwaitReady(polls) ? ReadFrame(command, data, ambles) : -1;
        EndRead();
        return length;
    }

    /// <summary>Closes the link.</summary>
    public abstract void Dispose();

    /// <summary>Writes a frame.</summary>
    protected abstract void Write(byte[] frame);

    /// <summary>Whether the chip says that it has something to read.</summary>
    protected abstract bool IsReady();

    /// <summary>Reads the six bytes of an ACK.</summary>
    protected abstract byte[] ReadAck();

    /// <summary>Begins to read an answer.</summary>
    protected abstract void BeginRead();

    /// <summary>The answer's next byte.</summary>
    protected abstract int Next();

    /// <summary>The answer's next bytes.</summary>
    protected abstract byte[] Take(int count);

    /// <summary>Ends reading; also called where it never began.</summary>
    protected virtual void EndRead()
    {
    }

    /// <summary>How often to poll.</summary>
    /// <param name="polls">What the driver's user asked for.</param>
    protected virtual int Patience(int polls) => polls;

    private bool AwaitReady(int polls)
    {
        int left = Patience(polls);
        while (!IsReady())
        {
            Board.Sleep(1);
            left--;
            if (left == 0)
            {
                return false;
            }

            if (left < 0)
            {
                Board.ReportFirmwareFault($"Pn532: a ReadTimeOut of {polls} waits without end; set 1 or more.");
                throw new TimeoutException($"The chip is not ready, and with a ReadTimeOut of {polls} the device would wait for ever.");
            }
        }

        return true;
    }

    private int ReadFrame(Command command, SpanByte data, bool ambles)
    {
        BeginRead();
        if ((ambles && Next() != 0x00) || Next() != 0x00 || Next() != 0xFF)
        {
            return -1;
        }

        int length = ReadLength();
        if (length < 0 || Next() != FromChip || Next() != (byte)command + 1)
        {
            return -1;
        }

        int count = length - 2;
        if (count > 0)
        {
            new SpanByte(Take(count)).CopyTo(data);
        }

        int sum = FromChip + (byte)command + 1;
        for (int i = 0; i < count; i++)
        {
            sum += data[i];
        }

        return (byte)(sum + Next()) != 0 || (ambles && Next() != 0x00) ? -1 : count;
    }

    /// <summary>Length of a normal or extended frame. Of an extended one upstream sums the low byte only, so that 256 and more is refused.</summary>
    private int ReadLength()
    {
        int length = Next();
        int checksum = Next();
        if ((byte)(length + checksum) != 0)
        {
            if (length != 0xFF || checksum != 0xFF)
            {
                return -1;
            }

            length = Next() << 8;
            length += Next();
            checksum = Next();
        }

        return (byte)(length + checksum) == 0 ? length : -1;
    }
}
