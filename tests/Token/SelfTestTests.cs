using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token.Tests;

/// <summary>The self-test with a person, and by command.</summary>
[TestClass]
public sealed class SelfTestTests
{
    private const int Bus = 1;

    [TestMethod]
    public void A_whole_token_passes_and_goes_back_to_work()
    {
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => new ScriptedPn532());
        TestingPerson person = new(board);
        person.PowerOnHolding();
        person.Answer();
        CollectionAssert.AreEqual(new[] { "SELF-TEST display", "SELF-TEST LED", "SELF-TEST serial" }, person.Seen);
        Assert.AreEqual("SELF-TEST passed", ScreenText.At(board.Oled, 0));
        foreach (string part in new[] { "Display", "FRAM", "Clock", "PN532", "Button", "LED" })
        {
            Assert.AreEqual("good", person.Result(part), part);
        }

        Assert.AreEqual("not tested", person.Result("Serial"));
        board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(board.Oled));
        TokenHost host = new(board);
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(SelfTestApplet.StateComplete, Report(host).State);
        Assert.IsEmpty(board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow("Display")]
    [DataRow("FRAM")]
    [DataRow("Clock")]
    [DataRow("Button")]
    [DataRow("LED")]
    [DataRow("Serial")]
    public void Each_missing_part_is_named_and_no_other(string missing)
    {
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => new ScriptedPn532());
        byte part = Remove(board, missing);
        TokenHost? host = null;
        TestingPerson person = new(board) { HasButton = missing != "Button", HasLed = missing != "LED", WaitsForEcho = missing is "Serial" };
        if (missing == "Button")
        {
            // Without a button nobody can hold it: the computer begins the test.
            host = new TokenHost(board);
            Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
            Assert.AreEqual(SelfTestApplet.StateRunning, Report(host).State);
            Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsEcho, 0).StatusWord);
        }
        else
        {
            person.PowerOnHolding();
        }

        person.Answer();
        if (missing != "Display")
        {
            Assert.AreEqual("SELF-TEST FAULT", ScreenText.At(board.Oled, 0));
            string[] good = [.. new[] { "Display", "FRAM", "Clock", "PN532", "Button", "LED" }.Where(name => name != missing)];
            string[] unseen = missing == "Button" ? ["Display", "LED"] : [];
            CollectionAssert.AreEqual(good.Except(unseen).ToArray(), good.Where(name => person.Result(name) == "good").ToArray());
            Assert.AreEqual(Says(missing), person.Result(missing));
        }

        SelfTestReport report = Report(host ?? new TokenHost(board));
        byte[] faults = [.. Enumerable.Range(0, report.Count).Select(report.PartAt).Where(p => report.OutcomeOf(p) == SelfTestApplet.Fault)];
        CollectionAssert.AreEqual(missing == "Display" ? [SelfTestApplet.Display, SelfTestApplet.Button, SelfTestApplet.Serial] : new[] { part }, faults);
    }

    [TestMethod]
    public void A_PN532_that_is_not_there_is_no_fault_and_another_chip_is_one()
    {
        TokenHost without = new(new TokenBoard(1, TestToken.PersonalisedImage));
        Assert.AreEqual(SelfTestApplet.NotFitted, Now(without).OutcomeOf(SelfTestApplet.Nfc));

        ScriptedPn532 strange = new();
        strange.Answers[0x02] = "0331010607";
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage, _ => strange));
        host.Board.Advance(2000);
        SelfTestReport report = Now(host);
        Assert.AreEqual(SelfTestApplet.Wrong, report.ReasonOf(SelfTestApplet.Nfc));
        Assert.AreEqual("0231010607", Convert.ToHexString(report.DetailOf(SelfTestApplet.Nfc)));
    }

    [TestMethod]
    public void A_token_without_display_counts_the_fault_s_number_with_its_LED()
    {
        TokenBoard board = new(1, TestToken.PersonalisedImage);
        board.Faults.RemoveI2c(Bus, 0x3C);
        TestingPerson person = new(board);
        person.PowerOnHolding();
        board.Press();
        board.Press();

        // Five seconds hold one cycle, wherever it begins.
        int flashes = 0;
        bool was = board.Led.IsLit;
        for (long end = board.NowMs + 5000; board.NowMs < end; was = board.Led.IsLit)
        {
            board.Step();
            flashes += board.Led.IsLit && !was ? 1 : 0;
        }

        Assert.AreEqual(SelfTestApplet.Display, flashes);
    }

    [TestMethod]
    public void A_memory_that_cannot_be_written_is_no_missing_one()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        host.Board.Fram.IsWriteProtected = true;
        SelfTestReport report = Now(host);
        Assert.AreEqual(SelfTestApplet.Wrong, report.ReasonOf(SelfTestApplet.Memory));
    }

    [TestMethod]
    public void The_memory_s_test_touches_no_record()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        byte[] before = host.Board.FramImage;
        Assert.AreEqual(SelfTestApplet.Good, Now(host).OutcomeOf(SelfTestApplet.Memory));
        CollectionAssert.AreEqual(before[..MemoryCheck.Address], host.Board.FramImage[..MemoryCheck.Address]);
    }

    [TestMethod]
    public void A_clock_that_stands_still_is_a_fault_and_one_that_was_never_set_is_not()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        SelfTestReport report = Now(host);
        Assert.AreEqual("00", Convert.ToHexString(report.DetailOf(SelfTestApplet.Clock)));
        host.Board.Advance(3000);
        Assert.AreEqual(SelfTestApplet.Good, Now(host).OutcomeOf(SelfTestApplet.Clock));

        // An oscillator that does not swing: the register is what it was.
        byte[] seconds = new byte[1];
        host.Board.I2c.Transfer(0x68, [0x00], seconds);
        Now(host);
        host.Board.Advance(3000);
        host.Board.I2c.Transfer(0x68, [0x00, seconds[0]], []);
        Assert.AreEqual(SelfTestApplet.StandsStill, Now(host).ReasonOf(SelfTestApplet.Clock));
    }

    [TestMethod]
    public void A_stuck_button_is_named_and_the_token_works_on()
    {
        TokenBoard board = new(1, TestToken.PersonalisedImage);
        board.PowerOff();
        board.Button.Press();
        board.PowerOn();
        board.Advance(14_000);
        Assert.AreEqual("STUCK", new TestingPerson(board).Result("Button"));
        board.Advance(BoardSelfTest.ResultMs);
        Assert.AreEqual("READY", ScreenText.Headword(board.Oled));
        Assert.AreEqual(StatusWord.Success, new TokenHost(board).Open(TestToken.Keys(2)));
    }

    [TestMethod]
    public void During_the_test_the_token_answers_what_is_no_business()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
        host.Board.Advance(500);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0100).StatusWord);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsInitializeUpdate, 0, new byte[8]).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, TokenApplet.InsGetData, 0x00E1).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsEcho, 0).StatusWord);
        Assert.AreEqual(SelfTestApplet.Good, Report(host).OutcomeOf(SelfTestApplet.Serial));
    }

    [TestMethod]
    public void A_transaction_comes_before_a_test()
    {
        TokenHost host = TestToken.Asking();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0100).StatusWord);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsSelfTest, 0).StatusWord);
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(0x11223344).Outcome);
    }

    [TestMethod]
    public void An_echo_brings_every_byte_back()
    {
        TokenHost host = new(new TokenBoard(1));
        byte[] data = [.. Enumerable.Range(0, SelfTestApplet.MaxEcho).Select(i => (byte)i)];
        CollectionAssert.AreEqual(data, host.Send(0x80, SelfTestApplet.InsEcho, 0, data).Data);
        Assert.AreEqual(StatusWord.WrongLength, host.Send(0x80, SelfTestApplet.InsEcho, 0, [.. data, 0]).StatusWord);
        Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsEcho, 0).StatusWord);
    }

    [TestMethod]
    [DataRow("80100300", "6A86")]
    [DataRow("80100001", "6A86")]
    [DataRow("801001000155", "6700")]
    [DataRow("84100000", "6882")]
    [DataRow("00100000", "6E00")]
    [DataRow("80120100", "6A86")]
    [DataRow("84120000", "6882")]
    public void A_malformed_command_is_refused(string command, string status) =>
        Assert.AreEqual(status, Convert.ToHexString(new TokenHost(new TokenBoard(1)).Exchange(Convert.FromHexString(command))));

    [TestMethod]
    public void A_reader_in_the_field_can_neither_ask_for_a_test_nor_begin_one()
    {
        ScriptedPn532 chip = new();
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => chip);
        FieldHost field = new(board, chip);
        field.Tap();
        foreach (string command in new[] { "80100000", "80100100", "80100200", "80120000" })
        {
            Assert.AreEqual("6D00", Convert.ToHexString(field.Exchange(Convert.FromHexString(command))), command);
        }
    }

    [TestMethod]
    public void A_blank_token_reports_these_bytes()
    {
        TokenHost host = new(new TokenBoard(1));
        host.Exchange(Convert.FromHexString("80100100"));
        Assert.AreEqual(
            "E220C90101C8020104C8020201C803060100C8020703C8020300C8020500C80208009000", Convert.ToHexString(host.Exchange(Convert.FromHexString("80100000"))));
    }

    private static SelfTestReport Report(TokenHost host) => Ask(host, SelfTestApplet.ReportLast);

    private static SelfTestReport Now(TokenHost host) => Ask(host, SelfTestApplet.TestNow);

    private static SelfTestReport Ask(TokenHost host, byte p1)
    {
        ResponseApdu answer = host.Send(0x80, SelfTestApplet.InsSelfTest, p1 << 8);
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(SelfTestReport.TryParse(answer.Data, out SelfTestReport report));
        return report;
    }

    private static byte Remove(TokenBoard board, string part)
    {
        switch (part)
        {
            case "Display":
                board.Faults.RemoveI2c(Bus, 0x3C);
                return SelfTestApplet.Display;
            case "FRAM":
                board.Faults.RemoveI2c(Bus, 0x50);
                return SelfTestApplet.Memory;
            case "Clock":
                board.Faults.RemoveI2c(Bus, 0x68);
                return SelfTestApplet.Clock;
            case "Button":
                return SelfTestApplet.Button;
            case "LED":
                return SelfTestApplet.Led;
            default:
                return SelfTestApplet.Serial;
        }
    }

    private static string Says(string part) => part switch
    {
        "Button" => "NO PRESS",
        "LED" => "NOT SEEN",
        "Serial" => "NO ECHO",
        _ => "NO ANSWER",
    };
}
