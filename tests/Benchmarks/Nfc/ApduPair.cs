using System.Device.Spi;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Benchmarks.Nfc;

/// <summary>
/// Two emulated PN532s on SPI, one as reader and one as ISO/IEC 14443-4 card, each with a host that waits for its IRQ and moves real frames
/// byte by byte. One exchange: InDataExchange on one side, TgGetData and TgSetData on the other.
/// </summary>
internal sealed class ApduPair
{
    private const int ClockHz = 5_000_000;
    private const long ByteNs = 8 * 1_000_000_000L / ClockHz;
    private const long LookNs = 100_000;
    private const int MostLooks = 100_000;

    private readonly VirtualClock _clock = new();
    private readonly Pn532Chip _reader;
    private readonly Pn532Chip _card;

    public ApduPair()
    {
        RadioField field = new();
        _reader = new Pn532Chip(_clock, field);
        _card = new Pn532Chip(_clock);
        field.Bring(_card);
        foreach (Pn532Chip chip in (Pn532Chip[])[_reader, _card])
        {
            chip.PowerOn();
            chip.Select();
            _clock.Advance(2 * VirtualClock.NsPerMs);
            chip.Deselect();
            Command(chip, 0x14, 0x01);
        }

        Command(_card, 0x12, 0x34);
        Begin(_card, [0x8C, 0x05, 0x04, 0x00, 0x01, 0x02, 0x03, 0x20, .. new byte[28], 0x00, 0x00]);
        Command(_reader, 0x4A, 0x01, 0x00);
        Response(_card);
    }

    /// <summary>Time that has passed for the chips, in milliseconds.</summary>
    public long NowMs => _clock.NowMs;

    /// <summary>One command APDU to the card's host and its response back.</summary>
    /// <returns>The response as the reader's host gets it, after the status byte.</returns>
    public byte[] Exchange(byte[] command, Func<byte[], byte[]> application)
    {
        Begin(_reader, [0x40, 0x01, .. command]);
        byte[] arrived = Command(_card, 0x86);
        Command(_card, [0x8E, .. application(arrived[1..])]);
        byte[] response = Response(_reader);
        return response[0] == 0 ? response[1..] : throw new InvalidOperationException($"status {response[0]:X2}");
    }

    private byte[] Command(Pn532Chip chip, params byte[] command)
    {
        Begin(chip, command);
        return Response(chip);
    }

    private void Begin(Pn532Chip chip, params byte[] command)
    {
        int sum = 0xD4;
        foreach (byte value in command)
        {
            sum += value;
        }

        byte length = (byte)(command.Length + 1);
        chip.Select();
        Move(chip, 0x01);
        foreach (byte value in (byte[])[0x00, 0x00, 0xFF, length, (byte)-length, 0xD4, .. command, (byte)-sum, 0x00])
        {
            Move(chip, value);
        }

        chip.Deselect();
        Frame(chip, 6);
    }

    private byte[] Response(Pn532Chip chip) => Frame(chip, 0);

    private byte[] Frame(Pn532Chip chip, int fixedLength)
    {
        for (int looks = 0; !chip.IsInterruptRequested; looks++)
        {
            if (looks == MostLooks)
            {
                throw new InvalidOperationException("The chip does not answer.");
            }

            _clock.Advance(LookNs);
        }

        chip.Select();
        Move(chip, 0x03);
        byte[] start = new byte[fixedLength == 0 ? 5 : fixedLength];
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = Move(chip, 0);
        }

        byte[] data = new byte[fixedLength == 0 ? start[3] : 0];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = Move(chip, 0);
        }

        chip.Deselect();
        return data.Length > 2 ? data[2..] : [];
    }

    private byte Move(Pn532Chip chip, byte value)
    {
        _clock.Advance(ByteNs);
        return Turned(chip.Exchange(Turned(value), SpiMode.Mode0, ClockHz));
    }

    private static byte Turned(byte value)
    {
        // The eight bits the other way round, by swapping halves, pairs and neighbours.
        int turned = (value >> 4) | (value << 4);
        turned = ((turned & 0xCC) >> 2) | ((turned & 0x33) << 2);
        return (byte)(((turned & 0xAA) >> 1) | ((turned & 0x55) << 1));
    }
}
