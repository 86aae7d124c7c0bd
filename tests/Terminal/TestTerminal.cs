using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Terminals in the states that tests begin with, brought there through the front door.</summary>
internal static class TestTerminal
{
    public const string Shop = "Corner Shop";
    public const string Pan = "4111111111111111";

    private static readonly Lazy<byte[]> Configured = new(MakeConfigured);
    private static readonly Lazy<byte[]> Personalised = new(MakePersonalised);

    public static byte[] Serial => [0x54, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08];

    public static byte[] CardKey => [.. Enumerable.Range(0x30, 16).Select(i => (byte)i)];

    /// <summary>A memory with the bank's keys of version 2 and no configuration.</summary>
    public static byte[] PersonalisedImage => Personalised.Value;

    /// <summary>A memory with keys and an English configuration.</summary>
    public static byte[] ConfiguredImage => Configured.Value;

    public static KeySet Keys(byte version) =>
        new(version, Key(version, 1, 16), Key(version, 2, 16), Key(version, 3, 16), Key(version, 4, 32), Key(version, 5, 32));

    public static TlvList Configuration(byte language = TerminalApplet.LanguageEnglish, string name = Shop) => new TlvList()
        .Add(TerminalApplet.TagTerminalId, Bytes.FromAscii("SHOP0001"))
        .AddBcd(TokenApplet.TagCurrency, 156, 2)
        .AddNumber(TokenApplet.TagExponent, 2, 1)
        .Add(TokenApplet.TagPayee, Bytes.FromAscii(name))
        .AddNumber(TerminalApplet.TagLanguage, language, 1);

    public static TlvList Amount(long minor) => new TlvList()
        .AddBcd(TokenApplet.TagAmount, minor, 6)
        .AddBcd(TokenApplet.TagCurrency, 156, 2)
        .AddNumber(TokenApplet.TagExponent, 2, 1);

    public static BankCard Card() => new(Pan, "301231", CardKey);

    /// <summary>Fields of directive 04 for a transfer to 13800138000.</summary>
    public static TlvList Confirmation(long minor) => Amount(minor)
        .Add(TerminalApplet.TagMaskedCard, Bytes.FromAscii("411111******1111"))
        .Add(TerminalApplet.TagReceiver, Bytes.FromAscii("13800138000"))
        .Add(TerminalApplet.TagReceiverAccount, Bytes.FromAscii("6222020000001234567"));

    /// <summary>A terminal in service that shows its welcome.</summary>
    public static TerminalHost Ready(byte language = TerminalApplet.LanguageEnglish, byte[]? image = null)
    {
        TerminalHost host = new(new TerminalBoard(1, image ?? ConfiguredImage));
        Assert.AreEqual(StatusWord.Success, host.Open(Keys(2)));
        if (language != TerminalApplet.LanguageEnglish)
        {
            Assert.AreEqual(StatusWord.Success, host.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, Configuration(language).ToBytes()).StatusWord);
        }

        host.Idle(1500);
        Assert.AreEqual(TerminalApplet.StateIdle, host.Poll().State, string.Join('|', ScreenText.Lines(host.Panel)));
        return host;
    }

    /// <summary>One that waits for a card for a purchase of 12.34.</summary>
    public static TerminalHost Presenting(out uint transaction) => Presenting(ConfiguredImage, out transaction);

    /// <summary>As the other, with a memory of before.</summary>
    public static TerminalHost Presenting(byte[] image, out uint transaction)
    {
        TerminalHost host = Ready(image: image);
        host.Type("1234#");
        transaction = host.Await(TerminalApplet.EventStarted).Transaction;
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPresent));
        host.Advance(500);
        return host;
    }

    /// <summary>One that waits for the bank, with a transfer of 50.00 to 13800138000 and its payer's card read.</summary>
    public static TerminalHost CardRead(out uint transaction, byte language = TerminalApplet.LanguageEnglish)
    {
        TerminalHost host = Ready(language);
        host.Type("*25000#13800138000#");
        transaction = host.Await(TerminalApplet.EventStarted).Transaction;
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPresent));
        BankCard card = Card();
        host.Board.Field.Bring(card.Contactless);
        host.Await(TerminalApplet.EventCardRead);
        host.Board.Field.Remove(card.Contactless);
        return host;
    }

    /// <summary>What a card's or a surrogate account number looks like in tag 5A.</summary>
    public static TlvList AccountNumber(string digits) =>
        new TlvList().Add(BankCardApplet.TagPan, Convert.FromHexString(digits.Length % 2 == 0 ? digits : digits + "F"));

    private static byte[] Key(byte version, byte index, int length)
    {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++)
        {
            key[i] = (byte)((version * 64) + (index * 7) + i);
        }

        return key;
    }

    private static byte[] MakePersonalised()
    {
        TerminalHost host = new(new TerminalBoard(seed: 7));
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, TokenApplet.InsPutKey, 0x0081, [.. Serial, .. Keys(1).ToBytes(null)]).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Open(Keys(1)));
        Assert.AreEqual(StatusWord.Success, host.PutKeys(Keys(2)));
        return host.Board.FramImage;
    }

    private static byte[] MakeConfigured()
    {
        TerminalHost host = new(new TerminalBoard(seed: 7, PersonalisedImage));
        Assert.AreEqual(StatusWord.Success, host.Open(Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, Configuration().ToBytes()).StatusWord);
        return host.Board.FramImage;
    }
}
