using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Emulation;

namespace PaymentCode.Token.Tests;

/// <summary>What a person reads on the display.</summary>
[TestClass]
public sealed class ScreenTests
{
    [TestMethod]
    public void A_blank_token_says_that_it_is_not_set_up()
    {
        TokenBoard board = new(seed: 3);
        board.Advance(100);
        Assert.AreEqual("NOT SET UP", ScreenText.Headword(board.Oled));
        Assert.IsTrue(ScreenText.Shows(board.Oled, "Firmware 0.1.0"));
    }

    [TestMethod]
    public void An_initialised_token_waits_for_its_bank_and_names_its_serial_number()
    {
        TokenBoard board = new(seed: 3, TestToken.InitialisedImage);
        board.Advance(100);
        Assert.AreEqual("WAITING", ScreenText.Headword(board.Oled));
        Assert.IsTrue(ScreenText.Shows(board.Oled, "0102 0304 0506 0708"));
    }

    [TestMethod]
    public void A_personalised_token_says_whether_its_clock_is_set()
    {
        TokenHost host = new(new TokenBoard(seed: 3, TestToken.PersonalisedImage));
        host.Board.Advance(100);
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Clock is not set"));

        host.Open(TestToken.Keys(2));
        host.SetClock(TestToken.Noon);
        host.Board.Advance(200);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Waits for your bank"));
    }

