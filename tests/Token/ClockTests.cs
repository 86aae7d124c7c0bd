using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>A clock that cannot be believed makes no codes, and no clock prolongs one.</summary>
[TestClass]
public sealed class ClockTests
{
    private const uint Nonce = 0x11223344;

    [TestMethod]
    public void A_clock_that_was_never_set_makes_no_code()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        host.Open(TestToken.Keys(2));
        Assert.AreEqual(0, host.Information().Flags);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal()));
        host.Board.Advance(100);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Clock is not set"));

        Assert.AreEqual(StatusWord.Success, host.SetClock(TestToken.Noon));
        Assert.AreEqual(TokenApplet.FlagClockValid, host.Information().Flags);
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
    }

    [TestMethod]
    [DataRow(946_684_800u, "2000-01-01T00:00:00")]
    [DataRow(951_782_400u, "2000-02-29T00:00:00")]
    [DataRow(951_868_799u, "2000-02-29T23:59:59")]
    [DataRow(1_798_761_599u, "2026-12-31T23:59:59")]
    [DataRow(1_709_209_000u, "2024-02-29T12:16:40")]
    [DataRow(4_102_444_799u, "2099-12-31T23:59:59")]
    public void The_clock_is_set_to_the_second(uint utc, string expected)
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        host.Open(TestToken.Keys(2));
        Assert.AreEqual(StatusWord.Success, host.SetClock(utc));
        DateTime shown = host.Board.Clock.Time!.Value;
        Assert.IsTrue(shown - DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture) is { TotalSeconds: >= 0 and < 2 }, $"{shown:s}");
        Assert.AreEqual(0, host.Board.Clock.IllogicalWrites.Count);
    }

    [TestMethod]
    public void The_clock_runs_on_its_battery_and_without_one_says_that_it_stopped()
    {
        TokenHost host = TestToken.Ready();
        host.Board.PowerOff();
        host.Board.Advance(300_000);
        host.Board.PowerOn();
        host = new TokenHost(host.Board);
        Assert.AreEqual(TokenApplet.FlagClockValid, host.Information().Flags);
        host.Open(TestToken.Keys(2));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal(seconds: 300)));

        host.Board.Clock.RemoveBattery();
        host.Board.PowerOff();
        host.Board.PowerOn();
        host = new TokenHost(host.Board);
        Assert.AreEqual(0, host.Information().Flags);
    }

    [TestMethod]
    public void Setting_the_clock_back_does_not_prolong_a_prompt_or_a_code()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 30));
        host.SetClock(TestToken.Noon - 1000);
        host.Board.Advance(31_000);
        Assert.AreEqual(TokenApplet.OutcomeExpired, host.Status(Nonce).Outcome);

        host.SetClock(TestToken.Noon);
        host.Generate(TestToken.Withdrawal(nonce: 2, seconds: 30));
        host.Board.Press();
        host.SetClock(TestToken.Noon - 1000);
        host.Board.Advance(31_000);
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(2).Outcome);
    }

    [TestMethod]
    public void Setting_the_clock_past_the_expiry_ends_a_code_at_once()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
        host.Board.Press();
        host.SetClock(TestToken.Noon + 600);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    [DataRow(0x05, DisplayName = "years back")]
    [DataRow(0x20, DisplayName = "years ahead")]
    public void A_clock_that_jumps_does_not_prolong_a_code(int year)
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 30));
        host.Board.Press();
        Assert.IsTrue(host.Board.I2c.Transfer(0x68, [0x06, (byte)year], []));
        host.Board.Advance(31_000);
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_clock_that_holds_no_time_ends_what_needs_time()
    {
        TokenHost host = TestToken.Asking();
        host.Board.I2c.Transfer(0x68, [0x04, 0x31, 0x02], []);
        host.Board.Advance(200);
        Assert.AreEqual("FAILED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(TokenApplet.OutcomeFailed, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_clock_that_stops_answering_leaves_the_code_its_time_and_no_more()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: 30));
        host.Board.Press();
        host.Board.Faults.RemoveI2c(1, 0x68);
        host.Board.Advance(10_000);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(Nonce).Outcome);
        host.Board.Advance(20_000);
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
    }

    [TestMethod]
    public void A_clock_that_was_set_halfway_is_not_believed()
    {
        const uint Later = TestToken.Noon + 90_061;
        int halves = 0;
        for (int after = 0; after < 8; after++)
        {
            TokenHost host = TestToken.Ready();
            host.Board.Faults.NakI2c(1, 0x68, count: 1, after);
            bool isDone = host.SetClock(Later) == StatusWord.Success;
            host.Board.Faults.Clear();
            bool isBelieved = host.Information().Flags == TokenApplet.FlagClockValid;
            halves += isBelieved ? 0 : 1;
            Assert.IsTrue(isBelieved || !isDone);
            Assert.IsTrue(!isBelieved || Utc(host.Board) - Later < 3, $"after {after}: {Utc(host.Board)}");
            Assert.AreEqual(StatusWord.Success, host.SetClock(Later));
            Assert.AreEqual(TokenApplet.FlagClockValid, host.Information().Flags);
        }

        Assert.IsTrue(halves >= 3);
    }

    [TestMethod]
    public void A_power_cut_while_the_clock_is_being_set_leaves_no_half_time()
    {
        TokenHost host = TestToken.Ready();
        Assert.IsTrue(host.Board.I2c.Transfer(0x68, [0x0E, 0x9C], []));
        Assert.IsTrue(host.Board.I2c.Transfer(0x68, [0x00, 0x11, 0x22], []));
        host.Board.PowerOff();
        host.Board.PowerOn();
        Assert.AreEqual(0, new TokenHost(host.Board).Information().Flags);
    }

    private static uint Utc(TokenBoard board) => (uint)(board.Clock.Time!.Value - DateTime.UnixEpoch).TotalSeconds;
}
