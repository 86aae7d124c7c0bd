using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Token.Tests;

/// <summary>From the bank's request to the end of the code: press the button, read the display, ask for the status.</summary>
[TestClass]
public sealed class TransactionTests
{
    private const uint Nonce = 0x11223344;

    [TestMethod]
    public void A_short_press_confirms_and_shows_the_symbol_and_nothing_else()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Advance(1000);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
        host.Board.Press();

        TransactionStatus status = host.Status(Nonce);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, status.Outcome);
        Assert.AreEqual(1, status.Counter);
        AssertSymbol(host.Board, TestToken.Withdrawal(), 1);
    }

    [TestMethod]
    public void The_answer_to_generate_code_comes_before_the_customer_decides()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
        Assert.AreEqual(TokenApplet.FlagClockValid | TokenApplet.FlagBusy, host.Status(Nonce).Flags);
        host.Board.Advance(30_000);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_further_press_changes_between_symbol_and_ten_digits()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        host.Board.Press();
        string digits = AuthorizationCode.Digits(TestToken.Keys(2).Code, 1, TestToken.Withdrawal().Challenge());
        Assert.AreEqual(digits[..5], ScreenText.Large(host.Board.Oled, 10, 3));
        Assert.AreEqual(digits[5..], ScreenText.Large(host.Board.Oled, 33, 3));
        Assert.IsTrue(ScreenText.At(host.Board.Oled, 0).StartsWith("CODE", StringComparison.Ordinal));
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "No. 1234567890"));
        host.Board.Press();
        AssertSymbol(host.Board, TestToken.Withdrawal(), 1);
    }

    [TestMethod]
    public void The_code_of_a_known_key_has_golden_digits_and_payload()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
        host.Board.Press();
        Assert.AreEqual(
            "10" + "0102030405060708" + "0001" + "1234567890" + "B088A9DBEE33FD8AA889022E81F229AA1A4D1F1D9BF41D5BB03600F652A9966D",
            Convert.ToHexString(host.Send(0x80, TokenApplet.InsGetCode, 0).Data));
        host.Board.Press();
        Assert.AreEqual("0877574118", ScreenText.Large(host.Board.Oled, 10, 3) + ScreenText.Large(host.Board.Oled, 33, 3));
    }

    [TestMethod]
    public void The_picture_goes_dark_after_60_seconds_and_comes_back_with_a_press_until_the_code_expires()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 200));
        host.Board.Press();
        for (int i = 0; i < 2; i++)
        {
            host.Board.Advance(58_000);
            Assert.IsTrue(host.Board.Oled.IsOn);
            host.Board.Advance(2000);
            Assert.IsFalse(host.Board.Oled.IsOn);
            host.Board.Press();
            AssertSymbol(host.Board, TestToken.Withdrawal(seconds: 200), 1);
        }

        host.Board.Advance(61_000);
        Assert.IsFalse(host.Board.Oled.IsOn);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
        host.Board.Advance(18_000);
        Assert.AreEqual("EXPIRED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
        Assert.AreEqual(1, host.Status(Nonce).Counter);
    }

    [TestMethod]
    public void Nothing_brings_an_expired_code_back()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 20));
        host.Board.Press();
        host.Board.Advance(21_000);
        host.Board.Press();
        host.Board.Press();
        host.SetClock(TestToken.Noon);
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(seconds: 20)));
        host.Board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_long_press_declines()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Hold();
        Assert.AreEqual("DECLINED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeDeclined, host.Status(Nonce).Outcome);
        Assert.AreEqual(TransactionStatus.NoCounter, host.Status(Nonce).Counter);
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeDeclined, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_long_press_ends_a_code_shown_or_held()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        host.Board.Hold();
        Assert.AreEqual("ENDED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);

        host.Generate(TestToken.Withdrawal(nonce: 2));
        host.Board.Press();
        host.Board.Advance(61_000);
        host.Board.Hold();
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(2).Outcome);
        Assert.AreEqual(2, host.Status(2).Counter);
    }

    [TestMethod]
    public void A_prompt_that_nobody_answers_expires()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 10));
        host.Board.Advance(11_000);
        Assert.AreEqual("EXPIRED", ScreenText.Headword(host.Board.Oled));
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeExpired, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void Cancel_ends_a_prompt_and_a_code()
    {
        TokenHost host = TestToken.Asking();
        Assert.AreEqual(StatusWord.Success, host.Cancel(Nonce));
        host.Board.Advance(100);
        Assert.AreEqual("CANCELLED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeCancelled, host.Status(Nonce).Outcome);
        Assert.AreEqual(StatusWord.Success, host.Cancel(Nonce));

        host.Generate(TestToken.Withdrawal(nonce: 2));
        host.Board.Press();
        Assert.AreEqual(StatusWord.Success, host.Cancel(2));
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(2).Outcome);
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(Nonce).Outcome);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Cancel(Nonce));
    }

    [TestMethod]
    public void The_same_request_again_resumes_and_never_prompts_twice()
    {
        TokenHost host = TestToken.Asking();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Press();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Advance(100);
        AssertSymbol(host.Board, TestToken.Withdrawal(), 1);
        host.Board.Hold();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Advance(6000);
        host.Board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(1, host.Status(Nonce).Counter);
    }

    [TestMethod]
    public void The_same_nonce_for_another_transaction_is_refused()
    {
        TokenHost host = TestToken.Asking();
        TransactionData other = TestToken.Withdrawal();
        other.AmountMinor++;
        Assert.AreEqual(StatusWord.WrongData, host.Generate(other));
        host.Board.Press();
        AssertSymbol(host.Board, TestToken.Withdrawal(), 1);
    }

    [TestMethod]
    public void Another_transaction_waits_until_the_first_is_over()
    {
        TokenHost host = TestToken.Asking();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal(nonce: 2)));
        host.Board.Press();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal(nonce: 2)));
        host.Board.Hold();
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(nonce: 2)));
        host.Board.Press();
        Assert.AreEqual(2, host.Status(2).Counter);
    }

    [TestMethod]
    public void The_code_leaves_over_the_cable_only_where_the_customer_released_it_to_a_phone()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(host).StatusWord);
        host.Board.Hold();

        TransactionData released = TestToken.Withdrawal(nonce: 2, holder: TokenApplet.HolderPhone, seconds: 200);
        host.Generate(released);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(host).StatusWord);
        host.Board.Press();
        CollectionAssert.AreEqual(Payload(released, 2), GetCode(host).Data);
        host.Board.Advance(61_000);
        CollectionAssert.AreEqual(Payload(released, 2), GetCode(host).Data);
        host.Board.Advance(140_000);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, GetCode(host).StatusWord);
    }

    [TestMethod]
    public void A_request_that_came_too_late_is_refused_and_the_display_says_so()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal(seconds: 0)));
        host.Board.Advance(100);
        Assert.AreEqual("REFUSED", ScreenText.Headword(host.Board.Oled));
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "It came too late"));
        host.Board.Advance(6000);
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
    }

    [TestMethod]
    public void Only_a_personalised_token_makes_codes()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.InitialisedImage));
        host.Open(TestToken.Keys(1));
        Assert.AreEqual(StatusWord.Success, host.SetClock(TestToken.Noon));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal()));
    }

    [TestMethod]
    public void At_counter_FFFF_the_token_wants_new_keys()
    {
        TokenHost host = new(new TokenBoard(1, FramLayout.WithCounter(TestToken.PersonalisedImage, keyVersion: 2, counter: 0xFFFE)));
        host.Open(TestToken.Keys(2));
        host.SetClock(TestToken.Noon);
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Press();
        Assert.AreEqual(0xFFFF, host.Status(Nonce).Counter);
        host.Board.Hold();
        Assert.AreEqual(StatusWord.ReferenceDataNotUsable, host.Generate(TestToken.Withdrawal(nonce: 2)));
        Assert.AreEqual(TokenApplet.FlagKeysUsedUp, host.Information().Flags & TokenApplet.FlagKeysUsedUp);
        host.Board.Advance(6000);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "New keys are needed"));
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(3)));
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(nonce: 2)));
    }

    private static ResponseApdu GetCode(TokenHost host) => host.Send(0x80, TokenApplet.InsGetCode, 0);

    private static byte[] Payload(TransactionData transaction, ushort counter) => new AuthorizationPayload(
        TestToken.Serial,
        counter,
        transaction.Reservation,
        AuthorizationCode.Authenticator(TestToken.Keys(2).Code, counter, transaction.Challenge())).ToBytes();

    private static void AssertSymbol(TokenBoard board, TransactionData transaction, ushort counter)
    {
        Assert.IsTrue(MatrixSymbol.TryEncode(Payload(transaction, counter), out MatrixSymbol symbol));
        byte[] frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        int wrong = Enumerable.Range(0, 128 * 64).Count(i => board.Oled.IsLit(i % 128, i / 128) != ((frame[(i / 1024 * 128) + (i % 128)] >> (i / 128 % 8) & 1) == 1));
        Assert.AreEqual(0, wrong, "pixels of the symbol");
    }
}
