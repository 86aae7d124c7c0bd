using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Emulation.Nfc;

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
        CollectionAssert.AreEqual(new byte[] { 2 }, begun.Fields.Find(TokenApplet.TagExponent));
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

    [TestMethod]
    public void Two_readings_have_different_unpredictable_numbers_also_after_a_restart()
    {
        HashSet<string> numbers = [];
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        BankCard card = TestTerminal.Card();
        for (int reading = 0; reading < 3; reading++)
        {
            host.Board.Field.Bring(card.Contactless);
            numbers.Add(Convert.ToHexString(host.Await(TerminalApplet.EventCardRead).Fields.Find(BankCardApplet.TagUnpredictable)));
            host.Board.Field.Remove(card.Contactless);
            Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPresent));
        }

        TerminalHost other = TestTerminal.Presenting(host.Board.FramImage, out _);
        other.Board.Field.Bring(card.Contactless);
        numbers.Add(Convert.ToHexString(other.Await(TerminalApplet.EventCardRead).Fields.Find(BankCardApplet.TagUnpredictable)));
        Assert.HasCount(4, numbers);
    }

    [TestMethod]
    [DataRow(TerminalApplet.LanguageEnglish)]
    [DataRow(TerminalApplet.LanguageChinese)]
    public void A_transfer_goes_from_card_over_password_and_confirmation_to_its_approval(byte language)
    {
        bool chinese = language == TerminalApplet.LanguageChinese;
        TerminalHost host = TestTerminal.CardRead(out uint transaction, language);
        Assert.AreEqual(chinese ? "处理中" : "WORKING", host.Headline);
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPassword, TestTerminal.AccountNumber(TestTerminal.Pan)));
        host.Advance(300);
        Assert.AreEqual(chinese ? "密码" : "PASSWORD", host.Headline);
        host.Type("246810");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "******"));
        host.Type("#");
        TerminalEvent password = host.Await(TerminalApplet.EventPassword);
        Assert.AreEqual("246810", Pin(password, transaction, TestTerminal.Pan));

        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectConfirm, TestTerminal.Confirmation(5000)));
        host.Advance(300);
        foreach (string shown in new[] { chinese ? "请确认" : "CONFIRM", "50.00", "411111******1111", "13800138000", "6222020000001234567" })
        {
            Assert.IsTrue(ScreenText.Shows(host.Panel, shown), shown);
        }

        host.Advance(500);
        host.Type("#");
        host.Await(TerminalApplet.EventConfirmed);
        Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectOtherDevice));
        host.Advance(300);
        Assert.IsTrue(ScreenText.Shows(host.Panel, chinese ? "设备上确认" : "that belongs to the card"));
        Assert.AreEqual(StatusWord.Success, host.Approve(transaction, 5000));
        host.Advance(300);
        Assert.AreEqual(chinese ? "交易成功" : "APPROVED", host.Headline);
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }

    [TestMethod]
    public void A_transfer_names_its_receiver_in_the_event_that_begins_it()
    {
        TerminalHost host = TestTerminal.Ready();
        host.Type("*2");
        Assert.AreEqual("TRANSFER", host.Headline);
        host.Type("5000#13800138000");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "13800138000_"));
        host.Type("#");
        TerminalEvent begun = host.Await(TerminalApplet.EventStarted);
        CollectionAssert.AreEqual(new byte[] { TokenApplet.TypeTransfer }, begun.Fields.Find(TokenApplet.TagTransactionType));
        Assert.AreEqual("13800138000", System.Text.Encoding.ASCII.GetString(begun.Fields.Find(TerminalApplet.TagReceiver)));
    }

    [TestMethod]
    public void A_wrong_password_can_be_asked_for_again_with_the_same_bytes()
    {
        TerminalHost host = TestTerminal.CardRead(out uint transaction);
        HashSet<string> blocks = [];
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.AreEqual(StatusWord.Success, host.Direct(transaction, TerminalApplet.DirectPassword, TestTerminal.AccountNumber(TestTerminal.Pan)));
            host.Advance(300);
            Assert.AreEqual("PASSWORD", host.Headline);
            host.Type("1111#");
            TerminalEvent password = host.Await(TerminalApplet.EventPassword);
            Assert.AreEqual("1111", Pin(password, transaction, TestTerminal.Pan));
            blocks.Add(Convert.ToHexString(password.Fields.Find(TerminalApplet.TagPinBlock)));

            // The bank acknowledges what it acts upon.
            host.Poll();
        }

        Assert.HasCount(2, blocks, "equal passwords must not look equal");
    }

    [TestMethod]
    public void A_tag_s_first_text_goes_to_the_bank()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        NtagCard tag = new([4, 1, 2, 3, 4, 5, 6], Convert.FromHexString("D1010F5402656E").Concat("CUSTOMER-123"u8.ToArray()).ToArray());
        host.Board.Field.Bring(tag);
        TerminalEvent read = host.Await(TerminalApplet.EventTagRead);
        Assert.AreEqual("CUSTOMER-123", System.Text.Encoding.ASCII.GetString(read.Fields.Find(TerminalApplet.TagText)));
    }

    [TestMethod]
    public void A_payment_code_can_be_typed_in_place_of_a_card()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        host.Type("012345678901234567");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "012345 678901 234567_"));
        host.Type("#");
        TerminalEvent typed = host.Await(TerminalApplet.EventPaymentCode);
        CollectionAssert.AreEqual(Convert.FromHexString("012345678901234567"), typed.Fields.Find(TerminalApplet.TagPaymentCode));
    }

    [TestMethod]
    public void The_shop_s_till_enters_an_amount_when_the_terminal_is_idle_and_in_its_currency_only()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, SetAmount(host, 100, 978));
        Assert.AreEqual(StatusWord.WrongData, SetAmount(host, 0, 156));
        Assert.AreEqual(StatusWord.WrongData, host.Send(0x80, TerminalApplet.InsSetAmount, 0, 1, 2, 3).StatusWord);
        Assert.AreEqual(StatusWord.IncorrectP1P2, host.Send(0x80, TerminalApplet.InsSetAmount, 1).StatusWord);
        Assert.AreEqual(StatusWord.Success, SetAmount(host, 500, 156));
        TerminalEvent begun = host.Await(TerminalApplet.EventStarted);
        CollectionAssert.AreEqual(Convert.FromHexString("000000000500"), begun.Fields.Find(TokenApplet.TagAmount));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, SetAmount(host, 500, 156));
    }

    [TestMethod]
    public void The_amount_after_the_till_s_stands_on_the_display()
    {
        TerminalHost host = TestTerminal.Ready();
        Assert.AreEqual(StatusWord.Success, SetAmount(host, 123456789012, 156));
        host.Advance(300);
        Assert.AreEqual("1234567890.12", ScreenText.Large(host.Panel));
    }

    [TestMethod]
    public void A_refusal_says_why()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        Assert.AreEqual(StatusWord.Success, host.Refuse(transaction, TerminalApplet.ReasonFunds));
        Assert.AreEqual(TerminalApplet.JournalRefused, host.Journal(transaction));
        host.Advance(300);
        Assert.AreEqual("REFUSED", host.Headline);
        Assert.IsTrue(ScreenText.Shows(host.Panel, "Not enough money"));
        Assert.IsTrue(host.Board.RedLed.IsLit);
        host.Advance(500);
        host.Type("#");
        host.Advance(200);
        Assert.AreEqual("WELCOME", host.Headline);
    }

    private static ushort SetAmount(TerminalHost host, long minor, int currency) => host.Send(
        0x80, TerminalApplet.InsSetAmount, 0, new TlvList().AddBcd(TokenApplet.TagAmount, minor, 6).AddBcd(TokenApplet.TagCurrency, currency, 2).ToBytes()).StatusWord;

    /// <summary>What the bank finds in a PIN block.</summary>
    private static string Pin(TerminalEvent password, uint transaction, string pan)
    {
        byte[] key = PinBlock.TransactionKey(TestTerminal.Keys(2).Code, transaction);
        byte[] block = DeviceCrypto.AesCbcDecrypt(key, new byte[16], password.Fields.Find(TerminalApplet.TagPinBlock, PinBlock.Length));
        PinBlock.Mix(block, [.. pan.Select(digit => (byte)(digit - '0'))]);
        Assert.IsTrue(PinBlock.TryRead(DeviceCrypto.AesCbcDecrypt(key, new byte[16], block), out byte[] digits));
        return string.Concat(digits);
    }
}
