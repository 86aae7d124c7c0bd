namespace PaymentCode.EndToEnd;

/// <summary>What a bank's engineer types on the first day, right and wrong, against a bank in a process of its own.</summary>
[TestClass]
public sealed class BankEngineerTests
{
    [TestMethod]
    public void Terminals_and_accounts_are_shown_with_their_money()
    {
        using var folder = new TemporaryFolder();
        using var bank = new RunningBank(folder);
        var added = bank.Run("clerk", "terminal", "add", "--id", "ATM00001", "--name", "Hall 1", "--key", "atm.key", "--authorise");
        Assert.AreEqual((0, "ATM00001  authorised  Hall 1  in transit nothing\n"), (added.ExitCode, added.Output), added.Errors);
        Assert.AreEqual(added.Output, bank.Run("clerk", "terminal", "list").Output);
        Assert.AreEqual(65, new FileInfo(folder.File("atm.key")).Length);
        var customer = bank.Run(
            "clerk", "customer", "add", "--name", "Li Na", "--phone", "+8613800138000", "--card", "6222020000000000018",
            "--password", "correct horse", "--pin", "402917", "--deposit", "700.00");
        Assert.AreEqual(0, customer.ExitCode, customer.Errors);
        Assert.AreEqual(0, bank.Run("customer", "login", "--phone", "+8613800138000", "--password", "correct horse").ExitCode);
        Assert.AreEqual(0, bank.Run("customer", "reserve", "--amount", "100.00", "--later").ExitCode);
        var account = bank.Run("customer", "account");
        Assert.AreEqual("Li Na  balance 700.00 CNY  available 600.00 CNY\nat most 1000.00 at once, 5000.00 a day; 4900.00 left today\n", account.Output, account.Errors);
        var logOut = bank.Run("customer", "logout");
        Assert.AreEqual((0, "logged out\n"), (logOut.ExitCode, logOut.Output), logOut.Errors);
    }

    [TestMethod]
    public void A_key_that_cannot_be_kept_is_not_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var bank = new RunningBank(folder);
        File.WriteAllText(folder.File("atm.key"), "another terminal's");
        foreach (var file in new[] { "atm.key", "no/such/folder/atm.key" })
        {
            var refused = bank.Run("clerk", "terminal", "add", "--id", "ATM00001", "--name", "Hall 1", "--key", file);
            Assert.AreEqual(2, refused.ExitCode);
            StringAssert.Contains(refused.Errors, "cannot write " + file);
        }

        Assert.AreEqual("another terminal's", File.ReadAllText(folder.File("atm.key")));
        Assert.AreEqual("", bank.Run("clerk", "terminal", "list").Output);
        Assert.AreEqual(2, bank.Run("clerk", "terminal", "add", "--id", "lower", "--name", "Hall 1", "--key", "other.key").ExitCode);
        Assert.IsFalse(File.Exists(folder.File("other.key")), "no file is left of a terminal that was refused");
    }

    [TestMethod]
    public void A_second_bank_on_the_same_port_says_so_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var bank = new RunningBank(folder);
        var second = PaymentCodeProcess.Run(folder.Path, "bank", "--listen", bank.Address, "--db", "Data Source=bank.db", "--master-key", "master.key");
        Assert.AreEqual((2, ""), (second.ExitCode, second.Output));
        Assert.AreEqual($"paymentcode: the bank cannot start: Failed to bind to address {bank.Address}: address already in use.\n", second.Errors);
    }

    [TestMethod]
    [DataRow("http://192.0.2.1:5080", "is plain HTTP to another computer; use https.")]
    [DataRow("ftp://127.0.0.1", "is not the bank's address")]
    [DataRow("nonsense", "is not the bank's address")]
    [DataRow("http://127.0.0.1:1", "does not answer")]
    public void A_wrong_address_of_the_bank_is_named_by_every_command(string address, string said)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("clerk"), "token-of-a-clerk-0000\n");
        File.WriteAllText(folder.File("atm.key"), new string('0', 64));
        string[][] commands =
        [
            ["clerk", "customer", "list", "--clerk-key", "clerk"],
            ["customer", "login", "--phone", "+8613800138000", "--password", "not to be told"],
        ];
        foreach (var command in commands)
        {
            var refused = PaymentCodeProcess.Run(folder.Path, [.. command, "--bank", address]);
            Assert.AreEqual(2, refused.ExitCode);
            StringAssert.Contains(refused.Errors, said);
            Assert.IsFalse(refused.Errors.Contains("not to be told", StringComparison.Ordinal) || refused.Errors.Contains("Parameter", StringComparison.Ordinal), refused.Errors);
        }
    }

    [TestMethod]
    public void A_terminal_id_that_is_none_makes_no_journal()
    {
        using var folder = new TemporaryFolder();
        var refused = PaymentCodeProcess.Run(folder.Path, "atm", "--terminal", "../ATM", "--key", "atm.key");
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Errors, "'../ATM' is no terminal id");
    }

    /// <summary>A bank on a free port, with its files in the folder.</summary>
    private sealed class RunningBank : IDisposable
    {
        private const string Ready = "bank ready at ";
        private readonly TemporaryFolder _folder;
        private readonly PaymentCodeProcess _process;

        public RunningBank(TemporaryFolder folder)
        {
            _folder = folder;
            _process = PaymentCodeProcess.Start(
                folder.Path, "bank", "--listen", "http://127.0.0.1:0", "--db", "Data Source=bank.db", "--master-key", "master.key");
            _process.WaitForLine(Ready);
            Address = _process.Output.Split('\n').Single(line => line.StartsWith(Ready, StringComparison.Ordinal))[Ready.Length..];
        }

        public string Address { get; }

        public (int ExitCode, string Output, string Errors) Run(params string[] command) =>
            PaymentCodeProcess.Run(_folder.Path, [.. command, "--bank", Address]);

        public void Dispose() => _process.Dispose();
    }
}
