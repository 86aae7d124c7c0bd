using PaymentCode.Boards;

namespace PaymentCode.EndToEnd;

/// <summary><c>paymentcode doctor</c> against boards in processes of their own.</summary>
[TestClass]
public sealed class DoctorTests
{
    [TestMethod]
    public void A_token_on_a_pseudo_terminal_is_examined_part_by_part()
    {
        using var folder = new TemporaryFolder();
        using var token = PaymentCodeProcess.Start(folder.Path, "emulate", "token", "--serial", "pty:token.tty");
        token.WaitForLine("token.tty\n");
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "doctor", "--port", "token.tty");
        Assert.AreEqual(0, exitCode, output + errors);
        StringAssert.Matches(output, new(@"^board      token        firmware \d+\.\d+\.\d+, protocol 1$", System.Text.RegularExpressions.RegexOptions.Multiline));
        foreach (var line in new[]
        {
            "life cycle blank        it has neither number nor keys", "display    answers", "memory     good", "clock      good         the time is not set",
            "NFC        not fitted", "button     not tested", "LED        not tested", "serial     good         4 echoes of 512 bytes came back",
        })
        {
            StringAssert.Contains(output, "\n" + line);
        }
    }

    [TestMethod]
    public void A_person_is_led_through_the_test_by_the_board()
    {
        using var folder = new TemporaryFolder();
        using var token = PaymentCodeProcess.Start(folder.Path, "emulate", "token", "--serial", "tcp:0");
        token.WaitForLine("token ready at ");
        using var doctor = PaymentCodeProcess.Start(folder.Path, "doctor", "--port", token.LastLine["token ready at ".Length..], "--person");
        doctor.WaitForLine("Look at the board");
        for (var i = 0; i < 60 && !doctor.Output.Contains("\nserial ", StringComparison.Ordinal); i++)
        {
            // Presses before a question stands count for nothing.
            token.WriteLine("press");
            token.WriteLine($"png {i}.png");
            token.WaitForLine($"done: png {i}.png");
        }

        Assert.AreEqual(0, doctor.WaitForExit(), doctor.Output + doctor.Errors);
        foreach (var part in new[] { "display", "memory ", "clock  ", "button ", "LED    ", "serial " })
        {
            StringAssert.Contains(doctor.Output, $"\n{part}    good");
        }
    }

    [TestMethod]
    public async Task A_terminal_is_examined_part_by_part()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        using var endpoint = SerialEndpoint.Open($"pty:{folder.File("terminal.tty")}");
        var running = RunAsync(new TerminalBoard(1, parts: TerminalParts.Panel), endpoint, stop.Token);
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "doctor", "--port", "terminal.tty");
        await stop.CancelAsync();
        await running;
        Assert.AreEqual(1, exitCode, output + errors);
        foreach (var line in new[]
        {
            "life cycle blank        it has neither number nor keys: paymentcode clerk terminal issue", "display    answers", "memory     good",
            "NFC        FAULT        PN532 does not answer. Set the module's switches to SPI", "keypad     not tested", "buzzer     not tested", "serial     good",
        })
        {
            StringAssert.Contains(output, "\n" + line);
        }
    }

    [TestMethod]
    public async Task A_terminal_s_board_gets_its_keys_by_the_commands_of_the_flashing_page()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        using var endpoint = SerialEndpoint.Open($"pty:{folder.File("terminal.tty")}");
        var running = RunAsync(new TerminalBoard(1), endpoint, stop.Token);
        using var bank = PaymentCodeProcess.Start(folder.Path, "bank", "--listen", "http://127.0.0.1:0", "--db", "Data Source=bank.db", "--master-key", "master.key");
        bank.WaitForLine("bank ready at ");
        var address = bank.LastLine["bank ready at ".Length..];
        var issued = PaymentCodeProcess.Run(
            folder.Path, "clerk", "terminal", "issue", "--bank", address, "--port", "terminal.tty", "--serial", "5445524D00000001");
        Assert.AreEqual(0, issued.ExitCode, issued.Output + issued.Errors);
        using (var bridge = PaymentCodeProcess.Start(folder.Path, "bridge", "--port", "terminal.tty", "--bank", address))
        {
            bridge.WaitForLine("terminal 5445524D00000001 attached");
            var personalised = PaymentCodeProcess.Run(folder.Path, "clerk", "terminal", "personalise", "--bank", address, "--serial", "5445524D00000001");
            Assert.AreEqual(0, personalised.ExitCode, personalised.Output + personalised.Errors);
        }

        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "doctor", "--port", "terminal.tty");
        await stop.CancelAsync();
        await running;
        Assert.AreEqual(0, exitCode, output + errors);
        StringAssert.Contains(output, "board      terminal     firmware ");
        StringAssert.Contains(output, "\nlife cycle personalised 5445524D00000001, key version ");
        StringAssert.Contains(output, "\nNFC        good         PN532, firmware 1.6");
    }

    [TestMethod]
    public void Where_no_board_is_the_message_says_what_to_look_at()
    {
        using var folder = new TemporaryFolder();
        var absent = PaymentCodeProcess.Run(folder.Path, "doctor", "--port", "missing.tty");
        Assert.AreEqual(2, absent.ExitCode);
        StringAssert.Contains(absent.Errors, "missing.tty: no such device");

        using var token = PaymentCodeProcess.Start(folder.Path, "emulate", "token", "--serial", "pty:token.tty");
        token.WaitForLine("token.tty\n");
        token.WriteLine("power off");
        token.WaitForLine("done: power off");
        var silent = PaymentCodeProcess.Run(folder.Path, "doctor", "--port", "token.tty");
        Assert.AreEqual(2, silent.ExitCode);
        StringAssert.Contains(silent.Errors, "token.tty: nothing answers. Is the board powered");
        StringAssert.Contains(silent.Errors, "COM2");
    }

    private static Task RunAsync(TerminalBoard board, SerialEndpoint endpoint, CancellationToken stop) => Task.Factory.StartNew(
        () => new RealTimeBoard<TerminalBoard>(board, board.Serial, endpoint).Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
