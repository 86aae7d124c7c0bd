using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PaymentCode.Bank;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>
/// Whole withdrawals a second over HTTP against a bank on SQLite with synchronous=FULL, beside bare commits of one row with the same
/// settings on the same disk.
/// </summary>
internal static class WithdrawalBenchmark
{
    private const string ClerkToken = "clerk-token-of-the-benchmark";

    internal static int Run(BenchmarkOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("paymentcode-withdrawals-").FullName;
        try
        {
            Console.WriteLine(Machine.Describe());
            return RunAsync(folder, options.Number("clients", 32), TimeSpan.FromSeconds(options.Number("seconds", 20))).GetAwaiter()
                .GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, int clients, TimeSpan time)
    {
        var masterKey = new byte[32];
        var tokens = new ConfirmingTokens(masterKey);
        var connection = $"Data Source={Path.Combine(folder, "bank.db")}";
        var options =
            new BankOptions { Connection = connection, MasterKey = masterKey, ClerkToken = ClerkToken, Urls = ["http://127.0.0.1:0"] };
        await using var app = BankApp.Create(options, services => services.Replace(ServiceDescriptor.Singleton<ICodeChannel>(tokens)));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var people = new List<BenchmarkClient>();
        for (var number = 0; number < clients; number++)
        {
            people.Add(await BenchmarkClient.RegisterAsync(app, http, tokens, ClerkToken, number));
        }

        // The first round of everyone compiles and warms up; it is not counted.
        await Task.WhenAll(people.Select(one => one.WithdrawAsync()));
        var commitsBefore = BareCommits(folder, time / 4);
        var processorBefore = ProcessorTime.OwnMs();
        var (done, elapsed, waits) = await MeasureAsync(people, time);
        var processor = (ProcessorTime.OwnMs() - processorBefore) / done;
        var commitsAfter = BareCommits(folder, time / 4);
        await app.StopAsync();

        var report = await AuditVerifier.VerifyAsync(connection, null, masterKey);
        Print(clients, done / elapsed.TotalSeconds, waits, commitsBefore, commitsAfter);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"processor time of a withdrawal, bank and clients together: {processor:F1} ms"));
        Console.WriteLine(report.IsWhole
            ? $"audit ok {report.Records} records, ledger sum {report.LedgerSumMinor}"
            : $"audit broken: {report.Broken}");
        return report.IsWhole && report.LedgerSumMinor == 0 ? 0 : 1;
    }

    private static async Task<(int Done, TimeSpan Elapsed, Spread Waits)> MeasureAsync(List<BenchmarkClient> people, TimeSpan time)
    {
        var waits = new Spread();
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(people.Select(async one =>
        {
            while (clock.Elapsed < time)
            {
                var began = clock.Elapsed;
                await one.WithdrawAsync();
                lock (waits)
                {
                    waits.Add((clock.Elapsed - began).TotalMilliseconds);
                    done++;
                }
            }
        }));
        return (done, clock.Elapsed, waits);
    }

    /// <summary>
    /// One row a commit, write-ahead log, synchronous=FULL, one connection: what the disk gives to anyone who commits one thing at a time.
    /// </summary>
    private static double BareCommits(string folder, TimeSpan time)
    {
        var file = Path.Combine(folder, "bare.db");
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, value BLOB)";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO rows (value) VALUES (zeroblob(100))";
        var commits = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            command.ExecuteNonQuery();
            commits++;
        }

        return commits / clock.Elapsed.TotalSeconds;
    }

    private static void Print(int clients, double withdrawals, Spread waits, double before, double after)
    {
        var invariant = CultureInfo.InvariantCulture;
        Console.WriteLine();
        Console.WriteLine("| what | a second |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(
            string.Create(
            invariant, $"| withdrawals from reservation to dispensed, {clients} clients, SQLite, synchronous=FULL | {withdrawals:F0} |"));
        Console.WriteLine(
            string.Create(
            invariant, $"| durable steps of those (reserve, ask, confirm, open, approve, dispensed) | {withdrawals * 6:F0} |"));
        Console.WriteLine(
            string.Create(invariant, $"| bare durable one-row commits, one connection, before and after | {before:F0}, {after:F0} |"));
        Console.WriteLine();
        Console.WriteLine("| one withdrawal, ms | median | 10 % – 90 % | longest |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine($"| {waits.Count} | {waits} |");
    }
}
