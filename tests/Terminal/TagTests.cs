using System.Text;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Terminal.Tests;

/// <summary>What an NDEF tag says, and what it should not be believed.</summary>
[TestClass]
public sealed class TagTests
{
    private static readonly byte[] Uid = [4, 1, 2, 3, 4, 5, 6];

    [TestMethod]
    [DataRow("D1010854 02656E48656C6C6F", "Hello", DisplayName = "text")]
    [DataRow("D1010C55 01 6578616D706C652E6F7267", "http://www.example.org", DisplayName = "URI with the first prefix")]
    [DataRow("D1010B55 05 31333830303133383030", "tel:1380013800", DisplayName = "URI with a middle prefix")]
    [DataRow("D1010455 23 616263", "urn:nfc:abc", DisplayName = "URI with the last prefix")]
    [DataRow("D1010455 24 616263", "abc", DisplayName = "URI with an unknown prefix")]
    [DataRow("9101025300FF 51010554 02656E4142", "AB", DisplayName = "text behind another record")]
    [DataRow("C10100000008 54 02656E48656C6C6F", "Hello", DisplayName = "long record")]
    [DataRow("D90108025439 39 02656E48656C6C6F", "Hello", DisplayName = "record with an identifier")]
    public void A_text_is_read(string message, string text)
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Board.Field.Bring(new NtagCard(Uid, Convert.FromHexString(message.Replace(" ", ""))));
        Assert.AreEqual(text, Encoding.ASCII.GetString(host.Await(TerminalApplet.EventTagRead).Fields.Find(TerminalApplet.TagText)));
    }

    [TestMethod]
    [DataRow("D10100 54", DisplayName = "empty text record")]
    [DataRow("D1010354 02656E", DisplayName = "text of no characters")]
    [DataRow("D1010554 82656E4142", DisplayName = "UTF-16")]
    [DataRow("D1010554 02656E0A42", DisplayName = "a control character")]
    [DataRow("D1010554 3F656E4142", DisplayName = "language beyond the end")]
    [DataRow("D101FF54 02656E4142", DisplayName = "payload beyond the end")]
    [DataRow("C101FFFFFFFF54 02656E4142", DisplayName = "payload of 4 GB")]
    [DataRow("D1FF0554", DisplayName = "type beyond the end")]
    [DataRow("F1010554 02656E4142", DisplayName = "a chunk")]
    [DataRow("D2010554 02656E4142", DisplayName = "a MIME type")]
    [DataRow("D1", DisplayName = "one byte")]
    public void What_is_no_text_is_unreadable(string message)
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Board.Field.Bring(new NtagCard(Uid, Convert.FromHexString(message.Replace(" ", ""))));
        host.Await(TerminalApplet.EventUnreadable);
    }

    [TestMethod]
    [DataRow(64, true)]
    [DataRow(65, false)]
    public void A_text_has_64_characters_at_most(int length, bool isRead)
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Board.Field.Bring(new NtagCard(Uid, NdefRecord.Text(new string('x', length))));
        host.Await(isRead ? TerminalApplet.EventTagRead : TerminalApplet.EventUnreadable);
    }

    [TestMethod]
    public void A_tag_without_a_message_is_unreadable()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Board.Field.Bring(new UltralightCard(Uid));
        host.Await(TerminalApplet.EventUnreadable);
    }

    [TestMethod]
    public void A_tag_that_leaves_while_it_is_read_can_come_again()
    {
        int gone = 0;
        for (int stayMs = 40; stayMs <= 300; stayMs += 20)
        {
            TerminalHost host = TestTerminal.Presenting(out _);
            NtagCard tag = new(Uid, NdefRecord.Text(new string('x', 64)));
            host.Board.Field.Bring(tag);
            host.Advance(stayMs);
            host.Board.Field.Remove(tag);
            host.Advance(600);
            byte kind = host.Poll().Kind;
            Assert.IsTrue(kind is 0 or TerminalApplet.EventCardGone or TerminalApplet.EventTagRead, $"{kind:X2} after {stayMs} ms");
            gone += kind == TerminalApplet.EventCardGone ? 1 : 0;
            if (kind != TerminalApplet.EventTagRead)
            {
                host.Board.Field.Bring(tag);
                host.Await(TerminalApplet.EventTagRead);
            }
        }

        Assert.IsTrue(gone > 2);
    }
}
