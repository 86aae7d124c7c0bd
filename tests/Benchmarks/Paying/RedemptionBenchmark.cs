using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PaymentCode.Bank;
using PaymentCode.Bank.Audit;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>Payment codes redeemed a second over HTTP, durable, on SQLite and on PostgreSQL, beside pgbench's default transaction on the same server.</summary>
internal static class RedemptionBenchmark
{
    private const string ClerkToken = "clerk-token-of-the-benchmark";
    private const string Password = "correct horse battery";

    internal static int Run(BenchmarkOptions options)
    {
        Console.WriteLine(Machine.Describe());
        var (clients, seconds, wallets) = (options.Number("clients", 32), options.Number("seconds", 20), options.Number("wallets", 12));
        var folder = Directory.CreateTempSubdirectory("paymentcode-redemptions-").FullName;
        try
        {
            var rows = new List<string>();
            var whole = Measure("SQLite, synchronous=FULL", $"Data Source={Path.Combine(folder, "bank.db")}", clients, seconds, wallets, rows);
            using var postgres = TemporaryPostgres.TryStart();
            if (postgres is null)
            {
                Console.WriteLine("PostgreSQL is not installed: left out.");
            }
            else
            {
                var before = postgres.MeasurePgbench(clients, seconds / 2);
                whole &= Measure("PostgreSQL, fsync and synchronous_commit on", postgres.Connection, clients, seconds, wallets, rows);
                var after = postgres.MeasurePgbench(clients, seconds / 2);
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"| pgbench's default transaction on that server, {clients} clients, before and after | {before:F0}, {after:F0} | | | | |"));
            }

            Console.WriteLine();
            Console.WriteLine("| what | a second | ms: median | 10 % – 90 % | longest | processor ms, bank and clients |");
            Console.WriteLine("|---|---|---|---|---|---|");
            rows.ForEach(Console.WriteLine);
            return whole ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Measure(string engine, string connection, int clients, int seconds, int wallets, List<string> rows) =>
        MeasureAsync(engine, connection, clients, TimeSpan.FromSeconds(seconds), wallets, rows).GetAwaiter().GetResult();

    private static async Task<bool> MeasureAsync(string engine, string connection, int clients, TimeSpan time, int wallets, List<string> rows)
    {
        var options = new BankOptions { Connection = connection, MasterKey = new byte[32], ClerkToken = ClerkToken, Urls = ["http://127.0.0.1:0"] };
        await using var app = BankApp.Create(options, services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        await SendAsync(http, HttpMethod.Put, "/clerk/payment-limits/CNY", ClerkToken, new { single = "1000.00", daily = "5000.00", dailyCount = 1000, highestDaily = "50000.00" });
        var shops = new List<RedemptionShop>();
        for (var number = 0; number < clients; number++)
        {
            shops.Add(await OpenShopAsync(http, number, wallets));
        }

        // The first round of everyone compiles and warms up; it is not counted.
        await Task.WhenAll(shops.Select(shop => shop.RedeemAsync()));
        var waits = new Spread();
        var processorBefore = ProcessorTime.OwnMs();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(shops.Select(async shop =>
        {
            while (clock.Elapsed < time && shop.HasCodes)
            {
                var began = clock.Elapsed;
                await shop.RedeemAsync();
                lock (waits)
                {
                    waits.Add((clock.Elapsed - began).TotalMilliseconds);
                }
            }
        }));
        var elapsed = clock.Elapsed;
        var processor = (ProcessorTime.OwnMs() - processorBefore) / waits.Count;
        await app.StopAsync();
        var report = await AuditVerifier.VerifyAsync(connection, null, options.MasterKey);
        rows.Add(string.Create(CultureInfo.InvariantCulture, $"| **redemptions, {clients} clients, {engine}** | **{waits.Count / elapsed.TotalSeconds:F0}** | {waits} | {processor:F1} |"));
        Console.WriteLine(report.IsWhole ? $"{engine}: audit ok {report.Records} records, ledger sum {report.LedgerSumMinor}" : $"{engine}: audit broken: {report.Broken}");
        return report.IsWhole && report.LedgerSumMinor == 0;
    }

    /// <summary>A shop with its own merchant and terminal, and customers whose phones have 50 codes each.</summary>
    private static async Task<RedemptionShop> OpenShopAsync(HttpClient http, int number, int wallets)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"POS{number:D5}");
        var terminal = await SendAsync(http, HttpMethod.Post, "/clerk/terminals", ClerkToken, new { name = "Shop", id });
        await SendAsync(http, HttpMethod.Post, $"/clerk/terminals/{id}/authorise", ClerkToken, null);
        await SendAsync(http, HttpMethod.Put, $"/clerk/terminals/{id}/merchant", ClerkToken, new { merchantId = "M" + id, name = "Shop" });
        var shop = new RedemptionShop(http, id, Convert.FromHexString(terminal["key"]!.GetValue<string>()));
        for (var wallet = 0; wallet < wallets; wallet++)
        {
            var digits = (number * 1000) + wallet;
            var phone = string.Create(CultureInfo.InvariantCulture, $"+8613{digits:D9}");
            var card = BenchmarkClient.WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"622202{digits:D9}"));
            var customer = await SendAsync(http, HttpMethod.Post, "/clerk/customers", ClerkToken,
                new { name = "Li Na", phone, card, password = Password, pickupPin = "271828" });
            var customerId = customer["customerId"]!.GetValue<string>();
            await SendAsync(http, HttpMethod.Post, $"/clerk/customers/{customerId}/deposits", ClerkToken, new { amount = "1000.00", currency = "CNY" });
            await SendAsync(http, HttpMethod.Put, $"/clerk/payment-users/{customerId}", ClerkToken, null);
            var session = (await SendAsync(http, HttpMethod.Post, "/customer/login", null, new { phone, password = Password }))["token"]!.GetValue<string>();
            await SendAsync(http, HttpMethod.Post, "/customer/payment-key", session, null);
            shop.Load(await SendAsync(http, HttpMethod.Post, "/customer/payment-key/fetch", session, new { }));
        }

        return shop;
    }

    private static async Task<JsonNode> SendAsync(HttpClient http, HttpMethod method, string path, string? bearer, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {text}");
    }
}
