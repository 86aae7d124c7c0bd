using PaymentCode.Boards;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Terminal.Tests;

/// <summary>Cards that leave, come in pairs, are strange, or say strange things.</summary>
[TestClass]
public sealed class CardTests
{
    [TestMethod]
    public void A_card_that_leaves_at_any_moment_is_read_whole_or_not_at_all_and_can_come_again()
    {
        int gone = 0;
        for (int stayMs = 20; stayMs <= 320; stayMs += 20)
        {
            TerminalHost host = TestTerminal.Presenting(out _);
            BankCard card = TestTerminal.Card();
            host.Board.Field.Bring(card.Contactless);
            host.Advance(stayMs);
            host.Board.Field.Remove(card.Contactless);
            host.Advance(700);
            TerminalEvent first = host.Poll();
            if (first.Kind == TerminalApplet.EventCardRead)
            {
                continue;
            }

            Assert.IsTrue(first.Kind is 0 or TerminalApplet.EventCardGone, $"kind {first.Kind:X2} after {stayMs} ms");
            gone += first.Kind == 0 ? 0 : 1;
            Assert.AreEqual("PRESENT CARD", host.Headline);
            Assert.AreEqual(first.Kind != 0, ScreenText.Shows(host.Panel, "Too short. Hold it again."));
            host.Board.Field.Bring(card.Contactless);
            host.Await(TerminalApplet.EventCardRead);
        }

        Assert.IsTrue(gone >= 3, $"{gone} cards left in the middle");
    }

    [TestMethod]
    public void Two_cards_are_asked_to_come_one_at_a_time_and_said_once()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        BankCard card = TestTerminal.Card();
        BankCard other = new("5500005555555559", "301231", TestTerminal.CardKey);
        host.Board.Field.Bring(card.Contactless);
        host.Board.Field.Bring(other.Contactless);
        host.Await(TerminalApplet.EventSeveralCards);
        host.Advance(300);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "One card only, please"));
        host.Idle(3000);
        Assert.AreEqual(0, host.Poll().Kind);
        Assert.AreEqual(0, card.Counter, "no card was asked for a cryptogram");
        host.Board.Field.Remove(other.Contactless);
        host.Await(TerminalApplet.EventCardRead);
    }

    [TestMethod]
    public void A_card_of_no_kind_that_is_known_is_unreadable()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        MifareClassicCard classic = new([1, 2, 3, 4]);
        host.Board.Field.Bring(classic);
        TerminalEvent unreadable = host.Await(TerminalApplet.EventUnreadable);
        Assert.IsNull(unreadable.Fields.Find(TerminalApplet.TagCardStatus));
        host.Advance(300);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Cannot read this card"));
    }

    [TestMethod]
    public void A_card_whose_counter_is_used_up_is_unreadable_with_its_status_word()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Board.Field.Bring(new BankCard(TestTerminal.Pan, "301231", TestTerminal.CardKey, counter: 0xFFFF).Contactless);
        TerminalEvent unreadable = host.Await(TerminalApplet.EventUnreadable);
        CollectionAssert.AreEqual(new byte[] { 0x69, 0x85 }, unreadable.Fields.Find(TerminalApplet.TagCardStatus));
    }

    [TestMethod]
    [DataRow("", DisplayName = "nothing")]
    [DataRow("90", DisplayName = "half a status word")]
    [DataRow("9000", DisplayName = "no data")]
    [DataRow("77009000", DisplayName = "an empty template")]
    [DataRow("770A5A0841111111111111119000", DisplayName = "a PAN alone")]
    [DataRow("77255A0A411111111111111111115F24033012319F360200019F260801020304050607089000", DisplayName = "a PAN of 20 digits")]
    [DataRow("77245A084111111111F111115F24033012319F360200019F260801020304050607089000", DisplayName = "fill inside the PAN")]
    [DataRow("77FF9000", DisplayName = "a length beyond the end")]
    public void What_a_card_answers_is_believed_only_if_all_of_it_is_right(string answer)
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        byte[] bytes = Convert.FromHexString(answer);
        Iso14443Card strange = new([9, 8, 7, 6], command => command[1] == 0xA4 && command[11] == (byte)'R' ? [0x90, 0x00] : command[1] == 0xA4 ? [0x6A, 0x82] : bytes);
        host.Board.Field.Bring(strange);
        host.Advance(900);
        TerminalEvent said = host.Poll();
        Assert.IsTrue(said.Kind is TerminalApplet.EventUnreadable or TerminalApplet.EventCardGone, $"kind {said.Kind:X2}");
        Assert.IsTrue(strange.Commands >= 3);
        Assert.AreEqual("PRESENT CARD", host.Headline);
    }

    [TestMethod]
    public void A_card_that_never_answers_in_time_does_not_stop_keys_and_display()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        Iso14443Card slow = new([9, 8, 7, 6], _ => [0x90, 0x00], new Iso14443Options { WorkNs = _ => 10_000 * VirtualClock.NsPerMs });
        host.Board.Field.Bring(slow);
        double longest = 0;
        host.Board.Keypad.PressFor('*', TerminalBoard.KeyMs, 400);
        for (int i = 0; i < 200; i++)
        {
            host.Board.Step();
            longest = Math.Max(longest, host.Board.LastStepMs);
        }

        Assert.IsTrue(longest < 100, $"a step took {longest} ms");
        Assert.AreEqual("CANCELLED", host.Headline);
    }

    [TestMethod]
    public void Waiting_for_a_card_never_takes_a_tenth_of_a_second_at_a_time()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        BankCard card = TestTerminal.Card();
        double longest = 0;
        for (int i = 0; i < 300; i++)
        {
            if (i == 60)
            {
                host.Board.Field.Bring(card.Contactless);
            }

            host.Board.Step();
            longest = Math.Max(longest, host.Board.LastStepMs);
        }

        Assert.AreEqual(1, card.Counter);
        Assert.IsTrue(longest < 70, $"a step took {longest} ms");
    }

    [TestMethod]
    public void The_field_is_off_while_nobody_is_asked_for_a_card()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.IsFalse(host.Board.Reader.IsCarrierOn);
        host = TestTerminal.Presenting(out uint transaction);
        Assert.IsTrue(host.Board.Reader.IsCarrierOn);
        host.Refuse(transaction, TerminalApplet.ReasonOther);
        host.Advance(200);
        Assert.IsFalse(host.Board.Reader.IsCarrierOn);
    }

    [TestMethod]
    public void A_cloned_card_reads_like_the_first_with_an_older_counter()
    {
        BankCard card = TestTerminal.Card();
        BankCard clone = card.Clone();
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        host.Board.Field.Bring(card.Contactless);
        byte[] first = host.Await(TerminalApplet.EventCardRead).Fields.Find(BankCardApplet.TagCounter);
        host.Board.Field.Remove(card.Contactless);
        host.Direct(transaction, TerminalApplet.DirectPresent);
        host.Board.Field.Bring(clone.Contactless);
        byte[] second = host.Await(TerminalApplet.EventCardRead).Fields.Find(BankCardApplet.TagCounter);
        CollectionAssert.AreEqual(first, second, "the bank sees a counter that it has seen");
    }
}
