using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>Purchases and transfers from the first key to the verdict, by keys, cards and display.</summary>
[TestClass]
public sealed class FlowTests
{
    [TestMethod]
    public void A_terminal_that_the_bank_asks_welcomes()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.AreEqual("WELCOME", host.Headline);
        Assert.IsTrue(ScreenText.Shows(host.Panel, TestTerminal.Shop));
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Type an amount"));
        Assert.IsEmpty(host.Board.FirmwareFaults);
        Assert.IsEmpty(host.Panel.UnknownCommands);
        Assert.IsEmpty(host.Board.Reader.UnknownCommands);
    }

    [TestMethod]
    public void An_amount_that_is_typed_begins_a_purchase()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("1234");
        Assert.AreEqual("PAYMENT", host.Headline);
        Assert.AreEqual("12.34", ScreenText.Large(host.Panel));
        host.Type("#");
        TerminalEvent begun = host.Await(TerminalApplet.EventStarted);
        Assert.AreEqual(1u, begun.Transaction);
        CollectionAssert.AreEqual(new byte[] { TokenApplet.TypePurchase }, begun.Fields.Find(TokenApplet.TagTransactionType));
        CollectionAssert.AreEqual(Convert.FromHexString("000000001234"), begun.Fields.Find(TokenApplet.TagAmount));
        CollectionAssert.AreEqual(Convert.FromHexString("0156"), begun.Fields.Find(TokenApplet.TagCurrency));
        Assert.IsNull(begun.Fields.Find(TerminalApplet.TagReceiver));
        Assert.AreEqual(TerminalApplet.StateWorking, begun.State);
        Assert.AreEqual("WORKING", host.Headline);
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(1));
    }

    [TestMethod]
    public void A_bank_card_pays_a_purchase()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual("PRESENT CARD", host.Headline);
        BankCard card = TestTerminal.Card();
        host.Board.Field.Bring(card.Contactless);
        TerminalEvent read = host.Await(TerminalApplet.EventCardRead);
        CollectionAssert.AreEqual(Convert.FromHexString(TestTerminal.Pan), read.Fields.Find(BankCardApplet.TagPan));
        byte[] pdol = [.. read.Fields.Find(BankCardApplet.TagUnpredictable, 4), 0, 0, 0, 0, 0x12, 0x34, 0x01, 0x56];
        CollectionAssert.AreEqual(
            BankCardApplet.Cryptogram(TestTerminal.CardKey, pdol, 1, Convert.FromHexString("301231"), Convert.FromHexString(TestTerminal.Pan)),
            read.Fields.Find(BankCardApplet.TagCryptogram));
        Assert.AreEqual(StatusWord.Success, host.Approve(transaction));
        Assert.AreEqual(TerminalApplet.JournalApproved, host.Journal(transaction));
        host.Advance(300);
        Assert.AreEqual("APPROVED", host.Headline);
        Assert.AreEqual("12.34", ScreenText.Large(host.Panel));
        Assert.IsTrue(host.Board.GreenLed.IsLit);
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }
}
