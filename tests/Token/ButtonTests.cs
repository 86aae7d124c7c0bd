using PaymentCode.Boards;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token.Tests;

/// <summary>Nothing is confirmed but by a press that somebody made for the purpose.</summary>
[TestClass]
public sealed class ButtonTests
{
    private const uint Nonce = 0x11223344;

    [TestMethod]
    public void A_bouncing_contact_is_one_press_whatever_the_bounce()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            TokenHost host = TestToken.Ready(seed);
            host.Generate(TestToken.Withdrawal());
            host.Board.Press();
            host.Board.Press();
            Assert.IsTrue(ScreenText.At(host.Board.Oled, 0).StartsWith("CODE", StringComparison.Ordinal), $"seed {seed}");
        }
    }

    [TestMethod]
    public void A_touch_shorter_than_the_debounce_time_is_no_press()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Advance(500);
        host.Board.Button.PressFor(15);
        host.Board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_button_held_at_power_on_is_no_press()
    {
        TokenBoard board = new(1, TestToken.PersonalisedImage);
        board.PowerOff();
        board.Button.Press();
        board.PowerOn();
        TokenHost host = new(board);
        host.Open(TestToken.Keys(2));
        host.SetClock(TestToken.Noon);
        host.Generate(TestToken.Withdrawal());
        board.Advance(500);
        board.Button.Release();
        board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);

        board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_stuck_button_neither_confirms_nor_declines()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Button.Press();
        host.Board.Advance(300);
        host.Generate(TestToken.Withdrawal());
        host.Board.Advance(60_000);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_press_that_began_before_the_prompt_appeared_is_no_answer()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Button.Press();
        host.Board.Advance(100);
        host.Generate(TestToken.Withdrawal());
        host.Board.Advance(300);
        host.Board.Button.Release();
        host.Board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void Every_delay_of_a_press_after_the_request_confirms_a_prompt_that_had_been_shown_or_none()
    {
        for (int delay = 0; delay <= 400; delay += 20)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Advance(delay);
            host.Board.Button.PressFor(100);
            host.Generate(TestToken.Withdrawal());
            host.Board.Advance(1000);
            Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome, $"delay {delay}");
        }
    }

    [TestMethod]
    public void A_tap_right_after_the_prompt_appeared_is_no_answer_and_one_after_a_moment_is()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Advance(30);
        host.Board.Button.PressFor(80);
        host.Board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
        host.Board.Button.PressFor(80);
        host.Board.Advance(200);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void Only_the_last_page_can_be_confirmed_and_a_double_tap_does_not_skip_it()
    {
        TransactionData transaction = TestToken.Withdrawal();
        transaction.Payee = "Extraordinarily longwinded payee name xy";
        TokenHost host = TestToken.Asking(transaction);
        host.Board.Advance(500);
        host.Board.Button.PressFor(60);
        host.Board.Advance(160);
        host.Board.Button.PressFor(60);
        host.Board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(Nonce).Outcome);
        Assert.AreEqual("name xy", ScreenText.At(host.Board.Oled, 24));
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_long_press_declines_on_the_first_page_too()
    {
        TransactionData transaction = TestToken.Withdrawal();
        transaction.Payee = "Extraordinarily longwinded payee name xy";
        TokenHost host = TestToken.Asking(transaction);
        host.Board.Hold();
        Assert.AreEqual(TokenApplet.OutcomeDeclined, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    [DataRow(1400, TokenApplet.OutcomeConfirmed)]
    [DataRow(1600, TokenApplet.OutcomeDeclined)]
    public void A_press_is_long_from_a_second_and_a_half(int heldMs, byte expected)
    {
        TokenHost host = TestToken.Asking();
        host.Board.Advance(500);
        host.Board.Button.PressFor(heldMs);
        host.Board.Advance(heldMs + 300);
        Assert.AreEqual(expected, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void The_release_of_a_long_press_is_not_another_press()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Advance(500);
        host.Board.Button.Press();
        host.Board.Advance(1700);
        host.Generate(TestToken.Withdrawal(nonce: 2));
        host.Board.Advance(500);
        host.Board.Button.Release();
        host.Board.Advance(500);
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(2).Outcome);
    }

    [TestMethod]
    public void A_button_alone_does_nothing_to_an_idle_token()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Press();
        host.Board.Hold();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.FlagClockValid, host.Information().Flags);
    }
}
