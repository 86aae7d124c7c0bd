using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Parts that are missing or fail, and a terminal that is not set up: each is named where it can be.</summary>
[TestClass]
public sealed class FaultTests
{
    private const int MemoryAddress = 0x50;

    [TestMethod]
    public void Without_its_memory_a_terminal_says_so_and_finds_it_when_it_is_there()
    {
        TerminalBoard board = new(1, TestTerminal.ConfiguredImage);
        board.Faults.RemoveI2c(1, MemoryAddress);
        TerminalHost host = new(board);
        host.Advance(2000);
        Assert.AreEqual("OUT OF SERVICE", host.Headline);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Memory does not answer"));
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Send(0x80, TokenApplet.InsGetData, 0x00E1).StatusWord);
        Assert.HasCount(3, board.Buzzer.Sounds);
        Assert.IsTrue(Blinks(host), "red LED");
        board.Faults.Clear();
        host.Advance(1500);
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        host.Idle(1000);
        Assert.AreEqual("WELCOME", host.Headline);
    }

    [TestMethod]
    public void Without_its_reader_a_terminal_says_so_on_display_and_in_its_flags()
    {
        TerminalHost host = new(new TerminalBoard(1, TestTerminal.ConfiguredImage, parts: TerminalParts.Panel));
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        host.Idle(2000);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Reader does not answer"));
        Assert.AreEqual(TerminalApplet.FlagReaderMissing, host.Information().Flags);
        Assert.AreEqual(TerminalApplet.StateOutOfService, host.Poll().State);
        Assert.IsTrue(Blinks(host), "red LED");
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }

    [TestMethod]
    public void Without_its_display_a_terminal_serves_nobody_and_says_so_by_LED_buzzer_and_flags()
    {
        TerminalHost host = new(new TerminalBoard(1, TestTerminal.ConfiguredImage, parts: TerminalParts.Reader));
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        host.Idle(2000);
        Assert.AreEqual(TerminalApplet.FlagDisplayMissing, host.Information().Flags);
        Assert.AreEqual(TerminalApplet.StateOutOfService, host.Poll().State);
        Assert.HasCount(3, host.Board.Buzzer.Sounds);
        Assert.IsTrue(Blinks(host), "red LED");
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }

    [TestMethod]
    public void A_missing_reader_does_not_keep_the_terminal_from_answering()
    {
        TerminalBoard board = new(1, TestTerminal.ConfiguredImage, parts: TerminalParts.Panel);
        double longest = 0;
        for (int i = 0; i < 500; i++)
        {
            board.Step();
            longest = Math.Max(longest, board.LastStepMs);
        }

        Assert.IsTrue(longest < 100, $"a step took {longest} ms");
    }

    [TestMethod]
    public void A_reader_whose_power_fails_is_missed_and_taken_up_again()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Board.Reader.PowerOff();
        host.Idle(4000);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Reader does not answer"), string.Join('|', ScreenText.Lines(host.Panel)));
        host.Board.Reader.PowerOn();
        host.Idle(2000);
        Assert.AreEqual("WELCOME", host.Headline);
        host.Type("1234#");
        uint transaction = host.Await(TerminalApplet.EventStarted).Transaction;
        host.Direct(transaction, TerminalApplet.DirectPresent);
        host.Board.Field.Bring(TestTerminal.Card().Contactless);
        host.Await(TerminalApplet.EventCardRead);
    }

    [TestMethod]
    public void A_memory_that_fails_when_a_transaction_begins_lets_none_begin()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("1234");
        host.Board.Faults.NakI2c(1, MemoryAddress, 4);
        host.Type("#");
        Assert.AreEqual("PAYMENT", host.Headline);
        host.Board.Faults.Clear();
        Assert.AreEqual(0, host.Poll().Kind);
        host.Type("#");
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(host.Await(TerminalApplet.EventStarted).Transaction));
    }

    [TestMethod]
    public void A_verdict_that_the_memory_does_not_take_is_not_shown_and_not_confirmed_to_the_bank()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        host.Board.Faults.RemoveI2c(1, MemoryAddress);
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Approve(transaction));
        host.Advance(500);
        Assert.AreEqual("PRESENT CARD", host.Headline);
        host.Board.Faults.Clear();
        Assert.AreEqual(StatusWord.Success, host.Approve(transaction));
        host.Advance(300);
        Assert.AreEqual("APPROVED", host.Headline);
    }

    [TestMethod]
    public void A_password_is_not_sent_without_randomness()
    {
        TerminalHost host = WaitingTests.In("password", out uint transaction);
        host.Type("1234");
        host.Board.Faults.RemoveI2c(1, MemoryAddress);
        host.Type("#");
        host.Board.Faults.Clear();
        Assert.AreEqual("CANCELLED", host.Headline);
        Assert.AreEqual(0, host.Poll().Kind, "its event could not be numbered");
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(transaction));
    }

    [TestMethod]
    public void A_terminal_says_what_it_waits_for_before_it_is_set_up()
    {
        TerminalHost blank = new(new TerminalBoard(7));
        blank.Advance(1000);
        Assert.IsTrue(ScreenText.Shows(blank.Panel, "Not set up yet"), string.Join("|", ScreenText.Lines(blank.Panel)));
        Assert.AreEqual(TokenApplet.LifeCycleBlank, blank.Information().LifeCycle);
        byte[] first = [.. TestTerminal.Serial, .. TestTerminal.Keys(1).ToBytes(null)];
        Assert.AreEqual(StatusWord.Success, blank.Send(0x80, TokenApplet.InsPutKey, 0x0081, first).StatusWord);
        blank.Advance(500);
        Assert.IsTrue(ScreenText.Shows(blank.Panel, "Waits for its bank's keys"));

        TerminalHost bare = new(new TerminalBoard(7, TestTerminal.PersonalisedImage));
        bare.Advance(1000);
        Assert.IsTrue(ScreenText.Shows(bare.Panel, "Waits for its configuration"));
        TokenInformation information = bare.Information();
        Assert.AreEqual(TokenApplet.LifeCyclePersonalised, information.LifeCycle);
        Assert.AreEqual((240, 320, 0), (information.DisplayWidth, information.DisplayHeight, information.Formats));
        CollectionAssert.AreEqual(TestTerminal.Serial, information.Serial);
    }

    [TestMethod]
    public void A_damaged_memory_locks_the_terminal()
    {
        byte[] image = TestTerminal.ConfiguredImage;
        byte[] damaged = [.. image];
        Array.Clear(damaged, 0x0440, 0x40);
        TerminalHost host = new(new TerminalBoard(1, damaged));
        host.Advance(1500);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Memory damaged: to the bank"));
        Assert.AreEqual(TokenApplet.LifeCycleLocked, host.Information().LifeCycle);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Open(TestTerminal.Keys(2)));
    }

    private static bool Blinks(TerminalHost host)
    {
        HashSet<bool> seen = [];
        for (int i = 0; i < 30; i++)
        {
            host.Advance(10);
            seen.Add(host.Board.RedLed.IsLit);
        }

        return seen.Count == 2;
    }
}
