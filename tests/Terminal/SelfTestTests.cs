using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;
using PaymentCode.Emulation;

namespace PaymentCode.Terminal.Tests;

/// <summary>The self-test with a person, and by command.</summary>
[TestClass]
public sealed class SelfTestTests
{
    private const int Bus = 1;
    private const int LongestTestMs = 180_000;

    [TestMethod]
    public void A_whole_terminal_passes_and_goes_back_to_work()
    {
        TerminalHost host = new(new TerminalBoard(1, TestTerminal.ConfiguredImage));
        PowerOnHolding(host.Board);
        List<string> seen = Answer(host, missing: "");
        CollectionAssert.AreEqual(new[] { "TEST: display", "TEST: keypad", "TEST: LEDs", "TEST: buzzer", "TEST: serial" }, seen);
        Assert.AreEqual("TEST: PASSED", host.Headline);
        foreach (string part in new[] { "Display", "FRAM", "PN532", "Keypad", "LEDs", "Buzzer" })
        {
            Assert.AreEqual("good", Result(host.Panel, part), part);
        }

        host.Type("5");
        host.ResetLink();
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        host.Idle(1500);
        Assert.AreEqual(TerminalApplet.StateIdle, host.Poll().State);
        Assert.IsEmpty(host.Board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow("Display")]
    [DataRow("FRAM")]
    [DataRow("PN532")]
    [DataRow("Keypad")]
    [DataRow("LEDs")]
    [DataRow("Buzzer")]
    [DataRow("Serial")]
    public void Each_missing_part_is_named_and_no_other(string missing)
    {
        TerminalParts parts = missing == "Display" ? TerminalParts.Reader : missing == "PN532" ? TerminalParts.Panel : TerminalParts.All;
        TerminalBoard board = new(1, TestTerminal.ConfiguredImage, parts: parts);
        if (missing == "FRAM")
        {
            board.Faults.RemoveI2c(Bus, 0x50);
        }

        TerminalHost host = new(board);
        if (missing == "Keypad")
        {
            // Without its keys nobody can hold them: the computer begins the test.
            Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
            Assert.AreEqual(StatusWord.Success, host.Send(0x80, SelfTestApplet.InsEcho, 0).StatusWord);
        }
        else
        {
            PowerOnHolding(board);
        }

        Answer(host, missing);
        if (missing != "Display")
        {
            Assert.AreEqual("TEST: FAULT", host.Headline);
            Assert.AreEqual(Says(missing), Result(host.Panel, missing));
        }

        host.ResetLink();
        SelfTestReport report = Ask(host, SelfTestApplet.ReportLast);
        Assert.AreEqual(SelfTestApplet.StateComplete, report.State);
        byte[] faults = [.. Enumerable.Range(0, report.Count).Select(report.PartAt).Where(part => report.OutcomeOf(part) == SelfTestApplet.Fault)];
        byte[] blind = [SelfTestApplet.Display, SelfTestApplet.Keypad, SelfTestApplet.Serial];
        CollectionAssert.AreEqual(missing == "Display" ? blind : [PartOf(missing)], faults, Convert.ToHexString(report.ToBytes()));
    }

    [TestMethod]
    public void Keys_that_do_not_come_are_named()
    {
        TerminalHost host = new(new TerminalBoard(1, TestTerminal.ConfiguredImage));
        host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200);
        Answer(host, "right column");
        Assert.AreEqual("NO 369", Result(host.Panel, "Keypad"));
        Assert.AreEqual("050248", Convert.ToHexString(Ask(host, SelfTestApplet.ReportLast).DetailOf(SelfTestApplet.Keypad)));
    }

