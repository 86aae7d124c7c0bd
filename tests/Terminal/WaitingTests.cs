using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Each state's end when nobody does what it waits for, and cancellation at any time.</summary>
[TestClass]
public sealed class WaitingTests
{
    [TestMethod]
    [DataRow("working", 30)]
    [DataRow("present", 60)]
    [DataRow("present 5", 5)]
    [DataRow("again", 60)]
    [DataRow("again 7", 7)]
    [DataRow("other", 120)]
    [DataRow("other 9", 9)]
    [DataRow("password", 60)]
    [DataRow("confirm", 60)]
    public void A_state_ends_by_itself(string state, int seconds)
    {
        TerminalHost host = In(state, out uint transaction);
        host.Idle((seconds * 1000) - 1500);
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(transaction), "too early");
        TerminalEvent ended = host.Await(TerminalApplet.EventTimedOut);
        Assert.AreEqual(transaction, ended.Transaction);
        Assert.AreEqual(TerminalApplet.JournalCancelled, host.Journal(transaction));
        host.Advance(300);
        Assert.AreEqual("TIMED OUT", host.Headline);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Direct(transaction, TerminalApplet.DirectPresent), "it is over");
        host.Idle(10500);
        Assert.AreEqual("WELCOME", host.Headline);
    }

    [TestMethod]
    [DataRow("working")]
    [DataRow("present")]
    [DataRow("again")]
    [DataRow("other")]
    [DataRow("password")]
    [DataRow("confirm")]
    public void Star_ends_a_transaction_at_any_time(string state)
    {
        TerminalHost host = In(state, out uint transaction);
        host.Type("*");
        TerminalEvent ended = host.Await(state == "confirm" ? TerminalApplet.EventDeclined : TerminalApplet.EventCancelled);
        Assert.AreEqual(transaction, ended.Transaction);
        Assert.AreEqual(TerminalApplet.JournalCancelled, host.Journal(transaction));
        host.Advance(300);
        Assert.AreEqual("CANCELLED", host.Headline);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Approve(transaction), "what was cancelled cannot be approved");
        Assert.AreEqual(TerminalApplet.JournalCancelled, host.Journal(transaction));
    }

    [TestMethod]
    public void With_digits_typed_star_clears_them_first()
    {
        TerminalHost host = In("password", out uint transaction);
        host.Type("123*");
        Assert.AreEqual("PASSWORD", host.Headline);
        Assert.IsFalse(ScreenText.Shows(host.Panel, "***"));
        host.Type("*");
        Assert.AreEqual(transaction, host.Await(TerminalApplet.EventCancelled).Transaction);
    }

    [TestMethod]
    public void A_password_has_four_digits_at_least()
    {
        TerminalHost host = In("password", out _);
        host.Type("123#");
        Assert.AreEqual("PASSWORD", host.Headline);
        host.Type("4#");
        host.Await(TerminalApplet.EventPassword);
    }

    [TestMethod]
    public void A_key_that_was_pressed_before_the_confirmation_stood_there_confirms_nothing()
    {
        TerminalHost host = In("working", out uint transaction);
        host.Board.Keypad.Press('#');
        host.Direct(transaction, TerminalApplet.DirectConfirm, TestTerminal.Confirmation(1234));
        host.Advance(1000);
        host.Board.Keypad.Release('#');
        host.Advance(200);
        Assert.AreEqual("CONFIRM", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind);
        host.Type("#");
        host.Await(TerminalApplet.EventConfirmed);
    }

    [TestMethod]
    public void Nothing_but_star_is_taken_while_the_bank_works()
    {
        TerminalHost host = In("working", out _);
        host.Type("123#");
        Assert.AreEqual(0, host.Poll().Kind);
        Assert.AreEqual("WORKING", host.Headline);
    }

    [TestMethod]
    public void A_terminal_that_the_bank_does_not_ask_is_out_of_service_until_it_does()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Advance(29000);
        Assert.AreEqual("WELCOME", host.Headline);
        host.Advance(1500);
        Assert.AreEqual("OUT OF SERVICE", host.Headline);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "No contact with the bank"));
        host.Type("1");
        Assert.AreEqual("OUT OF SERVICE", host.Headline);
        host.Poll();
        host.Advance(300);
        Assert.AreEqual("WELCOME", host.Headline);
    }

    [TestMethod]
    public void A_transaction_whose_bank_falls_silent_times_out_and_the_terminal_goes_out_of_service()
    {
        TerminalHost host = In("working", out uint transaction);
        host.Advance(31000);
        Assert.AreEqual("TIMED OUT", host.Headline);
        host.Advance(11000);
        Assert.AreEqual("OUT OF SERVICE", host.Headline);
        Assert.AreEqual(transaction, host.Await(TerminalApplet.EventTimedOut).Transaction);
    }

    [TestMethod]
    public void Any_key_ends_a_verdict_that_was_seen()
    {
        TerminalHost host = In("working", out uint transaction);
        host.Approve(transaction);
        host.Advance(1000);
        host.Type("1");
        host.Advance(200);
        Assert.AreEqual("WELCOME", host.Headline);
    }

    /// <summary>A purchase of 12.34 in a state, with seconds of its own behind it where there are some.</summary>
    internal static TerminalHost In(string state, out uint transaction)
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("1234#");
        transaction = host.Await(TerminalApplet.EventStarted).Transaction;
        string[] words = state.Split(' ');
        TlvList? timeout = words.Length > 1 ? new TlvList().AddNumber(TerminalApplet.TagTimeout, ulong.Parse(words[1]), 1) : null;
        ushort status = words[0] switch
        {
            "present" => host.Direct(transaction, TerminalApplet.DirectPresent, timeout),
            "again" => host.Direct(transaction, TerminalApplet.DirectPresentAgain, timeout),
            "other" => host.Direct(transaction, TerminalApplet.DirectOtherDevice, timeout),
            "password" => host.Direct(transaction, TerminalApplet.DirectPassword, TestTerminal.AccountNumber(TestTerminal.Pan)),
            "confirm" => host.Direct(transaction, TerminalApplet.DirectConfirm, TestTerminal.Confirmation(1234)),
            _ => host.Direct(transaction, TerminalApplet.DirectWorking),
        };
        Assert.AreEqual(StatusWord.Success, status);
        return host;
    }
}
