using System.Device.Spi;
using PaymentCode.Boards;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Token.Tests;

/// <summary>
/// A reader with a PN532 of its own, driven by the test, and the bank behind it. The token's chip and this one share the air and the time;
/// while the reader waits the token takes its steps.
/// </summary>
internal sealed class RadioReader : BankLink, IDisposable
{
    private const int PatienceMs = 5000;
    private const int ClockHz = 2_000_000;

    private readonly SharedTime _time = new();
    private readonly RadioField _field = new();
    private readonly TokenBoard _token;

    public RadioReader(TokenBoard token)
    {
        _token = token;
        VirtualClock clock = new();
        _time.Join(token.Time);
        _time.Join(clock);
        Chip = new Pn532Chip(clock, _field);
        Chip.PowerOn();
        Chip.Select();
        token.Advance(20);
        Chip.Deselect();
        Assert.AreEqual("", Hex(Command(0x14, 0x01)));
        Assert.AreEqual("", Hex(Command(0x32, 0x05, 0xFF, 0x01, 0x01)));
        token.Advance(200);
    }

    public Pn532Chip Chip { get; }

    /// <summary>The target as it was listed, in hex digits.</summary>
    public string Listed { get; private set; } = "";

    /// <summary>What stands before the answer of InDataExchange: 00, or an error of the chip's.</summary>
    public byte Error { get; private set; }

    /// <summary>Holds the token to the reader.</summary>
    public void Approach() => _field.Bring(_token.Pn532, 10);

    /// <summary>Takes it away.</summary>
    public void TakeAway() => _field.Remove(_token.Pn532);

    /// <summary>Looks for a token and activates it.</summary>
    public bool TryActivate()
    {
        ForgetChannel();
        Listed = Hex(Command(0x4A, 0x01, 0x00));
        return Listed.StartsWith("01", StringComparison.Ordinal);
    }

    /// <summary>Holds the token there until it is activated.</summary>
    public void Tap()
    {
        Approach();
        Assert.IsTrue(TryActivate(), "no target");
    }

    /// <summary>Deselects the token.</summary>
    public void Release() => Command(0x52, 0x01);

    /// <summary>Switches the carrier off and on again.</summary>
    public void ResetField()
    {
        Command(0x32, 0x01, 0x00);
        _token.Advance(20);
        Command(0x32, 0x01, 0x01);
    }

    /// <inheritdoc/>
    public override byte[] Exchange(byte[] apdu)
    {
        byte[] answer = Command([0x40, 0x01, .. apdu]);
        IsAnswered = answer.Length > 0 && (answer[0] & 0x3F) == 0;
        Error = answer.Length > 0 ? (byte)(answer[0] & 0x3F) : (byte)0xFF;
        return IsAnswered ? answer[1..] : [];
    }

    public void Dispose() => _time.Dispose();

    /// <summary>Gives the chip a command and does not wait for the answer.</summary>
    public void Begin(params byte[] command)
    {
        byte[] body = [0xD4, .. command];
        Transfer([0x01, 0x00, 0x00, 0xFF, (byte)body.Length, (byte)-body.Length, .. body, (byte)-body.Sum(value => value), 0x00]);
    }

    /// <summary>Waits for the answer; what follows its code, or nothing.</summary>
    public byte[] Finish()
    {
        for (long patience = _token.NowMs + PatienceMs; _token.NowMs < patience;)
        {
            _token.Step();
            byte[] frame = Transfer([0x02, 0x00])[1] == 1 ? Transfer([0x03, .. new byte[300]])[1..] : [];
            if (frame.Length > 0 && frame[3] != 0x00)
            {
                int at = frame[3] == 0xFF ? 8 : 5;
                int length = frame[3] == 0xFF ? (frame[5] << 8) | frame[6] : frame[3];
                return frame[(at + 2)..(at + length)];
            }
        }

        return [];
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private byte[] Command(params byte[] command)
    {
        Begin(command);
        return Finish();
    }

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