    [TestMethod]
    public void A_stuck_key_is_named_and_the_terminal_works_on()
    {
        TerminalHost host = new(new TerminalBoard(1, TestTerminal.ConfiguredImage));
        host.Board.Keypad.Press('5');
        host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200);
        host.Advance(11_000);
        Assert.AreEqual("KEY STUCK", Result(host.Panel, "Keypad"));
        host.Advance(BoardSelfTest.ResultMs + 1000);
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
    }

    [TestMethod]
    public void One_key_held_at_power_on_or_three_begin_nothing()
    {
        foreach (string keys in new[] { "#", "*", "*0#" })
        {
            TerminalBoard board = new(1, TestTerminal.ConfiguredImage);
            board.PowerOff();
            foreach (char key in keys)
            {
                board.Keypad.Press(key);
            }

            board.PowerOn();
            board.Advance(3000);
            Assert.AreEqual(SelfTestApplet.StateNever, Ask(new TerminalHost(board), SelfTestApplet.ReportLast).State, keys);
        }
    }

    [TestMethod]
    public void The_test_waits_for_the_end_of_a_transaction()
    {
        TerminalHost host = TestTerminal.Presenting(out _);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0100).StatusWord);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0200).StatusWord);
    }

    [TestMethod]
    public void A_whole_terminal_reports_these_bytes()
    {
        TerminalHost host = new(new TerminalBoard(1));
        host.Advance(2000);
        host.Send(0x80, SelfTestApplet.InsSelfTest, 0x0100);
        ResponseApdu answer = host.Send(0x80, SelfTestApplet.InsSelfTest, 0);
        Assert.AreEqual("E223C90101C8020104C8020201C806070132010607C8020400C8020500C8020900C8020800", Convert.ToHexString(answer.Data));
    }

    private static void PowerOnHolding(TerminalBoard board)
    {
        board.PowerOff();
        board.Keypad.Press('*');
        board.Keypad.Press('#');
        board.PowerOn();
        board.Advance(2500);
        board.Keypad.Release('*');
        board.Keypad.Release('#');
        board.Advance(300);
    }

    // A person who looks, listens, presses what is asked for, and says what is so.
    private static List<string> Answer(TerminalHost host, string missing)
    {
        List<string> seen = [];
        for (long end = host.Board.NowMs + LongestTestMs; host.Board.NowMs < end; host.Advance(200))
        {
            string headline = host.Headline;
            if (headline is "TEST: PASSED" or "TEST: FAULT" || (missing == "Display" && host.Board.NowMs > end - 60_000))
            {
                return seen;
            }

            if (headline.StartsWith("TEST: ", StringComparison.Ordinal) && missing != "Keypad")
            {
                seen.Add(headline);
                Say(host, headline, missing);
            }
        }

        Assert.Fail("the result does not come");
        return seen;
    }

    private static void Say(TerminalHost host, string headline, string missing)
    {
        (bool green, bool red, int sounds) = (false, false, host.Board.Buzzer.Sounds.Count);
        for (int i = 0; i < 20; i++)
        {
            host.Advance(100);
            green |= host.Board.GreenLed.IsLit;
            red |= host.Board.RedLed.IsLit;
        }

        switch (headline)
        {
            case "TEST: keypad":
                host.Type(missing == "right column" ? "147*2580#" : "123456789*0#");
                break;
            case "TEST: LEDs":
                host.Type(green && red && missing != "LEDs" ? "#" : "*");
                break;
            case "TEST: buzzer":
                host.Type(host.Board.Buzzer.Sounds.Count > sounds && missing != "Buzzer" ? "#" : "*");
                break;
            case "TEST: serial" when missing == "Serial":
                break;
            default:
                host.Type("#");
                break;
        }
    }

    private static SelfTestReport Ask(TerminalHost host, byte p1)
    {
        ResponseApdu answer = host.Send(0x80, SelfTestApplet.InsSelfTest, p1 << 8);
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(SelfTestReport.TryParse(answer.Data, out SelfTestReport report));
        return report;
    }

    private static string Result(Ili9341Chip panel, string part) =>
        ScreenText.Lines(panel).Single(line => line.StartsWith(part, StringComparison.Ordinal))[part.Length..].Trim();

    private static byte PartOf(string part) => part switch
    {
        "FRAM" => SelfTestApplet.Memory,
        "PN532" => SelfTestApplet.Nfc,
        "Keypad" => SelfTestApplet.Keypad,
        "LEDs" => SelfTestApplet.Led,
        "Buzzer" => SelfTestApplet.Buzzer,
        _ => SelfTestApplet.Serial,
    };

    private static string Says(string part) => part switch
    {
        "Keypad" => "NO 123456789*0#",
        "LEDs" => "NOT SEEN",
        "Buzzer" => "NOT HEARD",
        "Serial" => "NO ECHO",
        _ => "NO ANSWER",
    };
}
