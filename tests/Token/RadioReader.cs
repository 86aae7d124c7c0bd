using PaymentCode.Boards;
using PaymentCode.Boards.Contactless;

namespace PaymentCode.Token.Tests;

/// <summary>
/// A reader with a PN532 of its own, driven by the test, and the bank behind it. The token's chip and this one share the air and the time;
/// while the reader waits the token takes its steps.
/// </summary>
internal sealed class RadioReader : BankLink, IDisposable
{
    private const int PatienceMs = 5000;

    private readonly TokenBoard _token;
    private readonly TokenReader _reader;

    public RadioReader(TokenBoard token)
    {
        _token = token;
        _reader = new TokenReader(token);
        token.Advance(20);
        Assert.AreEqual("", Hex(Command(0x14, 0x01)));
        Assert.AreEqual("", Hex(Command(0x32, 0x05, 0xFF, 0x01, 0x01)));
        token.Advance(200);
    }

    /// <summary>The target as it was listed, in hex digits.</summary>
    public string Listed { get; private set; } = "";

    /// <summary>What stands before the answer of InDataExchange: 00, or an error of the chip's.</summary>
    public byte Error { get; private set; }

    /// <summary>Holds the token to the reader.</summary>
    public void Approach() => _reader.Approach();

    /// <summary>Takes it away.</summary>
    public void TakeAway() => _reader.TakeAway();

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

    public void Dispose() => _reader.Dispose();

    /// <summary>Gives the chip a command and does not wait for the answer.</summary>
    public void Begin(params byte[] command) => _reader.Begin(command);

    /// <summary>Waits for the answer; what follows its code, or nothing.</summary>
    public byte[] Finish()
    {
        for (long patience = _token.NowMs + PatienceMs; _token.NowMs < patience;)
        {
            _token.Step();
            if (_reader.TryFinish() is { } answer)
            {
                return answer;
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
}
