using System.Text.Json;

namespace PaymentCode.EndToEnd;

/// <summary>The command that a newcomer runs first.</summary>
[TestClass]
public sealed class DemoTests
{
    [TestMethod]
    [DataRow("token", "5")]
    [DataRow("phone", "6")]
    [DataRow("photo", "7")]
    public void The_cash_comes_out_whichever_way_the_picture_goes(string via, string seed)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "--via", via, "--seed", seed, "--out", "story");
        Assert.AreEqual(0, exitCode, output + errors);
        Assert.AreEqual("APPROVED 100.00 CNY", output.TrimEnd('\n').Split('\n')[^1]);
        using var story = JsonDocument.Parse(File.ReadAllBytes(folder.File("story/story.json")));
        Assert.AreEqual("APPROVED 100.00 CNY", story.RootElement.GetProperty("result").GetString());
        Assert.IsTrue(story.RootElement.GetProperty("steps").GetArrayLength() > 10);
        Assert.IsFalse(output.Contains('\u001b', StringComparison.Ordinal), "plain output when it is not a terminal");

        // What the bank found in the frame is what the token showed.
        var read = PaymentCodeProcess.Run(folder.File("story"), "read", "frame.png");
        Assert.AreEqual(0, read.ExitCode, read.Output);
        if (via == "token")
        {
            Assert.AreEqual(read.Output.Split('\t')[2], PaymentCodeProcess.Run(folder.File("story"), "read", "oled.png").Output.Split('\t')[2]);
        }
    }

    [TestMethod]
    [DataRow("purchase", "25.80", "token-asks.png")]
    [DataRow("purchase", "1200.00", "terminal-password.png")]
    [DataRow("transfer", "200.00", "terminal-confirm.png")]
    public void Money_moves_at_a_terminal(string story, string amount, string picture)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", story, "--amount", amount, "--seed", "11", "--db", "Data Source=demo.db", "--out", "story");
        Assert.AreEqual(0, exitCode, output + errors);
        Assert.AreEqual($"APPROVED {amount} CNY", output.TrimEnd('\n').Split('\n')[^1]);
        Assert.IsTrue(File.Exists(folder.File("story/terminal.png")));
        Assert.IsTrue(File.Exists(folder.File("story/" + picture)));
        var audit = PaymentCodeProcess.Run(folder.Path, "audit", "verify", "--db", "Data Source=demo.db");
        Assert.AreEqual(0, audit.ExitCode, audit.Output + audit.Errors);
    }

    [TestMethod]
    [DataRow("purchase", "6000.00", "insufficient-funds")]
    [DataRow("transfer", "5000.01", "insufficient-funds")]
    public void A_payment_that_the_account_cannot_bear_is_refused_at_the_terminal(string story, string amount, string reason)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", story, "--amount", amount);
        Assert.AreEqual(1, exitCode, output + errors);
        Assert.AreEqual($"REFUSED {reason}", output.TrimEnd('\n').Split('\n')[^1]);
    }

    [TestMethod]
    [DataRow("0.00")]
    [DataRow("12")]
    [DataRow("1.234")]
    [DataRow("-5.00")]
    public void What_no_keypad_takes_is_refused_before_the_story(string amount)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "purchase", $"--amount={amount}");
        Assert.AreEqual((2, ""), (exitCode, output));
        StringAssert.Contains(errors, amount);
    }

    [TestMethod]
    [DataRow("1000.01", "over-limit")]
    [DataRow("0.00", "invalid-amount")]
    [DataRow("0.001", "invalid-amount")]
    [DataRow("-5.00", "invalid-amount")]
    [DataRow("ten", "invalid-amount")]
    public void A_refusal_names_its_reason_in_the_last_line(string amount, string reason)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", $"--amount={amount}");
        Assert.AreEqual(1, exitCode, output + errors);
        Assert.AreEqual($"REFUSED {reason}", output.TrimEnd('\n').Split('\n')[^1]);
    }

    [TestMethod]
    public void Two_demonstrations_can_share_a_database_which_then_passes_the_audit()
    {
        using var folder = new TemporaryFolder();
        for (var run = 0; run < 2; run++)
        {
            var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "--db", "Data Source=demo.db", "--amount", "250.00");
            Assert.AreEqual(0, exitCode, output + errors);
        }

        var audit = PaymentCodeProcess.Run(folder.Path, "audit", "verify", "--db", "Data Source=demo.db");
        Assert.AreEqual(0, audit.ExitCode, audit.Output + audit.Errors);
        StringAssert.Matches(audit.Output, new System.Text.RegularExpressions.Regex(@"^audit ok \d+ records, ledger sum 0\n$"));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_made_is_said_before_the_story()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("story"), "a file");
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "--out", "story");
        Assert.AreEqual((2, ""), (exitCode, output));
        StringAssert.StartsWith(errors, "paymentcode: ");
        Assert.HasCount(2, errors.Split('\n'));
    }

    [TestMethod]
    public void A_head_that_is_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, "audit", "verify", "--db", "Data Source=bank.db", "--head", "zz");
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(errors, "'zz' is no head");
    }

    [TestMethod]
    public void A_way_that_does_not_exist_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "--via", "carrier-pigeon");
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(errors, "carrier-pigeon");
    }
}
