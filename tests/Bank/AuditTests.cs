using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class AuditTests
{
    [TestMethod, OnBothEngines]
    public async Task A_whole_log_verifies_with_a_head_that_was_kept_elsewhere(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await bank.CustomerAsync("500.00");
        var head = (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit/head"))["head"]!.GetValue<string>();
        await bank.CustomerAsync("700.00");
        await bank.AssertBooksAsync();
        var report = await AuditVerifier.VerifyAsync(bank.Connection, head, bank.MasterKey);
        Assert.IsTrue(report.IsWhole, report.Broken);
        Assert.AreEqual(0, report.LedgerSumMinor);
        Assert.AreEqual(await CountAsync(bank, "audit_records"), report.Records);
        Assert.AreNotEqual(head, report.Head);
        Assert.Contains("kept elsewhere", (await AuditVerifier.VerifyAsync(bank.Connection, new string('0', 64))).Broken!);
    }

    [TestMethod]
    [DataRow("UPDATE audit_records SET detail = '{}' WHERE event = 'ledger.posted'", "was changed")]
    [DataRow("UPDATE audit_records SET actor = 'clerk2' WHERE id = 2", "record 2 was changed")]
    [DataRow("UPDATE audit_records SET at = at + 1 WHERE id = 3", "record 3 was changed")]
    [DataRow("DELETE FROM audit_records WHERE id = 2", "record 2 is missing")]
    [DataRow("DELETE FROM audit_chain WHERE position = 2", "position 2 is missing")]
    [DataRow("UPDATE audit_batches SET last_position = last_position + 1", "MAC")]
    [DataRow("DELETE FROM audit_batches WHERE number = (SELECT MAX(number) FROM audit_batches)", "its last batch at")]
    [DataRow("INSERT INTO audit_records (id, at, actor, event, subject, detail) VALUES (-9999, 0, 'clerk', 'limit.changed', 'CNY', '{}')", "record -9999 is not in the chain")]
    [DataRow("INSERT INTO audit_chain (position, record_id, hash) SELECT MAX(position) + 1, 999, x'00' FROM audit_chain", "record 999 is missing")]
    [DataRow("UPDATE entries SET amount_minor = amount_minor + 1 WHERE line = 1", "posting 1 is not what the audit log recorded")]
    [DataRow("UPDATE entries SET amount_minor = amount_minor * 2", "posting 1 is not what the audit log recorded")]
    [DataRow("DELETE FROM entries; DELETE FROM postings", "records 1 postings, the ledger has 0")]
    [DataRow("UPDATE accounts SET balance_minor = balance_minor + 100 WHERE kind = 'customer'", "account customer:")]
    [DataRow("UPDATE accounts SET held_minor = held_minor + 100 WHERE kind = 'customer'", "account customer:")]
    public async Task What_was_changed_behind_the_banks_back_is_found(string sql, string found)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.CustomerAsync("500.00");
        await bank.AssertBooksAsync();
        await TamperAsync(bank, sql);
        var report = await AuditVerifier.VerifyAsync(bank.Connection, null, bank.MasterKey);
        Assert.IsFalse(report.IsWhole);
        Assert.Contains(found, report.Broken!);
    }

    [TestMethod]
    public async Task A_batch_that_is_gone_is_found()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.CustomerAsync("0.00");
        await bank.AssertBooksAsync();
        await bank.CustomerAsync("0.00");
        await bank.AssertBooksAsync();
        Assert.IsGreaterThan(1L, await CountAsync(bank, "audit_batches"));
        await TamperAsync(bank, "DELETE FROM audit_batches WHERE number = 1");
        Assert.Contains("batch 1 is missing", (await AuditVerifier.VerifyAsync(bank.Connection)).Broken!);
    }

    [TestMethod]
    public async Task An_end_that_was_cut_off_is_found_by_the_head_and_a_chain_made_anew_by_the_master_key()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.CustomerAsync("0.00");
        await bank.AssertBooksAsync();
        var first = await CountAsync(bank, "audit_chain");
        await bank.CustomerAsync("0.00");
        var head = (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit/head"))["head"]!.GetValue<string>();
        await TamperAsync(bank,
            $"""
             DELETE FROM audit_records WHERE id > {first};
             DELETE FROM audit_chain WHERE position > {first};
             DELETE FROM audit_batches WHERE last_position > {first};
             """);
        Assert.IsTrue((await AuditVerifier.VerifyAsync(bank.Connection, null, bank.MasterKey)).IsWhole);
        Assert.IsFalse((await AuditVerifier.VerifyAsync(bank.Connection, head, bank.MasterKey)).IsWhole);

        // Somebody who can write changes a record and chains everything anew, without the master key.
        await TamperAsync(
            bank,
            """UPDATE audit_records SET detail = '{"card":"other"}' WHERE id = 1; DELETE FROM audit_chain; DELETE FROM audit_batches""");
        await using (var database = await BankDatabase.OpenAsync(bank.Connection, bank.Time))
        {
            await database.WriteAsync(new AuditChain(new Secrets.KeyRing(new byte[32])).ExtendAsync);
        }

        Assert.IsTrue((await AuditVerifier.VerifyAsync(bank.Connection)).IsWhole);
        Assert.Contains("MAC", (await AuditVerifier.VerifyAsync(bank.Connection, null, bank.MasterKey)).Broken!);
    }

    [TestMethod]
    public async Task A_chain_continued_without_the_master_key_is_found()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.CustomerAsync("0.00");
        await bank.AssertBooksAsync();
        var first = await CountAsync(bank, "audit_chain");
        await bank.CustomerAsync("0.00");
        await bank.AssertBooksAsync();

        // Somebody takes the last batch away, changes what it covered, and chains that anew: he cannot make the batch's MAC, so he leaves it out.
        await TamperAsync(bank,
            $"DELETE FROM audit_batches WHERE last_position > {first}; DELETE FROM audit_chain WHERE position > {first};"
            + $"UPDATE audit_records SET actor = 'bank' WHERE id = {first + 1}");
        await using (var database = await BankDatabase.OpenAsync(bank.Connection, bank.Time))
        {
            await database.WriteAsync(new AuditChain(new Secrets.KeyRing(new byte[32])).ExtendAsync);
            await database.WriteAsync(transaction => transaction.ExecuteAsync($"DELETE FROM audit_batches WHERE last_position > {first}"));
        }

        foreach (var key in new[] { null, bank.MasterKey })
        {
            Assert.Contains("its last batch at", (await AuditVerifier.VerifyAsync(bank.Connection, null, key)).Broken!);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task A_record_that_is_committed_late_is_chained_all_the_same(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => bank.Database.WriteAsync(async transaction =>
        {
            await bank.Service<AuditLog>()
                .AppendAsync(transaction, "test", "test.happened", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return true;
        })).Concat(Enumerable.Range(0, 8).Select(async _ =>
        {
            await bank.Service<AuditChainWorker>().CatchUpAsync();
            return true;
        })));
        await bank.AssertBooksAsync();
        Assert.AreEqual(await CountAsync(bank, "audit_records"), await CountAsync(bank, "audit_chain"));
    }

    [TestMethod]
    public async Task The_head_of_an_empty_log_is_in_every_chain()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var empty = await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit/head");
        Assert.AreEqual(0, empty["records"]!.GetValue<int>());
        await bank.CustomerAsync();
        await bank.AssertBooksAsync();
        Assert.IsTrue((await AuditVerifier.VerifyAsync(bank.Connection, empty["head"]!.GetValue<string>(), bank.MasterKey)).IsWhole);
    }

    [TestMethod]
    public async Task The_clerk_reads_the_log_in_pages()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.CustomerAsync("500.00");
        var page = await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit?limit=2");
        Assert.HasCount(2, page.AsArray());
        var next = await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/audit?after={page[1]!["id"]}&limit=500");
        Assert.AreEqual(3, next[0]!["id"]!.GetValue<int>());
        var postings = await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit?event=ledger.posted");
        Assert.AreEqual("deposit", postings.AsArray().Single()!["detail"]!["kind"]!.GetValue<string>());
        Assert.AreEqual("2026-03-01T09:00:00Z", postings[0]!["at"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_database_that_is_not_there_is_said_so()
    {
        await Assert.ThrowsExactlyAsync<BankStartException>(() => AuditVerifier.VerifyAsync("Data Source=/no/such/file.db"));
        Assert.IsFalse(File.Exists("/no/such/file.db"));
    }

    private static Task<long> CountAsync(BankUnderTest bank, string table) =>
        bank.Database.ReadAsync(transaction => transaction.ValueAsync<long>($"SELECT COUNT(*) FROM {table}"));

    /// <summary>What somebody does who has the file: the triggers are no obstacle to him.</summary>
    private static async Task TamperAsync(BankUnderTest bank, string sql)
    {
        await bank.StopServingAsync();
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(bank.Connection);
        await connection.OpenAsync();
        var triggers = new List<string>();
        await using (var list = connection.CreateCommand())
        {
            list.CommandText = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
            await using var reader = await list.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                triggers.Add(reader.GetString(0));
            }
        }

        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys=OFF;" + string.Concat(triggers.Select(trigger => $"DROP TRIGGER {trigger};")) + sql;
        await command.ExecuteNonQueryAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
