using PaymentCode.Boards;

namespace PaymentCode.Token.Tests;

/// <summary>A reader in whose field the token lies, and the bank behind it; the air in between is a scripted chip.</summary>
internal sealed class FieldHost : BankLink
{
    private const int PatienceMs = 5000;

    private readonly TokenBoard _board;
    private readonly ScriptedPn532 _chip;

    public FieldHost(TokenBoard board, ScriptedPn532 chip)
    {
        _board = board;
        _chip = chip;
    }

    /// <summary>The reader finds the token and activates it as a card; if it had it, it has let it go before.</summary>
    public void Tap()
    {
        ForgetChannel();
        _board.Advance(200);
        if (_chip.IsAskedForData)
        {
            Leave();
        }

        _chip.Say("8D08E080");
        _board.Advance(20);
    }

    /// <summary>The reader deselects the token (29), or its field is gone (0A).</summary>
    public void Leave(byte error = 0x29)
    {
        _chip.Say($"87{error:X2}");
        _board.Advance(50);
    }

    /// <inheritdoc/>
    public override byte[] Exchange(byte[] apdu)
    {
        int before = _chip.Responses.Count;
        _chip.Say("8700" + Convert.ToHexString(apdu));
        for (long patience = _board.NowMs + PatienceMs; _board.NowMs < patience && _chip.Responses.Count == before && _board.IsPowered;)
        {
            _board.Step();
        }

        IsAnswered = _chip.Responses.Count > before;
        return IsAnswered ? Convert.FromHexString(_chip.Responses[^1]) : [];
    }
}
