using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>Tokens that can make payment codes, and what is to be seen of it.</summary>
internal static class TestPayments
{
    /// <summary>The moment of the vectors of PROTOCOLS.md 12.1: 8 seconds into a step of 24.</summary>
    public const uint VectorTime = 1_790_000_000;

    /// <summary>An account's key, and indices in the order given.</summary>
    public static PaymentKeyData Batch(uint number, int validity, params long[] indices)
    {
        byte[] packed = new byte[indices.Length * PaymentKeyData.IndexLength];
        for (int i = 0; i < indices.Length; i++)
        {
            Bcd.Put(indices[i], packed, i * PaymentKeyData.IndexLength, PaymentKeyData.IndexLength);
        }

        return new PaymentKeyData([.. Enumerable.Range(0, 32).Select(i => (byte)i)], 1, 71, validity, number, packed);
    }

    /// <summary>A personalised token whose clock is at the vectors' moment, with three indices.</summary>
    public static TokenHost Stocked(int validity = 60)
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.Success, host.SetClock(VectorTime));
        Assert.AreEqual(StatusWord.Success, Put(host, Batch(1, validity, 1234567890, 0, 1)));
        return host;
    }

    public static ushort Put(BankLink host, PaymentKeyData data) => host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData, data.ToBytes()).StatusWord;

    /// <summary>What the bank hears of the batch: number and indices left.</summary>
    public static (uint Batch, int Remaining) Left(BankLink host)
    {
        ResponseApdu answer = host.Secured(TokenApplet.InsGetData, TokenApplet.TagPaymentKeyData);
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(PaymentKeyStatus.TryParse(answer.Data, out PaymentKeyStatus status));
        return (status.Batch, status.Remaining);
    }

    /// <summary>The digits beside the symbol, or "" where none stand there.</summary>
    public static string Shown(TokenBoard board) =>
        string.Concat(Enumerable.Range(0, 3).Select(i => ScreenText.Beside(board.Oled, 74, 14 * (i + 1))));

    /// <summary>Whether the account's key stands in a memory, wherever.</summary>
    public static bool Holds(byte[] image, uint batch) => image.AsSpan().IndexOf(Batch(batch, 60, 0).Key) >= 0;
}
