using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token.Tests;

/// <summary>Tokens in the states that tests begin with, brought there through the front door.</summary>
internal static class TestToken
{
    public const uint Noon = 1_800_000_000;

    private static readonly Lazy<byte[]> Initialised = new(MakeInitialised);
    private static readonly Lazy<byte[]> Personalised = new(MakePersonalised);

    public static byte[] Serial => [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08];

    /// <summary>A memory with transport keys of version 1.</summary>
    public static byte[] InitialisedImage => Initialised.Value;

    /// <summary>A memory with the bank's keys of version 2.</summary>
    public static byte[] PersonalisedImage => Personalised.Value;

    public static KeySet Keys(byte version) =>
        new(version, Key(version, 1, 16), Key(version, 2, 16), Key(version, 3, 16), Key(version, 4, 32), Key(version, 5, 32));

    public static CommandApdu FirstKeys(KeySet keys) => new(0x80, TokenApplet.InsPutKey, 0, 0x81, [.. Serial, .. keys.ToBytes(null)]);

    /// <summary>A personalised token with its clock at noon and a channel open.</summary>
    public static TokenHost Ready(int seed = 1)
    {
        TokenHost host = new(new TokenBoard(seed, PersonalisedImage));
        Assert.AreEqual(StatusWord.Success, host.Open(Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.SetClock(Noon));
        return host;
    }

    /// <summary>One that waits for the customer's decision on <see cref="Withdrawal"/>.</summary>
    public static TokenHost Asking(TransactionData? transaction = null)
    {
        TokenHost host = Ready();
        Assert.AreEqual(StatusWord.Success, host.Generate(transaction ?? Withdrawal()));
        return host;
    }

    public static TransactionData Withdrawal(uint nonce = 0x11223344, byte holder = TokenApplet.HolderToken, uint seconds = 600) => new()
    {
        Type = TokenApplet.TypeWithdrawal,
        AmountMinor = 10000,
        CurrencyNumeric = 156,
        Exponent = 2,
        Payee = "Bank of Examples",
        Reservation = 1234567890,
        Holder = holder,
        Nonce = nonce,
        ExpiresAt = Noon + seconds,
    };

    private static byte[] Key(byte version, byte index, int length)
    {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++)
        {
            key[i] = (byte)((version * 64) + (index * 7) + i);
        }

        return key;
    }

    private static byte[] MakeInitialised()
    {
        TokenHost host = new(new TokenBoard(seed: 7));
        Assert.AreEqual(StatusWord.Success, host.Send(FirstKeys(Keys(1))).StatusWord);
        return host.Board.FramImage;
    }

    private static byte[] MakePersonalised()
    {
        TokenHost host = new(new TokenBoard(seed: 7, InitialisedImage));
        Assert.AreEqual(StatusWord.Success, host.Open(Keys(1)));
        Assert.AreEqual(StatusWord.Success, host.PutKeys(Keys(2)));
        return host.Board.FramImage;
    }
}
