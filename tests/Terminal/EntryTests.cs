using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Typing, menus and the keys themselves.</summary>
[TestClass]
public sealed class EntryTests
{
    [TestMethod]
    public void Star_clears_what_was_typed_and_then_goes_back()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("12*");
        Assert.AreEqual("PAYMENT", host.Headline);
        Assert.AreEqual("0.00", ScreenText.Large(host.Panel));
        host.Type("*");
        Assert.AreEqual("WELCOME", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind);
    }

    [TestMethod]
    public void An_amount_of_nothing_begins_nothing()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("000#");
        Assert.AreEqual("PAYMENT", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind);
    }

    [TestMethod]
    public void An_amount_has_twelve_digits_at_most_and_a_receiver_twenty()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("*2123456789012345");
        Assert.AreEqual("1234567890.12", ScreenText.Large(host.Panel));
        host.Type("#123456789012345678901234");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "12345678901234567890_"));
    }

    [TestMethod]
    public void A_transfer_needs_a_receiver()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("*2100##");
        Assert.AreEqual("RECEIVER", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind);
        host.Type("7*");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "_"));
        host.Type("*");
        Assert.AreEqual("WELCOME", host.Headline);
    }

    [TestMethod]
    public void The_language_can_be_switched_and_stays_over_a_restart()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("*");
        Assert.AreEqual("MENU", host.Headline);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "3 中文"));
        host.Type("3");
        Assert.AreEqual("欢迎使用", host.Headline);
        TerminalHost restarted = TestTerminal.Ready(image: host.Board.FramImage);
        Assert.AreEqual("欢迎使用", restarted.Headline);
        restarted.Type("*3");
        Assert.AreEqual("WELCOME", restarted.Headline);
    }

    [TestMethod]
    public void The_menu_shows_the_last_transaction_and_what_became_of_it()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("*4");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "None yet"));
        host.Type("*");
        host.Type("777#");
        uint transaction = host.Await(TerminalApplet.EventStarted).Transaction;
        host.Refuse(transaction, TerminalApplet.ReasonLimit);
        host.Advance(12000);
        host.Type("*4");
        Assert.AreEqual("LAST ONE", host.Headline);
        Assert.AreEqual("7.77", ScreenText.Large(host.Panel));
        Assert.IsTrue(ScreenText.Shows(host.Panel, "REFUSED"));
    }

    [TestMethod]
    [DataRow("*", DisplayName = "menu")]
    [DataRow("*4", DisplayName = "last transaction")]
    [DataRow("55", DisplayName = "amount")]
    [DataRow("*255#1", DisplayName = "receiver")]
    public void What_nobody_goes_on_with_is_left_after_half_a_minute(string keys)
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type(keys);
        host.Idle(28000);
        Assert.AreNotEqual("WELCOME", host.Headline);
        host.Idle(3000);
        Assert.AreEqual("WELCOME", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind);
    }

    [TestMethod]
    public void Typing_begins_the_waiting_anew()
    {
        TerminalHost host = TestTerminal.Ready();
        for (int digit = 1; digit <= 3; digit++)
        {
            host.Type("1");
            host.Idle(20000);
        }

        Assert.AreEqual("1.11", ScreenText.Large(host.Panel));
    }

    [TestMethod]
    public void Two_keys_at_a_time_and_a_key_that_is_held_count_once_or_not_at_all()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Board.Keypad.Press('1');
        host.Board.Keypad.Press('2');
        host.Advance(300);
        host.Board.Keypad.Release('1');
        host.Advance(300);
        Assert.AreEqual("WELCOME", host.Headline);
        host.Board.Keypad.Release('2');
        host.Advance(100);
        host.Board.Keypad.PressFor('3', 3000);
        host.Advance(4000);
        Assert.AreEqual("0.03", ScreenText.Large(host.Panel));
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }

    [TestMethod]
    public void Keys_that_bounce_and_come_fast_are_each_taken_once()
    {
        TerminalHost host = TestTerminal.Ready();
        foreach (char key in "135792468")
        {
            host.Board.Keypad.PressFor(key, 60);
            host.Advance(110);
        }

        Assert.AreEqual("1357924.68", ScreenText.Large(host.Panel));
    }

    [TestMethod]
    public void A_name_of_forty_characters_is_shown_in_full()
    {
        TerminalHost host = TestTerminal.Ready();
        string name = "The Old Corner Shop behind the Railway";
        Assert.AreEqual(
            Core.Apdu.StatusWord.Success,
            host.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, TestTerminal.Configuration(name: name).ToBytes()).StatusWord);
        host.Type("1*");
        host.Type("*");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "The Old Corner Shop behind the"));
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Railway"));
    }
}
