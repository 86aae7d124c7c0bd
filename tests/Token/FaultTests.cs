using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>Parts that fail in the middle of things.</summary>
[TestClass]
public sealed class FaultTests
{
    private const uint Nonce = 0x11223344;

    [TestMethod]
    public void A_memory_that_fails_at_any_transfer_of_a_request_leaves_nothing_behind()
    {
        for (int after = 0; ; after++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Faults.NakI2c(1, 0x50, count: 1, after);
            ushort status = host.Generate(TestToken.Withdrawal());
            bool isSpoilt = host.Board.Faults.Spoilt > 0;
            host.Board.Faults.Clear();
            if (!isSpoilt)
            {
                Assert.IsTrue(after >= 2, "a write and its check");
                return;
            }

            Assert.AreEqual(StatusWord.NoPreciseDiagnosis, status);
            host.Board.Press();
            Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(Nonce).Outcome);
            Assert.AreEqual(TokenApplet.OutcomeUnknown, AfterRestart(host).Status(Nonce).Outcome);
        }
    }

    [TestMethod]
    public void A_memory_that_fails_at_any_transfer_of_a_confirmation_lets_no_code_leave()
    {
        for (int after = 0; ; after++)
        {
            TokenHost host = TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
            host.Board.Advance(500);
            host.Board.Faults.NakI2c(1, 0x50, count: 1, after);
            host.Board.Press();
            bool isSpoilt = host.Board.Faults.Spoilt > 0;
            host.Board.Faults.Clear();
            if (!isSpoilt)
            {
                Assert.IsTrue(after >= 3, "keys, a write and its check");
                return;
            }

            Assert.AreEqual("FAILED", ScreenText.Headword(host.Board.Oled));
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);
            Assert.AreEqual(TokenApplet.OutcomeFailed, host.Status(Nonce).Outcome);
            Assert.AreEqual(TokenApplet.OutcomeFailed, AfterRestart(host).Status(Nonce).Outcome);
        }
    }

    [TestMethod]
    public void A_memory_that_fails_lets_no_card_challenge_leave()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int after = 0; after < 3; after++)
        {
            host.Board.Faults.NakI2c(1, 0x50, count: 1, after);
            Assert.AreEqual("6F00", Convert.ToHexString(host.Exchange(Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8"))));
        }
    }

    [TestMethod]
    public void A_memory_that_fails_at_any_transfer_of_a_key_change_keeps_the_old_keys()
    {
        for (int after = 0; after < 3; after++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Faults.NakI2c(1, 0x50, count: 1, after);
            Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.PutKeys(TestToken.Keys(3)));
            Assert.AreEqual(2, host.Information().NewestKeyVersion);
            host = AfterRestart(host);
            Assert.AreEqual(2, host.Information().NewestKeyVersion);
            Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(3)));
        }
    }

    [TestMethod]
    public void A_memory_that_fails_when_a_code_is_ended_does_not_keep_the_code()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
        host.Board.Press();
        host.Board.Faults.RemoveI2c(1, 0x50);
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Cancel(Nonce));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);
        host.Board.Faults.Clear();
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
        Assert.AreEqual(TokenApplet.OutcomeEnded, AfterRestart(host).Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_display_that_misses_one_transfer_shows_the_prompt_whole_all_the_same()
    {
        for (int after = 1; after < 12; after++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Faults.NakI2c(1, 0x3C, count: 1, after);
            Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
            host.Board.Advance(300);
            Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "No. 1234567890"), $"after {after}");
            Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Press=OK Hold=Decline"), $"after {after}");
            host.Board.Press();
            Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
        }
    }

    [TestMethod]
    public void A_display_that_dies_before_the_prompt_is_whole_fails_the_transaction()
    {
        for (int after = 1; after < 10; after++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Faults.NakI2c(1, 0x3C, count: 1000, after);
            Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
            host.Board.Press();
            Assert.AreEqual(TokenApplet.OutcomeFailed, host.Status(Nonce).Outcome);
        }
    }

    [TestMethod]
    public void A_display_that_dies_while_a_code_is_shown_ends_it_at_the_next_press()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        host.Board.Faults.RemoveI2c(1, 0x3C);
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
        host.Board.Faults.Clear();
        host.Board.Advance(1500);
        Assert.AreEqual("LOST", ScreenText.Headword(host.Board.Oled));
    }

    [TestMethod]
    [DataRow(0x0000, 0x0300, DisplayName = "serial number and keys")]
    [DataRow(0x0400, 0x0080, DisplayName = "counter and last transaction")]
    [DataRow(0x0500, 0x0020, DisplayName = "channel")]
    public void A_damaged_record_locks_the_token(int address, int length)
    {
        byte[] damaged = [.. TestToken.PersonalisedImage];
        damaged.AsSpan(address, length).Reverse();
        TokenHost host = new(new TokenBoard(1, damaged));
        Assert.AreEqual("LOCKED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.LifeCycleLocked, host.Information().LifeCycle);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(TestToken.FirstKeys(TestToken.Keys(9))).StatusWord);
    }

    [TestMethod]
    public void Power_lost_while_a_prompt_stands_fails_it_and_while_a_code_is_held_ends_it()
    {
        TokenHost host = TestToken.Asking();
        host = AfterRestart(host);
        Assert.AreEqual(TokenApplet.OutcomeFailed, host.Status(Nonce).Outcome);
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeFailed, host.Status(Nonce).Outcome);

        host.Generate(TestToken.Withdrawal(nonce: 2));
        host.Board.Press();
        host = AfterRestart(host);
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(2).Outcome);
        host.Board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
    }

    [TestMethod]
    public void A_cable_pulled_at_any_byte_of_a_request_leads_to_one_prompt_at_most()
    {
        for (int bytes = 0; bytes < 160; bytes += 3)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Serial.UnplugAfterBytesToBoard(bytes);
            host.Generate(TestToken.Withdrawal());
            AssertResumes(host);
        }

        for (int bytes = 0; bytes < 20; bytes++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Serial.UnplugAfterBytesFromBoard(bytes);
            host.Generate(TestToken.Withdrawal());
            AssertResumes(host);
        }
    }

    private static void AssertResumes(TokenHost host)
    {
        host.Board.Serial.Plug();
        host.ResetLink();
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Press();
        Assert.AreEqual(1, host.Status(Nonce).Counter);
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
        host.Board.Hold();
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
    }

    private static TokenHost AfterRestart(TokenHost host)
    {
        host.Board.PowerOff();
        host.Board.PowerOn();
        TokenHost again = new(host.Board);
        Assert.AreEqual(StatusWord.Success, again.Open(TestToken.Keys(2)));
        return again;
    }
}
