using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token.Tests;

/// <summary>Two PN532s and the air between them: the token's, and a reader's.</summary>
[TestClass]
public sealed class NfcRadioTests
{
    private const uint Nonce = 0x31415926;

    private static byte[] Select => Convert.FromHexString("00A4040009F0504159434F444501");

    private static TransactionData Purchase => new()
    {
        Type = TokenApplet.TypePurchase,
        AmountMinor = 1250,
        CurrencyNumeric = 156,
        Exponent = 2,
        Payee = "Corner shop",
        Reservation = 77,
        Holder = TokenApplet.HolderToken,
        Nonce = Nonce,
        ExpiresAt = TestToken.Noon + 300,
    };

    [TestMethod]
    public void The_token_is_found_as_a_card_of_ISO_14443_4_with_its_serial_number_in_the_identifier()
    {
        using RadioReader reader = Beside();
        reader.Tap();
        StringAssert.StartsWith(reader.Listed, "0101" + "0004" + "20" + "0408060708");
        Assert.AreEqual("6F0B8409F0504159434F4445019000", Convert.ToHexString(reader.Exchange(Select)));
    }

    [TestMethod]
    public void A_purchase_takes_two_taps()
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        reader.Exchange(Select);
        Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, reader.SetClock(TestToken.Noon));
        Assert.AreEqual(StatusWord.Success, reader.Generate(Purchase));
        reader.TakeAway();
        token.Press();

        reader.Tap();
        reader.Exchange(Select);
        Assert.AreEqual(TokenApplet.FlagClockValid | TokenApplet.FlagBusy | TokenApplet.FlagCodeLit, reader.Information().Flags);
        ResponseApdu code = reader.Send(0x80, TokenApplet.InsGetCode, 0);
        Assert.IsTrue(AuthorizationPayload.TryParse(code.Data, out AuthorizationPayload payload));
        CollectionAssert.AreEqual(AuthorizationCode.Authenticator(TestToken.Keys(2).Code, 1, Purchase.Challenge()), payload.Authenticator);
        Assert.IsEmpty(token.Pn532.UnknownCommands);
        Assert.IsEmpty(token.FirmwareFaults);
    }

    [TestMethod]
    public void Long_commands_come_through_the_chip_s_chaining()
    {
        using RadioReader reader = Beside();
        reader.Tap();
        Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, reader.PutKeys(TestToken.Keys(3)));
        Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(3)));
    }

    [TestMethod]
    [DataRow("deselect")]
    [DataRow("field")]
    [DataRow("away")]
    public void When_the_reader_lets_go_the_channel_ends(string how)
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(2)));
        switch (how)
        {
            case "deselect":
                reader.Release();
                break;
            case "field":
                reader.ResetField();
                break;
            default:
                reader.TakeAway();
                break;
        }

        token.Advance(50);
        reader.Tap();
        Assert.AreEqual("6982", Convert.ToHexString(reader.Exchange(Convert.FromHexString("84F2000010000102030405060708090A0B0C0D0E0F"))));
    }

    [TestMethod]
    public void A_field_that_vanishes_at_any_moment_leaves_a_token_that_the_next_tap_finds()
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        for (int steps = 0; steps < 12; steps++)
        {
            reader.Approach();
            reader.Begin(0x4A, 0x01, 0x00);
            token.Advance(steps * 10);
            reader.TakeAway();
            reader.Finish();

            reader.Tap();
            Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(2)), $"{steps} steps after the search began");
            reader.Begin([0x40, 0x01, .. Select]);
            token.Advance(steps * 10);
            reader.TakeAway();
            reader.Finish();
            token.Advance(50);
        }

        reader.Tap();
        Assert.AreEqual("6F0B8409F0504159434F4445019000", Convert.ToHexString(reader.Exchange(Select)));
        Assert.IsEmpty(token.Pn532.UnknownCommands);
    }

    [TestMethod]
    public void A_slow_processor_is_waited_for()
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        token.ProcessorMs = 700;
        Assert.AreEqual("6F0B8409F0504159434F4445019000", Convert.ToHexString(reader.Exchange(Select)));
        Assert.AreEqual(StatusWord.Success, reader.Open(TestToken.Keys(2)));
    }

    [TestMethod]
    public void After_a_power_cycle_the_token_is_found_again()
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        token.PowerOff();
        Assert.IsEmpty(reader.Exchange(Select));
        Assert.IsFalse(reader.TryActivate());
        token.PowerOn();
        token.Advance(200);
        reader.Tap();
        Assert.AreEqual("6F0B8409F0504159434F4445019000", Convert.ToHexString(reader.Exchange(Select)));
    }

    [TestMethod]
    public void Random_bytes_from_a_reader_get_status_words_and_the_next_one_is_served()
    {
        Random random = new(99);
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[1 + random.Next(240)];
            random.NextBytes(bytes);
            byte[] answer = reader.Exchange(bytes);
            Assert.IsTrue(answer.Length >= 2 && answer[^2] is 0x90 or (>= 0x60 and <= 0x6F), Convert.ToHexString(bytes));
        }

        Assert.IsEmpty(token.FirmwareFaults);
    }

    [TestMethod]
    public void A_command_over_the_air_is_answered_within_30_ms_of_the_board_s_time()
    {
        TokenBoard token = TokenBoard.WithPn532(1, TestToken.PersonalisedImage);
        using RadioReader reader = new(token);
        reader.Tap();
        long before = token.NowMs;
        const int Commands = 50;
        for (int i = 0; i < Commands; i++)
        {
            Assert.AreEqual(StatusWord.Success, reader.Send(0x80, TokenApplet.InsGetData, 0x00E1).StatusWord);
        }

        Assert.IsTrue(token.NowMs - before <= 30 * Commands, $"{token.NowMs - before} ms");
    }

    private static RadioReader Beside() => new(TokenBoard.WithPn532(1, TestToken.PersonalisedImage));
}