    [TestMethod]
    public void An_idle_display_goes_dark_after_a_minute_and_a_press_wakes_it()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Advance(61_000);
        Assert.IsFalse(host.Board.Oled.IsOn);
        host.Board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
    }

    [TestMethod]
    public void The_prompt_shows_every_field_of_the_transaction()
    {
        Ssd1306Chip oled = Prompt(TestToken.Withdrawal());
        Assert.AreEqual("CASH WITHDRAWAL 10:00", ScreenText.At(oled, 0));
        Assert.AreEqual("100.00", ScreenText.Large(oled, 9, 2)[..6]);
        Assert.IsTrue(ScreenText.Shows(oled, "Bank of Examples"));
        Assert.IsTrue(ScreenText.Shows(oled, "No. 1234567890"));
        Assert.IsTrue(ScreenText.Shows(oled, "Code: this token only"));
        Assert.IsTrue(ScreenText.Shows(oled, "Press=OK Hold=Decline"));
    }

    [TestMethod]
    public void A_release_to_a_phone_is_shown()
    {
        Ssd1306Chip oled = Prompt(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
        Assert.IsTrue(ScreenText.Shows(oled, "CODE GOES TO A PHONE"));
        Assert.IsFalse(ScreenText.Shows(oled, "Code: this token only"));
    }

    [TestMethod]
    [DataRow(TokenApplet.TypeWithdrawal, "CASH WITHDRAWAL")]
    [DataRow(TokenApplet.TypePurchase, "PURCHASE")]
    [DataRow(TokenApplet.TypeTransfer, "TRANSFER")]
    public void The_headline_names_the_kind_of_transaction(byte type, string expected)
    {
        TransactionData transaction = TestToken.Withdrawal();
        transaction.Type = type;
        Assert.IsTrue(ScreenText.At(Prompt(transaction), 0).StartsWith(expected, StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(1L, 156, 2, "0.01")]
    [DataRow(10000L, 156, 2, "100.00")]
    [DataRow(99999L, 156, 2, "999.99")]
    [DataRow(100000L, 156, 2, "1 000.00")]
    [DataRow(5000L, 392, 0, "5 000")]
    [DataRow(1005L, 414, 3, "1.005")]
    public void The_amount_has_the_decimal_places_of_its_currency(long minor, int currency, int exponent, string expected)
    {
        string shown = ScreenText.Large(Prompt(Amount(minor, currency, exponent)), 9, 2);
        Assert.AreEqual(expected, shown[..expected.Length]);
    }

    [TestMethod]
    [DataRow(999999999999L, 156, 2, "9 999 999 999.99 CNY")]
    [DataRow(999999999999L, 392, 0, "999 999 999 999 JPY")]
    [DataRow(999999999999L, 414, 3, "999 999 999.999 KWD")]
    public void The_largest_amounts_are_shown_in_full_on_both_pages(long minor, int currency, int exponent, string expected)
    {
        TokenHost host = TestToken.Asking(Amount(minor, currency, exponent));
        host.Board.Advance(300);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "1/2 Press=Next page"));
        host.Board.Press();
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, expected));
    }

    [TestMethod]
    public void A_payee_of_two_lines_is_broken_at_a_space()
    {
        Ssd1306Chip oled = Prompt(Payee("Golden Gate Savings, Branch 12, Springf."));
        Assert.AreEqual("Golden Gate Savings,", ScreenText.At(oled, 24));
        Assert.AreEqual("Branch 12, Springf.", ScreenText.At(oled, 32));
    }

    [TestMethod]
    public void A_word_longer_than_a_line_is_broken_after_21_characters_and_a_line_that_ends_at_a_space_has_fewer()
    {
        Ssd1306Chip whole = Prompt(Payee("AaBbCcDdEeFfGgHhIiJjKkLlMmNn"));
        Assert.AreEqual("AaBbCcDdEeFfGgHhIiJjK", ScreenText.At(whole, 24));
        Assert.AreEqual("kLlMmNn", ScreenText.At(whole, 32));

        Ssd1306Chip spaced = Prompt(Payee("AaBbCcDdEeFfGgHhIiJjK kLlMmNn"));
        Assert.AreNotEqual(Pixels(whole), Pixels(spaced));
    }

    [TestMethod]
    public void A_payee_of_three_lines_takes_a_second_page()
    {
        TokenHost host = TestToken.Asking(Payee("Extraordinarily longwinded payee name xy"));
        host.Board.Advance(300);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "1/2 Press=Next page"));
        Assert.AreEqual("100.00", ScreenText.Large(host.Board.Oled, 14, 3));
        host.Board.Press();
        Assert.AreEqual("Extraordinarily", ScreenText.At(host.Board.Oled, 8));
        Assert.AreEqual("longwinded payee", ScreenText.At(host.Board.Oled, 16));
        Assert.AreEqual("name xy", ScreenText.At(host.Board.Oled, 24));
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "100.00 CNY"));
    }

    [TestMethod]
    [DataRow("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789")]
    [DataRow("abcdefghijklmnopqrstuvwxyz .,-/:&'()+#*x")]
    public void Every_character_that_a_payee_may_have_is_shown(string payee)
    {
        Ssd1306Chip oled = Prompt(Payee(payee));
        Assert.AreEqual(payee.Replace(" ", "", StringComparison.Ordinal), (ScreenText.At(oled, 24) + ScreenText.At(oled, 32)).Replace(" ", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void No_two_characters_look_alike()
    {
        TokenFont font = new();
        HashSet<string> seen = [];
        for (char character = '!'; character <= 'z'; character++)
        {
            if (font.Has(character))
            {
                Assert.IsTrue(seen.Add(string.Join(' ', Enumerable.Range(0, 5).Select(column => font.Column(character, column)))), $"{character}");
            }
        }

        Assert.IsFalse(font.Has('é'));
        Assert.IsFalse(font.Has('\n'));
        Assert.IsFalse(font.Has('$'));
    }

    [TestMethod]
    [DataRow(59u, "0:59")]
    [DataRow(3599u, "59:59")]
    [DataRow(3600u + 120u, "1h02")]
    [DataRow((100u * 3600u) + 60u, "4d")]
    public void The_time_left_counts_down_in_the_headline(uint seconds, string expected)
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(seconds: seconds));
        host.Board.Advance(50);
        Assert.AreEqual(expected, ScreenText.At(host.Board.Oled, 0).Split(' ')[^1]);
        host.Board.Advance(61_000);
        Assert.IsTrue(seconds < 60 || seconds > 86_400 || ScreenText.At(host.Board.Oled, 0).Split(' ')[^1] != expected);
    }

    [TestMethod]
    public void A_missing_memory_is_named_and_found_again_when_it_is_back()
    {
        TokenBoard board = new(seed: 3, TestToken.PersonalisedImage);
        board.Faults.RemoveI2c(1, 0x50);
        TokenHost host = new(board);
        Assert.AreEqual("NO MEMORY", ScreenText.Headword(board.Oled));
        Assert.IsTrue(ScreenText.Shows(board.Oled, "FRAM at 0x50"));
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Send(0x80, TokenApplet.InsGetData, 0x00E1).StatusWord);
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Open(TestToken.Keys(2)));

        board.Faults.Clear();
        board.Advance(1500);
        Assert.AreEqual("READY", ScreenText.Headword(board.Oled));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
    }

    [TestMethod]
    public void A_missing_clock_is_named_and_no_code_is_made_without_it()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Faults.RemoveI2c(1, 0x68);
        host.Board.Advance(200);
        Assert.AreEqual("NO CLOCK", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(0, host.Information().Flags & TokenApplet.FlagClockValid);
    }

    [TestMethod]
    public void Without_a_display_nothing_can_be_confirmed()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Faults.RemoveI2c(1, 0x3C);
        Assert.AreEqual(StatusWord.NoPreciseDiagnosis, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(0x11223344).Outcome);
    }

    [TestMethod]
    public void Every_screen_is_sent_without_a_command_that_the_display_does_not_know()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        host.Board.Press();
        host.Board.Advance(61_000);
        host.Board.Hold();
        Assert.AreEqual(0, host.Board.Oled.UnknownCommands.Count);
        Assert.AreEqual(0, host.Board.Clock.IllogicalWrites.Count);
        Assert.AreEqual(0, host.Board.FirmwareFaults.Count);
    }

    [TestMethod]
    public void The_LED_tells_a_decision_a_held_code_and_a_fault_apart()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(0, LitSteps(host.Board));
        host.Generate(TestToken.Withdrawal());
        host.Board.Advance(50);
        Assert.AreEqual(200, LitSteps(host.Board));
        host.Board.Press();
        Assert.IsTrue(LitSteps(host.Board) is > 5 and < 15);
        host.Board.Hold();
        host.Board.Faults.RemoveI2c(1, 0x68);
        host.Board.Advance(200);
        Assert.IsTrue(LitSteps(host.Board) is > 80 and < 120);
    }

    private static int LitSteps(TokenBoard board)
    {
        int lit = 0;
        for (int i = 0; i < 200; i++)
        {
            board.Step();
            lit += board.Led.IsLit ? 1 : 0;
        }

        return lit;
    }

    private static Ssd1306Chip Prompt(TransactionData transaction)
    {
        TokenHost host = TestToken.Asking(transaction);
        host.Board.Advance(300);
        return host.Board.Oled;
    }

    private static TransactionData Payee(string payee)
    {
        TransactionData transaction = TestToken.Withdrawal();
        transaction.Payee = payee;
        return transaction;
    }

    private static TransactionData Amount(long minor, int currency, int exponent)
    {
        TransactionData transaction = TestToken.Withdrawal();
        transaction.AmountMinor = minor;
        transaction.CurrencyNumeric = (ushort)currency;
        transaction.Exponent = (byte)exponent;
        return transaction;
    }

    private static string Pixels(Ssd1306Chip oled) =>
        string.Concat(Enumerable.Range(0, 128 * 64).Select(i => oled.IsLit(i % 128, i / 128) ? '#' : '.'));
}
