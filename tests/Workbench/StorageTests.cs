using System.Net;
using Microsoft.Data.Sqlite;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public class StorageTests
{
    private string _folder = "";

    [TestInitialize]
    public void Make() => _folder = Directory.CreateTempSubdirectory("paymentcode-banks-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, true);

    [TestMethod]
    public async Task A_bank_in_a_file_does_the_same_as_one_in_memory_and_its_file_stays()
    {
        var inMemory = await PayAsync(null);
        var inFile = await PayAsync(Path.Combine(_folder, "banks"));

        Assert.HasCount(inMemory.Length, inFile);
        for (var i = 0; i < inMemory.Length; i++)
        {
            Assert.AreEqual(inMemory[i], inFile[i]);
        }

        var file = Directory.GetFiles(Path.Combine(_folder, "banks")).Single();
        Assert.MatchesRegex("world-[0-9a-f]{32}\\.db$", file);
        using var bank = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        bank.Open();
        using var count = bank.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM payment_codes WHERE verdict = 'approved'";
        Assert.AreEqual(1L, count.ExecuteScalar());
    }

    [TestMethod]
    public async Task A_reset_begins_with_an_empty_file()
    {
        await using var site = await Site.OpenAsync(databases: _folder);
        var world = await site.NewWorldAsync(3);
        var before = await site.GetAsync(world);
        await site.SendAsync(HttpMethod.Post, world + "/customer/login");
        await site.SendAsync(HttpMethod.Post, world + "/customer/reservations", new { amount = "10.00" });

        Assert.AreEqual(before.ToJsonString(), (await site.SendAsync(HttpMethod.Post, world + "/reset")).ToJsonString());
        Assert.AreEqual(HttpStatusCode.NoContent, (await site.Client.DeleteAsync(world)).StatusCode);
        Assert.HasCount(1, Directory.GetFiles(_folder, "*.db"));
    }

    [TestMethod]
    public async Task Resets_at_once_with_an_end_among_them_leave_no_bank_behind()
    {
        await using var site = await Site.OpenAsync(databases: _folder);
        var path = await site.NewWorldAsync();
        var world = site.Worlds.Find(path.Split('/')[^1])!;

        // Whoever asks for something meanwhile gets it from the world that comes out.
        var asked = Enumerable.Range(0, 4).Select(_ => site.GetAsync(path));
        await Task.WhenAll([.. Enumerable.Range(0, 4).Select(_ => world.ResetAsync(1)), .. asked]);
        Assert.IsEmpty(HeldDatabases(isRemoved: true), "banks that nobody can reach have their databases open");

        var resets = Enumerable.Range(0, 3).Select(_ => world.ResetAsync(1)).ToArray();
        Assert.IsTrue(await site.Worlds.TryFreeAsync(world.Id));
        foreach (var reset in resets)
        {
            await Task.WhenAny(reset);
            Assert.IsTrue(reset.Exception?.InnerException is null or Engine.WorldGoneException, reset.Exception?.ToString());
        }

        Assert.IsEmpty(HeldDatabases(isRemoved: true), "banks that nobody can reach have their databases open");
        Assert.IsEmpty(HeldDatabases(isRemoved: false), "the bank of a world that was freed has its database open");
    }

    [TestMethod]
    [DataRow("Host=localhost;Username=bank;Password=secret", "PostgreSQL")]
    [DataRow("Data Source=bank.db", "SQLite files")]
    [DataRow("", "folder that can be written to")]
    public void What_is_no_folder_is_refused_with_what_is_possible(string databases, string expected)
    {
        var failure = Assert.ThrowsExactly<WorkbenchStartException>(() => WorkbenchApp.Create(new WorkbenchOptions { Urls = ["http://127.0.0.1:0"], Databases = databases }));
        Assert.Contains(expected, failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var failure = Assert.ThrowsExactly<WorkbenchStartException>(
            () => WorkbenchApp.Create(new WorkbenchOptions { Urls = ["http://127.0.0.1:0"], Databases = Path.Combine(file, "banks") }));
        Assert.Contains(file, failure.Message);
    }

    // What this process has open, as Linux tells it.
    private string[] HeldDatabases(bool isRemoved)
    {
        SqliteConnection.ClearAllPools();
        return [.. Directory.GetFiles("/proc/self/fd").Select(one => new FileInfo(one).LinkTarget ?? "")
            .Where(target => target.StartsWith(_folder, StringComparison.Ordinal) && target.Contains(".db", StringComparison.Ordinal)
                && target.EndsWith("(deleted)", StringComparison.Ordinal) == isRemoved)];
    }

    private static async Task<string[]> PayAsync(string? databases)
    {
        await using var site = await Site.OpenAsync(databases: databases);
        var world = await site.NewWorldAsync(17);
        await site.SendAsync(HttpMethod.Post, world + "/customer/login");
        await site.SendAsync(HttpMethod.Post, world + "/customer/payment-key");
        await site.SendAsync(HttpMethod.Post, world + "/customer/payment-key/phone");
        await site.SendAsync(HttpMethod.Post, world + "/phone/code");
        await site.SendAsync(HttpMethod.Post, world + "/shop/scan", new { amount = "9.00", subject = "phone" });
        await site.StepAsync(world, 1000);
        return await site.RecordAsync(world);
    }
}
