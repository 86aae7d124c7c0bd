using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token.Tests;

/// <summary>The application over the air: what a field may have, and what it has to do with the link over the cable.</summary>
[TestClass]
public sealed class NfcLinkTests
{
    private const uint Nonce = 0x0A0B0C0D;

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
    public void A_purchase_takes_two_taps_and_the_button_between_them()
    {
        (TokenHost host, FieldHost field) = Tapped();
        OpenOverTheAir(field);
        Assert.AreEqual(StatusWord.Success, field.Generate(Purchase));
        field.Leave();
        StringAssert.StartsWith(ScreenText.At(host.Board.Oled, 0), "PURCHASE");
        host.Board.Press();

        field.Tap();
        Assert.AreEqual(0x13, field.Information().Flags);
        ResponseApdu code = GetCode(field);
        Assert.AreEqual(StatusWord.Success, code.StatusWord);
        Assert.IsTrue(AuthorizationPayload.TryParse(code.Data, out AuthorizationPayload payload));
        Assert.AreEqual(1, payload.Counter);
        CollectionAssert.AreEqual(
            AuthorizationCode.Authenticator(TestToken.Keys(2).Code, 1, Purchase.Challenge()), payload.Authenticator);
    }

    [TestMethod]
    public void The_field_alone_confirms_nothing_and_gets_no_code_before_the_button()
    {
        (TokenHost host, FieldHost field) = Tapped();
        OpenOverTheAir(field);
        Assert.AreEqual(StatusWord.Success, field.Generate(Purchase));
        for (int tap = 0; tap < 20; tap++)
        {
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(field).StatusWord);
            Assert.AreEqual(0, field.Information().Flags & TokenApplet.FlagCodeLit);
            field.Leave();
            host.Board.Advance(1000);
            field.Tap();
        }

        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
        Assert.AreEqual(TokenApplet.OutcomePending, field.Status(Nonce).Outcome);
    }

    [TestMethod]
    [DataRow(TokenApplet.HolderToken)]
    [DataRow(TokenApplet.HolderPhone)]
    public void A_code_is_given_to_the_field_while_it_is_lit_and_not_while_it_is_held_dark(byte holder)
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(Nonce, holder)));
        host.Board.Press();
        field.Tap();
        Assert.AreEqual(StatusWord.Success, GetCode(field).StatusWord);
        host.Board.Press();
        Assert.AreEqual(StatusWord.Success, GetCode(field).StatusWord);

        host.Board.Advance(61000);
        field.Tap();
        Assert.AreEqual(0, field.Information().Flags & TokenApplet.FlagCodeLit);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(field).StatusWord);
        host.Board.Press();
        field.Tap();
        Assert.AreEqual(StatusWord.Success, GetCode(field).StatusWord);
        host.Board.Hold();
        field.Tap();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(field).StatusWord);
    }

    [TestMethod]
    public void While_a_code_is_lit_it_stays_lit_from_one_picture_to_the_other()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(Nonce)));
        host.Board.Press();
        field.Tap();
        host.Board.Advance(500);
        host.Board.Button.PressFor(100);
        for (int i = 0; i < 40; i++)
        {
            Assert.AreEqual(StatusWord.Success, GetCode(field).StatusWord);
        }
    }

    [TestMethod]
    public void Before_the_picture_stands_on_the_display_there_is_no_code_for_the_field()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(Nonce)));
        field.Tap();
        host.Board.Advance(500);
        host.Board.Faults.NakI2c(1, 0x3C, count: 1);
        host.Board.Faults.RemoveI2c(1, 0x3C);
        host.Board.Button.PressFor(100);
        for (int i = 0; i < 60; i++)
        {
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(field).StatusWord);
        }
    }

    [TestMethod]
    public void Over_the_cable_a_lit_code_stays_on_the_token_unless_it_is_released()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(Nonce)));
        host.Board.Press();
        field.Tap();
        Assert.AreEqual(StatusWord.Success, GetCode(field).StatusWord);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(host).StatusWord);
    }

    [TestMethod]
    public void A_channel_belongs_to_its_link_and_the_other_can_neither_use_nor_end_it()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual("6982", Convert.ToHexString(field.Exchange(Convert.FromHexString("84F2000010000102030405060708090A0B0C0D0E0F"))));
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(Nonce).Outcome);

        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(Nonce).Outcome);
        Assert.AreEqual(TokenApplet.OutcomeUnknown, field.Status(Nonce).Outcome);
        Assert.AreEqual("9000", Convert.ToHexString(host.Exchange(Convert.FromHexString("00A4040009F0504159434F444501")))[^4..]);
        Assert.AreEqual(TokenApplet.OutcomeUnknown, field.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_command_recorded_on_one_link_is_worth_nothing_on_the_other()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(Nonce)));
        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
        Assert.AreEqual("6982", Convert.ToHexString(field.Exchange(host.LastCommand)));
    }

    [TestMethod]
    [DataRow((byte)0x29)]
    [DataRow((byte)0x0A)]
    [DataRow((byte)0x01)]
    public void When_the_field_goes_its_channel_goes_and_the_cable_s_stays(byte error)
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
        field.Leave(error);
        field.Tap();
        Assert.AreEqual("6982", Convert.ToHexString(field.Exchange(Convert.FromHexString("84F2000010000102030405060708090A0B0C0D0E0F"))));
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void Between_the_two_halves_of_an_authentication_the_field_may_go_and_nothing_is_counted()
    {
        (TokenHost host, FieldHost field) = Tapped();
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual(34, field.Exchange(Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8")).Length);
            field.Leave(0x0A);
            field.Tap();
        }

        Assert.AreEqual(0, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void New_keys_over_one_link_close_the_channel_of_the_other()
    {
        (TokenHost host, FieldHost field) = Tapped();
        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(3)));
        Assert.AreEqual("6982", Convert.ToHexString(field.Exchange(Convert.FromHexString("84F2000010000102030405060708090A0B0C0D0E0F"))));
        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(3)));
    }

    [TestMethod]
    public void A_delay_after_false_cryptograms_holds_on_both_links()
    {
        (TokenHost host, FieldHost field) = Tapped();
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(34, field.Exchange(Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8")).Length);
            Assert.AreEqual("6982", Convert.ToHexString(field.Exchange(Convert.FromHexString("8482330010000102030405060708090A0B0C0D0E0F"))));
        }

        Assert.AreEqual(1, field.Information().DelaySeconds);
        Assert.AreEqual(1, host.Information().DelaySeconds);
        Assert.AreEqual("6983", Convert.ToHexString(host.Exchange(Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8"))));
    }

    [TestMethod]
    public void The_same_nonce_over_the_other_link_resumes_and_prompts_once()
    {
        (TokenHost host, FieldHost field) = Tapped();
        OpenOverTheAir(field);
        Assert.AreEqual(StatusWord.Success, field.Generate(Purchase));
        Assert.AreEqual(StatusWord.Success, host.Generate(Purchase));
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
        Assert.AreEqual(1, host.Status(Nonce).Counter);
    }

    private static (TokenHost Host, FieldHost Field) Tapped()
    {
        ScriptedPn532 chip = new();
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage, _ => chip));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.SetClock(TestToken.Noon));
        FieldHost field = new(host.Board, chip);
        field.Tap();
        return (host, field);
    }

    private static void OpenOverTheAir(FieldHost field)
    {
        Assert.AreEqual("9000", Convert.ToHexString(field.Exchange(Convert.FromHexString("00A4040009F0504159434F444501")))[^4..]);
        Assert.AreEqual(StatusWord.Success, field.Open(TestToken.Keys(2)));
    }

    private static ResponseApdu GetCode(BankLink link) => link.Send(0x80, TokenApplet.InsGetCode, 0);
}
