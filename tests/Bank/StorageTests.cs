using System.Net;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class StorageTests
{
    [TestMethod, OnBothEngines]
    public async Task A_crash_after_any_statement_leaves_the_whole_step_or_nothing(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();

        var reserve = new { amount = "100.00", currency = "CNY" };
        Assert.IsGreaterThan(3, await CrashEverywhereAsync(bank, customer, async () =>
        {
            using var response = await customer.SendAsync(HttpMethod.Post, "/customer/reservations", reserve, "reserve");
            return response.StatusCode;
        }));
        var reference = (await customer.DoesAsync(HttpMethod.Get, "/customer/reservations")).AsArray()
            .Single()!["reference"]!.GetValue<string>();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        var code = bank.Tokens.Confirm(customer.Serial);
        await customer.UntilAsync(reference, "confirmed");
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);

        var picture = TerminalClient.Photograph(code.Payload);
        var sequence = atm.NextSequence();
        Assert.IsGreaterThan(
            10, await CrashEverywhereAsync(bank, customer, async () =>
            (await atm.SendAsync($"/{session}/frame", picture, sequence)).Status));
        Assert.AreEqual(("400.00", "400.00"), await customer.MoneyAsync());

        sequence = atm.NextSequence();
        Assert.IsGreaterThan(
            5, await CrashEverywhereAsync(bank, customer, async () =>
            (await atm.SendAsync($"/{session}/not-dispensed", [], sequence)).Status));
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task A_copy_of_the_files_at_any_moment_of_an_approval_holds_all_of_it_or_nothing()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var copies = new List<string>();
        bank.Database.Fault = _ => copies.Add(CopyFiles(bank.Folder!, copies.Count));
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        bank.Database.Fault = null;
        await bank.Database.WriteAsync(_ => Task.CompletedTask);
        copies.Add(CopyFiles(bank.Folder!, copies.Count));
        Assert.IsGreaterThan(10, copies.Count);
        var states = new List<string>();
        foreach (var copy in copies)
        {
            var report = await AuditVerifier.VerifyAsync($"Data Source={copy}", null, bank.MasterKey);
            Assert.IsNull(report.Broken);
            await using var database = BankDatabase.OpenToRead($"Data Source={copy}");
            states.Add(await database.ReadAsync(transaction => transaction.ValueAsync<string>("SELECT state FROM withdrawals")));
        }

        Assert.AreEqual("approved", states[^1]);
        Assert.IsTrue(states[..10].TrueForAll(state => state == "confirmed"));
    }

    [TestMethod, OnBothEngines]
    public async Task Work_that_fails_is_undone_alone(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var tasks = Enumerable.Range(0, 40).Select(number => bank.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO facts (name, value) VALUES (@Name, 'x')", new { Name = $"n{number}" });
            if (number % 4 == 0)
            {
                throw new InvalidOperationException("on purpose");
            }
        })).ToArray();
        var failures = 0;
        foreach (var task in tasks)
        {
            try
            {
                await task;
            }
            catch (InvalidOperationException exception) when (exception.Message == "on purpose")
            {
                failures++;
            }
        }

        Assert.AreEqual(10, failures);
        Assert.AreEqual(
            30, await bank.Database.ReadAsync(transaction =>
            transaction.ValueAsync<long>("SELECT COUNT(*) FROM facts WHERE name LIKE 'n%'")));
    }

    [TestMethod, OnBothEngines]
    public async Task A_refusal_leaves_nothing_behind(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var outcome = await bank.Database.AttemptAsync<bool>(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO facts (name, value) VALUES ('refused', 'x')");
            return Refusal.NotFound("thing");
        });
        Assert.AreEqual("not-found", outcome.Refusal!.Name);
        Assert.AreEqual(
            0, await bank.Database.ReadAsync(transaction =>
            transaction.ValueAsync<long>("SELECT COUNT(*) FROM facts WHERE name = 'refused'")));
    }

    [TestMethod, OnBothEngines]
    public async Task Another_master_key_does_not_start(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await bank.StopServingAsync();
        var exception = Assert.ThrowsExactly<BankStartException>(() => BankApp.Create(bank.Options(masterKey: new byte[32])));
        Assert.Contains("master key", exception.Message);
    }

    [TestMethod, OnBothEngines]
    public async Task A_database_of_a_newer_version_is_not_touched(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync(
            "INSERT INTO schema_migrations (number, name, digest, applied_at) VALUES (9999, '9999_later', '', 0)"));
        await bank.StopServingAsync();
        Assert.Contains("9999_later", Assert.ThrowsExactly<BankStartException>(() => BankApp.Create(bank.Options())).Message);
    }

    [TestMethod, OnBothEngines]
    public async Task The_ledger_takes_no_posting_that_does_not_sum_to_zero(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var account = LedgerBook.AccountId("customer", customer.Id, "CNY");
        var counter = LedgerBook.AccountId("counter", "bank", "CNY");
        var ledger = bank.Service<LedgerBook>();
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => bank.Database.WriteAsync(transaction =>
            ledger.PostAsync(transaction, "bank", "test", "x", new Entry(account, 100), new Entry(counter, -99))));

        // More than there is: the database itself refuses a customer's balance below his holds.
        await Assert.ThrowsAsync<System.Data.Common.DbException>(() => bank.Database.WriteAsync(transaction =>
            ledger.PostAsync(transaction, "bank", "test", "x", new Entry(account, -50001), new Entry(counter, 50001))));
        await bank.AssertBooksAsync();
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task What_was_posted_recorded_or_used_cannot_be_changed(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await bank.CustomerAsync("500.00");
        await bank.AssertBooksAsync();
        foreach (var table in new[] { "entries", "postings", "audit_records", "audit_chain", "audit_batches", "idempotency" })
        {
            var column = table switch
            {
                "entries" => "amount_minor",
                "postings" => "at",
                "audit_records" => "at",
                "audit_chain" =>
                "position",
                "audit_batches" => "number",
                _ => "at"
            };
            foreach (var sql in new[] { $"UPDATE {table} SET {column} = {column} + 1", $"DELETE FROM {table}" })
            {
                var exception = await Assert.ThrowsAsync<System.Data.Common.DbException>(() =>
                    bank.Database.WriteAsync(transaction => transaction.ExecuteAsync(sql)));
                Assert.Contains("append-only", exception.Message);
            }
        }

        await bank.AssertBooksAsync();
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("Password=x")]
    [DataRow("Data Source=/no/such/folder/bank.db")]
    [DataRow("Host=127.0.0.1;Port=1;Timeout=1")]
    public async Task A_connection_that_leads_nowhere_is_said_so(string connection)
    {
        await Assert.ThrowsExactlyAsync<BankStartException>(() => BankDatabase.OpenAsync(connection, TimeProvider.System));
    }

    /// <summary>
    /// Lets the request crash after its first statement, its second, and so on, until it gets through; it must succeed then, as if nothing
    /// had been.
    /// </summary>
    private static async Task<int> CrashEverywhereAsync(BankUnderTest bank, TestCustomer customer, Func<Task<HttpStatusCode>> request)
    {
        var before = await customer.MoneyAsync();
        for (var statement = 1; ; statement++)
        {
            var seen = 0;
            var at = statement;
            bank.Database.Fault = sql =>
            {
                if (!IsBackground(sql) && ++seen == at)
                {
                    throw new IOException("The power failed.");
                }
            };
            var status = await request();
            bank.Database.Fault = null;
            await bank.AssertBooksAsync();
            if (seen < at)
            {
                Assert.IsLessThan(400, (int)status);
                return statement - 1;
            }

            Assert.AreEqual(HttpStatusCode.InternalServerError, status);
            Assert.AreEqual(before, await customer.MoneyAsync());
        }
    }

    private static bool IsBackground(string sql) =>
        sql.Contains("audit_chain", StringComparison.Ordinal) || sql.Contains("audit_batches", StringComparison.Ordinal)
        || sql.StartsWith("UPDATE codes SET cancel_due = 0", StringComparison.Ordinal)
            || sql.StartsWith("DELETE FROM customer_sessions", StringComparison.Ordinal)
        || sql.StartsWith("DELETE FROM payment_batches WHERE retired_at", StringComparison.Ordinal)
        || sql.StartsWith("DELETE FROM payment_keys WHERE retired_at", StringComparison.Ordinal)
        || sql.StartsWith("DELETE FROM throttles WHERE changed_at", StringComparison.Ordinal);

    private static string CopyFiles(string folder, int number)
    {
        var target = Path.Combine(folder, $"copy{number}.db");
        foreach (var end in new[] { "", "-wal" })
        {
            using var from = new FileStream(
                Path.Combine(folder, "bank.db" + end), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(target + end);
            from.CopyTo(to);
        }

        return target;
    }
}
