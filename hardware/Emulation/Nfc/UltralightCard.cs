namespace PaymentCode.Emulation.Nfc;

/// <summary>MIFARE Ultralight (NXP MF0ICU1): 16 pages of four bytes, lock bits, one-time-programmable bits, no secrets.</summary>
public sealed class UltralightCard : Type2Card
{
    private const int PageCount = 16;

    /// <summary>An empty card out of any field.</summary>
    /// <param name="uid">Its identifier, seven bytes.</param>
    public UltralightCard(byte[] uid)
        : base(uid, PageCount)
    {
    }

    // The first Ultralight does not answer what it does not know; readers tell it from its successors by that (GET_VERSION).
    /// <inheritdoc/>
    protected override AirAnswer? AnswerSpecial(AirFrame frame, ReadOnlySpan<byte> command)
    {
        GoIdle();
        return null;
    }
}
