using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Link;

namespace PaymentCode.Terminal.Tests;

/// <summary>What the bank says, and what others say in its place.</summary>
[TestClass]
public sealed class DirectiveTests
{
    [TestMethod]
    public void Nothing_of_the_bank_s_is_taken_without_its_channel()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        byte[] approved = TerminalHost.Directive(transaction, TerminalApplet.DirectApproved, TestTerminal.Amount(1234));
        foreach (byte ins in new[] { TerminalApplet.InsDirect, TerminalApplet.InsGetEvent, TerminalApplet.InsExchange, TokenApplet.InsGetStatus, TokenApplet.InsPutData })
        {
            Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(0x80, ins, 0, approved).StatusWord);
        }

        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(0x84, TerminalApplet.InsDirect, 0, [.. approved, 1, 2, 3, 4, 5, 6, 7, 8]).StatusWord);
        host.Advance(300);
        Assert.AreEqual("PRESENT CARD", host.Headline);
    }

    [TestMethod]
    public void A_command_that_is_played_again_does_nothing_and_closes_the_channel()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        byte[] present = host.Wrap(TerminalApplet.InsDirect, 0, TerminalHost.Directive(transaction, TerminalApplet.DirectOtherDevice, null));
        host.Exchange(present);
        byte[] again = host.Exchange(present);
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, BigEndian.GetUInt16(again, again.Length - 2));
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        Assert.AreEqual(TerminalApplet.StateWorking, host.Poll().State);
    }

    [TestMethod]
    public void A_channel_under_other_keys_is_refused()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Send(0x80, TokenApplet.InsInitializeUpdate, 0x0100, 1, 2, 3, 4, 5, 6, 7, 8).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, TokenApplet.InsInitializeUpdate, 0, 1, 2, 3, 4, 5, 6, 7, 8).StatusWord);
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(0x84, TokenApplet.InsExternalAuthenticate, 0x3300, new byte[16]).StatusWord);
    }

    [TestMethod]
    public void A_directive_for_another_transaction_is_refused()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Approve(transaction + 1));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Approve(0));
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(transaction));
        Assert.AreEqual(TerminalApplet.JournalUnknown, host.Journal(transaction + 1));
        Assert.AreEqual(TerminalApplet.JournalUnknown, host.Journal(0));
    }

    [TestMethod]
    public void A_directive_while_nothing_is_paid_is_refused()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Direct(0, TerminalApplet.DirectPresent));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Direct(1, TerminalApplet.DirectPresent));
        Assert.AreEqual("WELCOME", host.Headline);
    }

    [TestMethod]
    public void The_same_directive_again_changes_nothing()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        TlvList five = new TlvList().AddNumber(TerminalApplet.TagTimeout, 5, 1);
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPresentAgain, five));
        host.Advance(3000);
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPresentAgain, five));
        host.Advance(2500);
        Assert.AreEqual(TerminalApplet.JournalCancelled, host.Journal(transaction), "its time did not begin anew");
    }

    [TestMethod]
    public void A_verdict_whose_answer_was_lost_is_confirmed_when_it_is_given_again()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.Success, host.Approve(transaction));
        host.Idle(11000);
        host.Type("1#");
        host.Await(TerminalApplet.EventStarted);
        Assert.AreEqual(StatusWord.Success, host.Approve(transaction));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Refuse(transaction, TerminalApplet.ReasonOther));
        Assert.AreEqual(TerminalApplet.JournalApproved, host.Journal(transaction));
    }

    [TestMethod]
    public void A_directive_can_come_while_a_card_is_waited_for()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.Success, host.Refuse(transaction, TerminalApplet.ReasonTerminal));
        host.Advance(400);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Terminal not authorised"));
    }

    [TestMethod]
    public void What_was_approved_is_what_was_typed()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.WrongData, host.Approve(transaction, 1235));
        Assert.AreEqual(StatusWord.WrongData, host.Direct(transaction, TerminalApplet.DirectConfirm, TestTerminal.Confirmation(1)));
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(transaction));
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow("9F4104{T}", DisplayName = "no directive")]
    [DataRow("DF3C0101", DisplayName = "no transaction")]
    [DataRow("9F4103000001DF3C0101", DisplayName = "a short number")]
    [DataRow("9F4104{T}DF3C020101", DisplayName = "a long directive")]
    [DataRow("9F4104{T}DF3C0100", DisplayName = "directive 00")]
    [DataRow("9F4104{T}DF3C0109", DisplayName = "directive 09")]
    [DataRow("9F4104{T}DF3C0101DF3C0101", DisplayName = "a tag twice")]
    [DataRow("9F4104{T}DF3C0101DF3D0100", DisplayName = "no seconds")]
    [DataRow("9F4104{T}DF3C0101DF3D0179", DisplayName = "121 seconds")]
    [DataRow("9F4104{T}DF3C0101DF3D020005", DisplayName = "seconds in two bytes")]
    [DataRow("9F4104{T}DF3C0103", DisplayName = "password without PAN")]
    [DataRow("9F4104{T}DF3C01035A03123456", DisplayName = "a PAN of six digits")]
    [DataRow("9F4104{T}DF3C01035A0841111111A1111111", DisplayName = "a PAN with a letter")]
    [DataRow("9F4104{T}DF3C01035A0B4111111111111111111111", DisplayName = "a PAN of 22 digits")]
    [DataRow("9F4104{T}DF3C0104", DisplayName = "confirmation of nothing")]
    [DataRow("9F4104{T}DF3C0107", DisplayName = "approval of nothing")]
    [DataRow("9F4104{T}DF3C01079F02060000000012345F2A0209785F360102", DisplayName = "another currency")]
    [DataRow("9F4104{T}DF3C01079F02060000000012345F2A0201565F360103", DisplayName = "another exponent")]
    [DataRow("9F4104{T}DF3C0108", DisplayName = "refusal without reason")]
    [DataRow("9F4104{T}DF3C010", DisplayName = "half a byte")]
    [DataRow("9F4104{T}DF3C8101", DisplayName = "a length that lies")]
    public void A_malformed_directive_is_wrong_data_and_changes_nothing(string data)
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        data = data.Replace("{T}", $"{transaction:X8}");
        byte[] bytes = Convert.FromHexString(data.Length % 2 == 0 ? data : data[..^1]);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TerminalApplet.InsDirect, 0, bytes).StatusWord);
        Assert.AreEqual(TerminalApplet.StatePresent, host.Poll().State);
        Assert.AreEqual(TerminalApplet.JournalOpen, host.Journal(transaction));
    }

    [TestMethod]
    [DataRow(TerminalApplet.TagMaskedCard, 24)]
    [DataRow(TerminalApplet.TagReceiver, 21)]
    [DataRow(TerminalApplet.TagReceiverAccount, 25)]
    public void A_confirmation_that_does_not_fit_the_display_is_refused(int tag, int length)
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        TlvList fields = TestTerminal.Amount(1234);
        foreach (int other in new[] { TerminalApplet.TagMaskedCard, TerminalApplet.TagReceiver, TerminalApplet.TagReceiverAccount })
        {
            fields.Add(other, Bytes.FromAscii(new string('1', other == tag ? length : 10)));
        }

        Assert.AreEqual(StatusWord.WrongData, host.Direct(transaction, TerminalApplet.DirectConfirm, fields));
    }

    [TestMethod]
    public void Commands_with_wrong_parameters_or_data_are_refused()
    {
        TerminalHost host = TestTerminal.Ready();
        foreach (byte ins in new[] { TerminalApplet.InsDirect, TerminalApplet.InsGetEvent, TerminalApplet.InsExchange, TokenApplet.InsGetStatus })
        {
            Assert.AreEqual(StatusWord.IncorrectP1P2, host.Secured(ins, 0x0001).StatusWord);
            Assert.AreEqual(StatusWord.WrongData, host.Secured(ins, 0, 1, 2, 3).StatusWord);
        }

        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsPutData, TokenApplet.TagClock, 1, 2, 3, 4).StatusWord);
        Assert.AreEqual(StatusWord.InstructionNotSupported, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);
        Assert.AreEqual(StatusWord.InstructionNotSupported, host.Send(0x84, TokenApplet.InsGenerateCode, 0).StatusWord);
        Assert.AreEqual(StatusWord.ApplicationNotFound, host.Send(0x00, TokenApplet.InsSelect, 0x0400, TokenApplet.Aid()).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x00, TokenApplet.InsSelect, 0x0400, TerminalApplet.Aid()).StatusWord);
    }

    [TestMethod]
    public void Exchange_is_refused_where_no_token_was_announced()
    {
        TerminalHost host = TestTerminal.CardRead(out uint transaction);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Pass(transaction, [0, 0xA4, 4, 0]).Status);
        host.Direct(transaction, TerminalApplet.DirectPresent);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Pass(transaction, [0, 0xA4, 4, 0]).Status);
        host.Refuse(transaction, TerminalApplet.ReasonOther);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Pass(transaction, [0, 0xA4, 4, 0]).Status);
    }

    [TestMethod]
    public void A_configuration_must_be_whole_and_right()
    {
        TerminalHost host = TestTerminal.Ready();
        TlvList whole = TestTerminal.Configuration();
        int[] tags = [TerminalApplet.TagTerminalId, TokenApplet.TagCurrency, TokenApplet.TagExponent, TokenApplet.TagPayee, TerminalApplet.TagLanguage];
        foreach (int left in tags)
        {
            Assert.AreEqual(StatusWord.WrongData, Configure(host, tags.Where(tag => tag != left).Select(tag => (tag, whole.Find(tag)))), $"without {left:X4}");
        }

        (int, byte[])[] wrongs =
        [
            (TerminalApplet.TagTerminalId, Bytes.FromAscii("SHOP-001")), (TerminalApplet.TagTerminalId, Bytes.FromAscii("SHOP001")),
            (TokenApplet.TagCurrency, [0x09, 0x99]), (TokenApplet.TagCurrency, [0x0A, 0x56]), (TokenApplet.TagExponent, [3]),
            (TokenApplet.TagPayee, []), (TokenApplet.TagPayee, Bytes.FromAscii(new string('x', 41))), (TokenApplet.TagPayee, Bytes.FromAscii(" x")),
            (TokenApplet.TagPayee, [0x41, 0x80]), (TerminalApplet.TagLanguage, [2]), (TerminalApplet.TagLanguage, [0, 0]),
        ];
        foreach ((int tag, byte[] value) in wrongs)
        {
            Assert.AreEqual(
                StatusWord.WrongData, Configure(host, tags.Select(each => (each, each == tag ? value : whole.Find(each)))), $"{tag:X4} {Convert.ToHexString(value)}");
        }

        host.Type("1");
        Assert.AreEqual("0.01", ScreenText.Large(host.Panel), "the old one stays");
        host.Type("#");
        host.Await(TerminalApplet.EventStarted);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, Configure(host, tags.Select(tag => (tag, whole.Find(tag)))), "during a transaction");
    }

    [TestMethod]
    public void An_event_that_was_not_acknowledged_comes_again_and_numbers_rise_over_a_restart()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Type("*");
        TerminalEvent first = host.Await(TerminalApplet.EventCancelled);
        host.Acknowledged = first.Sequence - 1;
        Assert.AreEqual(first.Sequence, host.Poll().Sequence);
        host.Poll();
        TerminalHost restarted = TestTerminal.Presenting(host.Board.FramImage, out uint transaction);
        Assert.AreEqual(2u, transaction);
        Assert.IsGreaterThan(first.Sequence, restarted.Acknowledged);
    }

    [TestMethod]
    public void A_bank_that_knows_newer_events_hears_of_the_next_ones_all_the_same()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Acknowledged = 5000;
        host.Poll();
        host.Type("1#");
        Assert.AreEqual(5001u, host.Await(TerminalApplet.EventStarted).Sequence);
    }

    [TestMethod]
    public void The_journal_keeps_the_last_32_transactions()
    {
        TerminalHost host = TestTerminal.Ready();
        for (uint number = 1; number <= 34; number++)
        {
            host.Type("1#");
            host.Await(TerminalApplet.EventStarted);
            host.Refuse(number, TerminalApplet.ReasonOther);
            host.Advance(800);
            host.Type("1");
        }

        Assert.AreEqual(TerminalApplet.JournalUnknown, host.Journal(2));
        Assert.AreEqual(TerminalApplet.JournalRefused, host.Journal(3));
        Assert.AreEqual(TerminalApplet.JournalRefused, host.Journal(34));
    }

    [TestMethod]
    public void New_keys_end_what_is_being_paid()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestTerminal.Keys(3)));
        host.Advance(300);
        Assert.AreEqual("CANCELLED", host.Headline);
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(3)));
        Assert.AreEqual(transaction, host.Await(TerminalApplet.EventCancelled).Transaction);
    }

    [TestMethod]
    public void A_frame_that_is_repeated_on_the_cable_is_not_executed_again()
    {
        TerminalHost host = TestTerminal.Ready();
        byte[] amount = new TlvList().AddBcd(TokenApplet.TagAmount, 100, 6).AddBcd(TokenApplet.TagCurrency, 156, 2).ToBytes();
        byte[] command = new CommandApdu(0x80, TerminalApplet.InsSetAmount, 0, 0, amount).ToBytes();
        host.ResetLink();
        byte[] frame = FrameEncoder.Encode(1, command, 0, command.Length);
        host.Board.Serial.Send(frame);
        host.Board.Serial.Send(frame);
        host.Advance(200);
        byte[] answers = host.Board.Serial.ReceiveAll();
        Assert.AreEqual(14, answers.Length, "two answers");
        host.ResetLink();
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        Assert.AreEqual(1u, host.Await(TerminalApplet.EventStarted).Transaction);
        Assert.AreEqual(TerminalApplet.JournalUnknown, host.Journal(2));
    }

    private static ushort Configure(TerminalHost host, IEnumerable<(int Tag, byte[] Value)> fields)
    {
        TlvList list = new();
        foreach ((int tag, byte[] value) in fields)
        {
            list.Add(tag, value);
        }

        return host.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, list.ToBytes()).StatusWord;
    }
}
