using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>A board takes its time for a picture, within one step of the firmware: what happens meanwhile must not count as later.</summary>
[TestClass]
public sealed class SlowBoardTests
{
    [TestMethod]
    public void A_press_that_began_while_the_prompt_was_being_drawn_is_no_answer()
    {
        int confirmed = 0;
        for (int delay = 0; delay <= 1600; delay += 20)
        {
            TokenHost host = TestToken.Ready();
            host.Board.ProcessorMs = 300;
            long pressed = host.Board.NowMs + delay;
            host.Board.Button.PressFor(150, delay);
            Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
            long drawn = host.Board.NowMs;
            host.Board.ProcessorMs = 0;
            host.Board.Advance(2500);
            bool isConfirmed = host.Status(0x11223344).Outcome == TokenApplet.OutcomeConfirmed;
            Assert.IsFalse(isConfirmed && pressed < drawn, $"pressed {drawn - pressed} ms before the picture stood");
            confirmed += isConfirmed ? 1 : 0;
        }

        Assert.IsTrue(confirmed > 20, $"{confirmed} confirmed");
    }

    [TestMethod]
    public void A_display_that_misses_one_transfer_at_power_on_is_set_up_all_the_same()
    {
        for (int after = 0; after < 12; after++)
        {
            Boards.TokenBoard board = new(1, TestToken.PersonalisedImage);
            board.PowerOff();
            board.Faults.NakI2c(1, 0x3C, count: 1, after);
            board.PowerOn();
            board.Advance(3000);
            Assert.AreEqual("READY", ScreenText.Headword(board.Oled), $"after {after} transfers");
        }
    }

    [TestMethod]
    public void A_transaction_that_follows_an_expired_one_within_a_step_is_drawn_and_can_be_confirmed()
    {
        for (int offset = 0; offset < 100; offset += 10)
        {
            TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 3));
            host.Board.Advance(2000 + offset);
            Core.Codes.TransactionData next = TestToken.Withdrawal(nonce: 2);
            next.Payee = "Somebody else";
            for (int attempt = 0; host.Generate(next) != StatusWord.Success; attempt++)
            {
                Assert.IsTrue(attempt < 200, "the first transaction does not expire");
            }

            host.Board.Press();
            Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(2).Outcome, $"offset {offset}");
        }
    }
}
