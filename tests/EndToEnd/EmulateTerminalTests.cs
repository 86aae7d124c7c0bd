using System.Buffers.Binary;

namespace PaymentCode.EndToEnd;

/// <summary>The emulated terminal as the command offers it. What it does is tested with its firmware.</summary>
[TestClass]
public sealed class EmulateTerminalTests
{
    [TestMethod]
    public void A_terminal_takes_keys_and_cards_and_shows_its_display()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("card.json"), """{"pan":"6222020000000005","expiry":"301231","key":"000102030405060708090A0B0C0D0E0F","counter":7}""");
        using var terminal = PaymentCodeProcess.Start(
            folder.Path, "emulate", "terminal", "--serial", "pty:terminal.tty", "--state", "terminal.fram", "--token", "token.fram", "--bank-card", "card.json", "--card", "bank");
        terminal.WaitForLine("terminal.tty\n");
        foreach (var line in new[] { "key 1", "key ok", "key cancel", "card out", "card in token", "token press", "card in ntag", "png terminal.png", "token png token.png", "power off", "power on" })
        {
            terminal.WriteLine(line);
            terminal.WaitForLine("done: " + line);
        }

        var png = File.ReadAllBytes(folder.File("terminal.png"));
        Assert.AreEqual((240, 320), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.AreEqual(2, png[25], "in colour");
        Assert.IsTrue(File.Exists(folder.File("token.png")));
        terminal.WriteLine("quit");
        Assert.AreEqual(0, terminal.WaitForExit());
        Assert.AreEqual(32768, new FileInfo(folder.File("terminal.fram")).Length);
        StringAssert.Contains(File.ReadAllText(folder.File("card.json")), "\"counter\":7");
    }

    [TestMethod]
    public void Unknown_keys_cards_and_lines_are_answered_with_what_is_possible()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.RunWithInput(
            folder.Path, "key 11\nkey x\ncard in gold\njump\npng\npng missing/x.png\npng a\0b.png\nkey 0\nquit\n", "emulate", "terminal", "--serial", "tcp:0");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(errors, "\"11\"");
        StringAssert.Contains(errors, "write a digit, ok or cancel");
        StringAssert.Contains(errors, "\"gold\"");
        StringAssert.Contains(errors, "bank, token");
        StringAssert.Contains(errors, "commands: key");
        StringAssert.Contains(errors, "missing/x.png");
        StringAssert.Contains(errors, "cannot write a");
        StringAssert.Contains(output, "done: key 0");
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("null")]
    [DataRow("""{"pan":"12","expiry":"301231","key":"000102030405060708090A0B0C0D0E0F","counter":0}""")]
    [DataRow("""{"pan":"6222020000000005","expiry":"301231","key":"0001","counter":0}""")]
    [DataRow("""{"pan":"6222020000000005","expiry":"301231","key":"zz","counter":0}""")]
    [DataRow("""{"pan":"6222020000000005","expiry":"301231","key":"000102030405060708090A0B0C0D0E0F","counter":70000}""")]
    [DataRow("""{"expiry":"301231","counter":1}""")]
    public void A_file_that_is_no_card_is_refused_by_name_without_its_key(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("card.json"), content);
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, "emulate", "terminal", "--serial", "tcp:0", "--bank-card", "card.json");
        Assert.AreEqual(2, exitCode, errors);
        StringAssert.Contains(errors, "card.json is no card");
        Assert.IsFalse(errors.Contains("0001", StringComparison.Ordinal), errors);
    }
}
