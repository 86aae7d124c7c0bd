using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>Failed authentications delay further ones, also across power cycles, and never destroy anything.</summary>
[TestClass]
public sealed class AuthenticationTests
{
    [TestMethod]
    public void Three_failures_are_free_then_each_one_waits_twice_as_long_up_to_a_minute()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        Assert.AreEqual(0, Fail(host));
        Assert.AreEqual(0, Fail(host));
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Assert.AreEqual(seconds, Fail(host));
            Assert.AreEqual(TokenApplet.FlagAuthenticationDelayed, host.Information().Flags & TokenApplet.FlagAuthenticationDelayed);
            Assert.AreEqual(StatusWord.AuthenticationMethodBlocked, host.Open(TestToken.Keys(2)));
            host.Board.Advance((seconds * 1000) - 500);
            Assert.AreEqual(StatusWord.AuthenticationMethodBlocked, host.Open(TestToken.Keys(2)));
            host.Board.Advance(500);
            Assert.AreEqual(0, host.Information().DelaySeconds);
        }

        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(0, Fail(host));
    }

    [TestMethod]
    public void The_delay_begins_anew_at_power_on_and_the_count_is_kept()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int i = 0; i < 5; i++)
        {
            Fail(host);
            host.Board.Advance(8000);
        }

        host.Board.PowerOff();
        host.Board.PowerOn();
        host = new TokenHost(host.Board);
        Assert.AreEqual(4, host.Information().DelaySeconds);
        Assert.AreEqual(StatusWord.AuthenticationMethodBlocked, host.Open(TestToken.Keys(2)));
        host.Board.Advance(4000);
        Assert.AreEqual(8, Fail(host));
    }

    [TestMethod]
    public void Cutting_the_power_before_a_wrong_answer_is_judged_saves_no_attempt()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int attempt = 0; attempt < 4; attempt++)
        {
            host.Board.Advance(3000);
            Assert.AreEqual(34, host.Exchange(InitializeUpdate).Length);
            host.Board.Fram.PowerCutAfterWrites(13);
            host.Exchange(WrongAuthentication);
            host.Board.Advance(100);
            host.Board.Fram.CancelPowerCut();
            host.Board.PowerOff();
            host.Board.PowerOn();
            host = new TokenHost(host.Board);
        }

        Assert.AreEqual(2, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void An_initialize_update_alone_is_no_failure()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int i = 0; i < 20; i++)
        {
            Assert.AreEqual(34, host.Exchange(InitializeUpdate).Length);
        }

        Assert.AreEqual(0, host.Information().DelaySeconds);
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
    }

    [TestMethod]
    [DataRow("8482330010000102030405060708090A0B0C0D0E0F", "6985", DisplayName = "without INITIALIZE UPDATE")]
    public void An_external_authenticate_that_answers_nothing_is_no_failure(string command, string expected)
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual(expected, Convert.ToHexString(host.Exchange(Convert.FromHexString(command))));
        }

        Assert.AreEqual(0, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void Another_security_level_is_refused_and_is_no_failure()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        for (int i = 0; i < 5; i++)
        {
            host.Exchange(InitializeUpdate);
            Assert.AreEqual("6A86", Convert.ToHexString(host.Exchange(Convert.FromHexString("8482010010000102030405060708090A0B0C0D0E0F"))));
        }

        Assert.AreEqual(0, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void Any_number_of_failures_leaves_keys_counter_and_customer_untouched()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        host.Board.Hold();
        for (int i = 0; i < 20; i++)
        {
            Fail(host);
            host.Board.Advance(61_000);
        }

        Assert.AreEqual(TokenApplet.LifeCyclePersonalised, host.Information().LifeCycle);
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        host.SetClock(TestToken.Noon);
        host.Generate(TestToken.Withdrawal(nonce: 2));
        host.Board.Press();
        Assert.AreEqual(2, host.Status(2).Counter);
    }

    private static byte[] InitializeUpdate => Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8");

    private static byte[] WrongAuthentication => Convert.FromHexString("8482330010000102030405060708090A0B0C0D0E0F");

    // One failed authentication; the seconds of delay after it.
    private static int Fail(TokenHost host)
    {
        Assert.AreEqual(34, host.Exchange(InitializeUpdate).Length);
        Assert.AreEqual("6982", Convert.ToHexString(host.Exchange(WrongAuthentication)));
        return host.Information().DelaySeconds;
    }
}
