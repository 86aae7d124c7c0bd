using System.Device.Spi;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>A host at the SPI pins of a chip, on the chip's own clock and without a board: every byte at 2 MHz.</summary>
internal sealed class SpiHost
{
    public const long Ms = VirtualClock.NsPerMs;

    private const int ClockHz = 2_000_000;
    private const long ByteNs = 8 * 1_000_000_000L / ClockHz;

    private readonly Pn532Chip _chip;

    public SpiHost(Pn532Chip chip)
    {
        _chip = chip;
        chip.PowerOn();
        chip.Select();
        Wait(2 * Ms);
        chip.Deselect();
        CollectionAssert.AreEqual(Array.Empty<byte>(), Command(0x14, 0x01), "SAMConfiguration");
    }

    public static byte[] Frame(params byte[] data)
    {
        byte[] body = [0xD4, .. data];
        byte[] length = body.Length > 255
            ? [0xFF, 0xFF, (byte)(body.Length >> 8), (byte)body.Length, (byte)-((body.Length >> 8) + body.Length)]
            : [(byte)body.Length, (byte)-body.Length];
        return [0x00, 0x00, 0xFF, .. length, .. body, (byte)-body.Sum(value => value), 0x00];
    }

    public void Wait(long ns) => _chip.Clock.Advance(ns);

    public byte[] Transfer(byte operation, byte[] written, int read = 0)
    {
        _chip.Select();
        Exchange(operation);
        foreach (byte value in written)
        {
            Exchange(value);
        }

        byte[] bytes = new byte[read];
        for (int i = 0; i < read; i++)
        {
            bytes[i] = Exchange(0);
        }

        _chip.Deselect();
        return bytes;
    }

    public bool IsReady() => Transfer(0x02, [], 1)[0] == 0x01;

    public void Write(params byte[] frame) => Transfer(0x01, frame);

    /// <summary>Waits until a frame is there and reads it; empty where none comes in time.</summary>
    public byte[] Read(int timeoutMs = 1000)
    {
        long untilNs = _chip.Clock.NowNs + (timeoutMs * Ms);
        while (!IsReady())
        {
            if (_chip.Clock.NowNs > untilNs)
            {
                return [];
            }

            Wait(50_000);
        }

        byte[] bytes = Transfer(0x03, [], 280);
        int start = Array.IndexOf(bytes, (byte)0xFF) + 1;
        int length = (bytes[start], bytes[start + 1]) switch
        {
            (0xFF, 0xFF) => ((bytes[start + 2] << 8) | bytes[start + 3]) + 5,
            (0x00, 0xFF) or (0xFF, 0x00) => 2,
            _ => bytes[start] + 2,
        };
        bool isInformation = length > 2;
        return bytes[..(start + length + (isInformation ? 2 : 1))];
    }

    /// <summary>A command as the manual has it, the ACK checked.</summary>
    /// <returns>What follows the response's code; null for the syntax error frame or no answer at all.</returns>
    public byte[]? Command(params byte[] command) => CommandWithin(1000, command);

    public byte[]? CommandWithin(int timeoutMs, params byte[] command)
    {
        Begin(command);
        return End(command[0], timeoutMs);
    }

    /// <summary>A command up to its ACK.</summary>
    public void Begin(params byte[] command)
    {
        Write(Frame(command));
        CollectionAssert.AreEqual(new byte[] { 0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00 }, Read(), "ACK");
    }

    /// <summary>The response to a command.</summary>
    public byte[]? End(byte code, int timeoutMs = 1000)
    {
        byte[] response = Read(timeoutMs);
        if (response.Length == 0 || response is [.., 0x7F, 0x81, 0x00])
        {
            return null;
        }

        int start = Array.IndexOf(response, (byte)0xFF) + 1;
        int at = start + (response[start] == 0xFF && response[start + 1] == 0xFF ? 5 : 2);
        Assert.AreEqual(0xD5, response[at], "TFI");
        Assert.AreEqual(code + 1, response[at + 1], "response code");
        Assert.AreEqual(0, (byte)response[at..^1].Sum(value => value), "DCS");
        return response[(at + 2)..^2];
    }

    private byte Exchange(byte value)
    {
        byte answer = Turned(_chip.Exchange(Turned(value), SpiMode.Mode0, ClockHz));
        Wait(ByteNs);
        return answer;
    }

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
