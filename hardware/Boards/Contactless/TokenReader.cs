using System.Device.Spi;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Boards.Contactless;

/// <summary>
/// A PN532 as reader, and a token that is held to it: their chips share the air and the time, which passes as the token takes its steps.
/// Like the token it belongs to the thread that runs the token.
/// </summary>
public sealed class TokenReader : IDisposable
{
    private const int ClockHz = 2_000_000;
    private const int LongestFrame = 280;
    private const byte DataWrite = 0x01;
    private const byte StatusRead = 0x02;
    private const byte DataRead = 0x03;
    private const byte FromHost = 0xD4;

    private readonly SharedTime _time = new();
    private readonly RadioField _field = new();
    private readonly TokenBoard _token;

    /// <summary>A reader with its supply on, the token not near it yet.</summary>
    /// <param name="token">A token with a PN532.</param>
    public TokenReader(TokenBoard token)
    {
        ArgumentNullException.ThrowIfNull(token);
        _token = token;
        VirtualClock clock = new();
        _time.Join(token.Time);
        _time.Join(clock);
        Chip = new Pn532Chip(clock, _field);
        Chip.PowerOn();

        // NSS low wakes the chip; it takes its first command some milliseconds later.
        Transfer([StatusRead, 0]);
    }

    /// <summary>The reader's chip.</summary>
    public Pn532Chip Chip { get; }

    /// <summary>Holds the token to the reader, a centimetre away.</summary>
    public void Approach() => _field.Bring(_token.Pn532, 10);

    /// <summary>Takes the token away.</summary>
    public void TakeAway() => _field.Remove(_token.Pn532);

    /// <summary>Gives the chip a command (UM0701-02 §7); one that still runs ends.</summary>
    /// <param name="command">Its code and its parameters, 1 to 265 bytes.</param>
    public void Begin(params ReadOnlySpan<byte> command)
    {
        ArgumentOutOfRangeException.ThrowIfZero(command.Length);
        int length = command.Length + 1;
        byte sum = FromHost;
        foreach (byte value in command)
        {
            sum += value;
        }

        byte[] lengths = length <= byte.MaxValue
            ? [(byte)length, (byte)-length]
            : [0xFF, 0xFF, (byte)(length >> 8), (byte)length, (byte)-((length >> 8) + length)];
        Transfer([DataWrite, 0x00, 0x00, 0xFF, .. lengths, FromHost, .. command, (byte)-sum, 0x00]);
    }

    /// <summary>Looks whether the chip has answered. Time must pass between two looks.</summary>
    /// <returns>What follows the answer's code; null while there is none. A command that the chip does not know is never answered.</returns>
    public byte[]? TryFinish()
    {
        if (Transfer([StatusRead, 0])[1] != 1)
        {
            return null;
        }

        // A frame of length 0 is the acknowledgement.
        byte[] frame = Transfer([DataRead, .. new byte[LongestFrame]])[1..];
        bool isExtended = frame[3] == 0xFF && frame[4] == 0xFF;
        int start = isExtended ? 8 : 5;
        int length = isExtended ? (frame[5] << 8) | frame[6] : frame[3];
        return length < 2 ? null : frame[(start + 2)..(start + length)];
    }

    /// <summary>Ends the time that both share; the token goes on alone.</summary>
    public void Dispose() => _time.Dispose();

    private byte[] Transfer(byte[] bytes)
    {
        Chip.Select();
        byte[] answer = [.. bytes.Select(value => Turned(Chip.Exchange(Turned(value), SpiMode.Mode0, ClockHz)))];
        Chip.Deselect();
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
