using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>A bank on loopback with a database, a clock and tokens of its own.</summary>
public sealed class BankUnderTest : IAsyncDisposable
{
    public const string ClerkToken = "clerk-token-of-the-tests";
    public const string Pin = "271828";
    public const string Password = "correct horse battery";
    private static int _numbers;
    private readonly TestDatabase _database;
    private readonly SeededRandomness _randomness = new();
    private WebApplication _app;
    private HttpClient _http;
    private bool _isStopped = true;

    private BankUnderTest(TestDatabase database, byte[] masterKey)
    {
        _database = database;
        MasterKey = masterKey;
        Tokens = new FakeTokens(masterKey);
        _app = null!;
        _http = null!;
    }

    public byte[] MasterKey { get; }

    public ManualTime Time { get; } = new();

    public FakeTokens Tokens { get; }

    public string Connection => _database.Connection;

    public string? Folder => _database.Folder;

    public HttpClient Http => _http;

    public BankDatabase Database => _app.Services.GetRequiredService<BankDatabase>();

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<BankUnderTest> StartAsync(Engine engine)
    {
        var bank = new BankUnderTest(await TestDatabase.CreateAsync(engine), [.. Enumerable.Range(1, 32).Select(value => (byte)value)]);
        await bank.StartAsync();
        return bank;
    }

    public BankOptions Options(string? url = null, byte[]? masterKey = null) => new()
    {
        Connection = Connection,
        MasterKey = masterKey ?? MasterKey,
        ClerkToken = ClerkToken,
        Urls = [url ?? "http://127.0.0.1:0"],
        Time = Time,
        Randomness = _randomness,
    };

    /// <summary>Ends this server process and starts another on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Ends the server process; the database stays for the test to look at.</summary>
    public Task StopServingAsync() => StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? bearer, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body is string text ? new StringContent(text, System.Text.Encoding.UTF8, "application/json")
                : JsonContent.Create(body);
        }

        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> ClerkAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, path, body, ClerkToken, method == HttpMethod.Post ? Guid.NewGuid().ToString() : null);

    /// <summary>A clerk's request that must succeed.</summary>
    public async Task<JsonNode> ClerkDoesAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await ClerkAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.IsTrue(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>Registers a customer with money, a token and the business open, and logs him in.</summary>
    public async Task<TestCustomer> CustomerAsync(string balance = "10000.00", bool withToken = true)
    {
        var number = Interlocked.Increment(ref _numbers);
        var phone = string.Create(CultureInfo.InvariantCulture, $"+8613{number:D9}");
        var card = WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"622202{number:D9}"));
        var registered = await ClerkDoesAsync(HttpMethod.Post, "/clerk/customers",
            new { name = "Li Na", phone, card, password = Password, pickupPin = Pin, withdrawals = true });
        var id = registered["customerId"]!.GetValue<string>();
        if (balance != "0.00")
        {
            await ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{id}/deposits", new { amount = balance, currency = "CNY" });
        }

        var serial = string.Create(CultureInfo.InvariantCulture, $"5043{number:D12}");
        if (withToken)
        {
            await BindTokenAsync(serial, id);
        }

        return new TestCustomer(this, id, phone, card, serial, await LogInAsync(phone));
    }

    /// <summary>A session token.</summary>
    public async Task<string> LogInAsync(string phone)
    {
        using var response = await SendAsync(HttpMethod.Post, "/customer/login", new { phone, password = Password }, null);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
    }

    public Task BindTokenAsync(string serial, string customerId) => Database.WriteAsync(transaction => transaction.ExecuteOneAsync(
        """
        INSERT INTO tokens
            (serial, state, customer_id, key_version, pending_version, transport_version, transport_keys, keys_erased, registered_at)
        VALUES (@serial, 'active', @customerId, 1, 0, 1, @Keys, 0, 0)
        """, new { serial, customerId, Keys = new byte[1] }));

    public Task SetTokenStateAsync(string serial, string state) => Database.WriteAsync(transaction =>
        transaction.ExecuteOneAsync("UPDATE tokens SET state = @state WHERE serial = @serial", new { state, serial }));

    /// <summary>Registers an ATM, authorised if nothing else is said.</summary>
    public async Task<TerminalClient> TerminalAsync(bool authorised = true)
    {
        var terminal = await ClerkDoesAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Hall 1" });
        var id = terminal["terminalId"]!.GetValue<string>();
        if (authorised)
        {
            await ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{id}/authorise");
        }

        return new TerminalClient(_http, id, Convert.FromHexString(terminal["key"]!.GetValue<string>()));
    }

    /// <summary>Chains the audit log and walks it and the ledger; both must be whole.</summary>
    public async Task AssertBooksAsync()
    {
        await Service<AuditChainWorker>().CatchUpAsync();
        var report = await AuditVerifier.VerifyAsync(Connection, null, MasterKey);
        Assert.IsNull(report.Broken);
        Assert.AreEqual(0, report.LedgerSumMinor);
    }

    public static string WithCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    private async Task StartAsync()
    {
        _app = BankApp.Create(Options(), services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ICodeChannel>(Tokens));
            services.Replace(ServiceDescriptor.Singleton<IPaymentKeyChannel>(Tokens));
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
        });
        await _app.StartAsync();
        _isStopped = false;
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    private async Task StopAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
