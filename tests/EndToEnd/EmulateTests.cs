namespace PaymentCode.EndToEnd;

[TestClass]
public sealed class EmulateTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_token_on_a_pseudo_terminal_can_be_issued_and_remembers_it_even_if_it_is_killed(bool isKilled)
    {
        using var folder = new TemporaryFolder();
        for (var run = 0; run < 2; run++)
        {
            using var token = PaymentCodeProcess.Start(folder.Path, "emulate", "token", "--serial", "pty:token.tty", "--state", "token.fram");
            token.WaitForLine("token.tty\n");
            token.WriteLine("show");
            token.WaitForLine("done: show");
            token.WriteLine("png oled.png");
            token.WaitForLine("done: png oled.png");
            Assert.IsTrue(File.Exists(folder.File("oled.png")));

            // Blank the first time; afterwards it has a number and refuses first keys.
            using var bank = PaymentCodeProcess.Start(folder.Path, "bank", "--listen", "http://127.0.0.1:0", "--db", $"Data Source=bank{run}.db", "--master-key", "master.key");
            bank.WaitForLine("bank ready at ");
            var address = bank.LastLine["bank ready at ".Length..];
            var issued = PaymentCodeProcess.Run(folder.Path, "clerk", "token", "issue", "--bank", address, "--port", "token.tty", "--serial", "0102030405060708");
            Assert.AreEqual(run == 0 ? 0 : 2, issued.ExitCode, issued.Output + issued.Errors);
            StringAssert.Contains(run == 0 ? issued.Output : issued.Errors, run == 0 ? "0102030405060708" : "is not blank");
            if (!isKilled)
            {
                token.WriteLine("quit");
                Assert.AreEqual(0, token.WaitForExit());
            }
        }
    }

    [TestMethod]
    public void Unknown_lines_and_addresses_are_answered_with_what_is_possible()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = PaymentCodeProcess.RunWithInput(folder.Path, "jump\npng missing/x.png\nquit\n", "emulate", "token", "--serial", "tcp:0");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(errors, "commands: press, hold");
        StringAssert.Contains(errors, "missing/x.png");
        var wrong = PaymentCodeProcess.Run(folder.Path, "emulate", "token", "--serial", "usb:1");
        Assert.AreEqual(2, wrong.ExitCode);
        StringAssert.Contains(wrong.Errors, "pty:LINK");
    }

    [TestMethod]
    [DataRow("token")]
    [DataRow("terminal")]
    public void A_memory_file_that_could_not_be_written_at_the_end_is_refused_at_the_beginning(string board)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "emulate", board, "--serial", "tcp:0", "--state", "absent/board.fram");
        Assert.AreEqual(2, exitCode);
        Assert.AreEqual("", output);
        StringAssert.Contains(errors, "absent/board.fram: there is no such folder");
    }

    [TestMethod]
    public void A_damaged_memory_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("token.fram"), new byte[100]);
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, "emulate", "token", "--serial", "tcp:0", "--state", "token.fram");
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(errors, "token.fram");
    }
}
