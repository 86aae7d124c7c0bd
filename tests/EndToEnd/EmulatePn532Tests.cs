using System.Diagnostics;

namespace PaymentCode.EndToEnd;

/// <summary>The emulated reader as the command offers it. The chip itself is judged by libnfc in the boards' tests.</summary>
[TestClass]
public sealed class EmulatePn532Tests
{
    [TestMethod]
    public void A_reader_on_a_pseudo_terminal_shows_the_cards_that_lie_on_it_to_libnfc()
    {
        using var folder = new TemporaryFolder();
        using var reader = PaymentCodeProcess.Start(folder.Path, "emulate", "pn532", "--serial", "pty:pn532.tty", "--card", "ntag", "--card", "iso");
        reader.WaitForLine("pn532.tty\n");
        var listed = NfcList(folder, "2 ISO14443A passive target(s) found");
        StringAssert.Contains(listed, "04  50  43  02  11  22  80");
        StringAssert.Contains(listed, "08  50  43  01");
        reader.WriteLine("card out");
        reader.WaitForLine("done: card out");
        reader.WriteLine("card in classic");
        reader.WaitForLine("done: card in classic");
        listed = NfcList(folder, "1 ISO14443A passive target(s) found");
        StringAssert.Contains(listed, "c1  50  43  04");
        reader.WriteLine("card out");
        reader.WriteLine("card in bank");
        reader.WaitForLine("done: card in bank");
        NfcList(folder, "SAK (SEL_RES): 20");
        reader.WriteLine("quit");
        Assert.AreEqual(0, reader.WaitForExit());
    }

    [TestMethod]
    public void A_token_held_to_the_reader_is_a_card_that_runs_its_own_firmware()
    {
        using var folder = new TemporaryFolder();
        using var reader = PaymentCodeProcess.Start(folder.Path, "emulate", "pn532", "--serial", "pty:pn532.tty", "--card", "token", "--state", "token.fram");
        reader.WaitForLine("pn532.tty\n");
        NfcList(folder, "ATS: 75  33  92  03");
        reader.WriteLine("press");
        reader.WaitForLine("done: press");
        reader.WriteLine("quit");
        Assert.AreEqual(0, reader.WaitForExit());
        Assert.AreEqual(32_768, new FileInfo(folder.File("token.fram")).Length);
    }

    [TestMethod]
    public void Unknown_cards_and_lines_are_answered_with_what_is_possible()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.RunWithInput(
            folder.Path, "card in gold\ncard out iso\njump\npress\ncard in ntag\nquit\n", "emulate", "pn532", "--serial", "tcp:0");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(errors, "\"gold\"");
        StringAssert.Contains(errors, "card in iso first");
        StringAssert.Contains(errors, "there is no token");
        StringAssert.Contains(errors, "commands: card in NAME");
        StringAssert.Contains(output, "done: card in ntag");
        var wrong = PaymentCodeProcess.Run(folder.Path, "emulate", "pn532", "--serial", "tcp:0", "--card", "gold");
        Assert.AreEqual(2, wrong.ExitCode);
        StringAssert.Contains(wrong.Errors, "ntag");
    }

    // libnfc waits 300 ms by the wall clock for a card, and a token's firmware needs a moment before it can be found: it is asked again.
    private static string NfcList(TemporaryFolder folder, string expected)
    {
        var listed = "";
        for (var looks = 0; looks < 20 && !listed.Contains(expected, StringComparison.Ordinal); looks++)
        {
            ProcessStartInfo start = new("nfc-list", "-t 1") { RedirectStandardOutput = true };
            start.Environment["LIBNFC_DEFAULT_DEVICE"] = "pn532_uart:" + folder.File("pn532.tty");
            using var list = Process.Start(start)!;
            listed = list.StandardOutput.ReadToEnd();
            list.WaitForExit();
        }

        StringAssert.Contains(listed, expected);
        return listed;
    }
}
