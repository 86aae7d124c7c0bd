using System.Text;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Where a typed password is not: display, memory, cable.</summary>
[TestClass]
public sealed class PasswordTests
{
    private const string Password = "90817263";

    [TestMethod]
    public void A_password_is_nowhere_but_in_its_PIN_block()
    {
        TerminalHost host = WaitingTests.In("password", out uint transaction);
        List<string> seen = [];
        foreach (char digit in Password)
        {
            host.Type(digit.ToString());
            seen.AddRange(ScreenText.Lines(host.Panel));
        }

        host.Type("#");
        host.Await(TerminalApplet.EventPassword);
        host.Refuse(transaction, TerminalApplet.ReasonPassword);
        host.Advance(500);
        seen.AddRange(ScreenText.Lines(host.Panel));

        string shown = string.Concat(seen.Where(line => line != "12.34"));
        Assert.IsFalse(Password.Any(digit => "90876".Contains(digit) && shown.Contains(digit)), shown);
        byte[] digits = [.. Password.Select(digit => (byte)(digit - '0'))];
        byte[][] forms = [digits, Encoding.ASCII.GetBytes(Password), Convert.FromHexString(Password)];
        foreach (byte[] form in forms)
        {
            Assert.IsLessThan(0, host.Board.FramImage.AsSpan().IndexOf(form), "in the memory");
            Assert.IsLessThan(0, host.Heard.ToArray().AsSpan().IndexOf(form), "on the cable");
        }
    }

    [TestMethod]
    [DataRow("cancel")]
    [DataRow("time")]
    [DataRow("send")]
    public void What_was_typed_is_gone_when_the_stage_is_left(string how)
    {
        TerminalHost host = WaitingTests.In("password", out uint transaction);
        host.Type("5555");
        switch (how)
        {
            case "cancel":
                host.Type("**");
                break;
            case "time":
                host.Idle(61000);
                break;
            default:
                host.Type("#");
                break;
        }

        host.Poll();
        host.Poll();
        if (how == "send")
        {
            Assert.AreEqual(Core.Apdu.StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPassword, TestTerminal.AccountNumber(TestTerminal.Pan)));
        }
        else
        {
            host.Idle(11000);
            host.Type("1#");
            transaction = host.Await(TerminalApplet.EventStarted).Transaction;
            Assert.AreEqual(Core.Apdu.StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPassword, TestTerminal.AccountNumber(TestTerminal.Pan)));
        }

        host.Advance(400);
        Assert.AreEqual("PASSWORD", host.Headline);
        Assert.IsFalse(ScreenText.Shows(host.Panel, "****"));
        host.Type("#");
        Assert.AreEqual("PASSWORD", host.Headline, "nothing was there to send");
    }
}
