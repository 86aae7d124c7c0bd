using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class StartTests
{
    [TestMethod]
    [DataRow("http://0.0.0.0:8080")]
    [DataRow("http://[::]:8080")]
    [DataRow("http://+:8080")]
    [DataRow("http://*:8080")]
    [DataRow("http://192.0.2.1:8080")]
    [DataRow("http://bank.example:8080")]
    [DataRow("http://127.0.0.1.example:8080")]
    [DataRow("http://unix:/tmp/bank.sock")]
    [DataRow("https://127.0.0.1:0")]
    [DataRow("127.0.0.1")]
    [DataRow("")]
    public async Task An_address_that_would_serve_others_in_clear_is_refused(string url)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var options =
            new BankOptions
            {
                Connection = database.Connection,
                MasterKey = new byte[32],
                ClerkToken = BankUnderTest.ClerkToken,
                Urls = [url]
            };
        Assert.ThrowsExactly<BankStartException>(() => BankApp.Create(options));
        Assert.IsFalse(File.Exists(Path.Combine(database.Folder!, "bank.db")));
    }

    [TestMethod]
    [DataRow(31, 24)]
    [DataRow(33, 24)]
    [DataRow(32, 15)]
    [DataRow(32, 129)]
    public async Task A_key_or_a_clerk_token_of_the_wrong_length_is_refused(int keyLength, int tokenLength)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var options = new BankOptions
        {
            Connection = database.Connection,
            MasterKey = new byte[keyLength],
            ClerkToken = new string('t', tokenLength),
            Urls = ["http://127.0.0.1:0"],
        };
        Assert.ThrowsExactly<BankStartException>(() => BankApp.Create(options));
    }

    [TestMethod]
    public async Task Https_is_served_with_a_certificate()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var app = BankApp.Create(new BankOptions
        {
            Connection = database.Connection,
            MasterKey = new byte[32],
            ClerkToken = BankUnderTest.ClerkToken,
            Urls = ["https://127.0.0.1:0"],
            Certificate = certificate,
        });
        await app.StartAsync();
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, given, _, _) =>
            given!.Thumbprint == certificate.Thumbprint
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await http.GetAsync("/clerk/limits");
        Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        await app.StopAsync();
    }

    [TestMethod]
    public async Task The_openapi_document_names_every_path_of_the_interface()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var document = JsonNode.Parse(await bank.Http.GetStringAsync("/openapi/v1.json"))!;
        var paths = document["paths"]!.AsObject().Select(path => path.Key.TrimEnd('/')).ToHashSet();
        foreach (var path in new[]
        {
            "/clerk/customers", "/clerk/customers/{id}", "/clerk/customers/{id}/deposits", "/clerk/customers/{id}/withdrawals",
            "/clerk/customers/{id}/pickup-pin",
            "/clerk/terminals", "/clerk/terminals/{id}", "/clerk/terminals/{id}/authorise", "/clerk/terminals/{id}/suspend",
            "/clerk/withdrawals",
            "/clerk/withdrawals/{reference}/outcome", "/clerk/tokens/{serial}/digits/unlock", "/clerk/limits", "/clerk/limits/{currency}",
            "/clerk/audit",
            "/clerk/audit/head", "/customer/login", "/customer/logout", "/customer/account", "/customer/reservations",
            "/customer/reservations/{reference}",
            "/customer/reservations/{reference}/code", "/terminals/{id}/sessions", "/terminals/{id}/sessions/{sid}/frame",
            "/terminals/{id}/sessions/{sid}/digits",
            "/terminals/{id}/sessions/{sid}/dispensed", "/terminals/{id}/sessions/{sid}/not-dispensed",
        })
        {
            Assert.Contains(path, paths);
        }

        Assert.IsNotNull(document["components"]!["securitySchemes"]!["bearer"]);
        Assert.IsNotNull(document["paths"]!["/customer/account"]!["get"]!["security"]);
        Assert.IsNull(document["paths"]!["/customer/login"]!["post"]!["security"]);
    }

    [TestMethod]
    public async Task The_log_holds_no_secret()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        var lines = new ConcurrentQueue<string>();
        var masterKey = RandomNumberGenerator.GetBytes(32);
        await using var app = BankApp.Create(new BankOptions
        {
            Connection = database.Connection,
            MasterKey = masterKey,
            ClerkToken = BankUnderTest.ClerkToken,
            Urls = ["http://127.0.0.1:0"],
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new ListLogger(lines)),
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", BankUnderTest.ClerkToken);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "1");
        using var body = new StringContent(
            """{"name":"Li Na","phone":"+8613800138000","card":"6222021234567894","password":"correct horse battery","pickupPin":"271828"}""",
            Encoding.UTF8, "application/json");
        using var registered = await http.PostAsync("/clerk/customers", body);
        Assert.AreEqual(HttpStatusCode.Created, registered.StatusCode);
        using var login = new StringContent(
            """{"phone":"+8613800138000","password":"correct horse battery"}""", Encoding.UTF8, "application/json");
        using var session = await http.PostAsync("/customer/login", login);
        var token = JsonNode.Parse(await session.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
        await app.StopAsync();
        var log = string.Join('\n', lines);
        Assert.Contains("clerk/customers", log);
        foreach (var secret in new[] { "6222021234567894", "correct horse battery", "271828", BankUnderTest.ClerkToken, token,
            Convert.ToHexString(masterKey) })
        {
            Assert.DoesNotContain(secret, log);
        }
    }

    [TestMethod]
    public void A_master_key_is_32_bytes_or_64_hexadecimal_digits()
    {
        var key = Enumerable.Range(0, 32).Select(value => (byte)(value * 7)).ToArray();
        Assert.IsTrue(MasterKey.TryParse(key, out var raw));
        CollectionAssert.AreEqual(key, raw);
        Assert.IsTrue(MasterKey.TryParse(Encoding.ASCII.GetBytes(Convert.ToHexString(key) + "\n"), out var hex));
        CollectionAssert.AreEqual(key, hex);
        Assert.IsFalse(MasterKey.TryParse(key.AsSpan(1), out _));
        Assert.IsFalse(MasterKey.TryParse(Encoding.ASCII.GetBytes(new string('g', 64)), out _));
        Assert.ThrowsExactly<BankStartException>(() => MasterKey.Read("/no/such/key"));
    }

    [TestMethod]
    public void A_wrapped_secret_opens_only_for_its_owner_purpose_and_master_key()
    {
        var keys = new KeyRing(new byte[32]);
        var wrapped = keys.Wrap("card", "owner", [1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, keys.Unwrap("card", "owner", wrapped));
        Assert.Throws<CryptographicException>(() => keys.Unwrap("card", "other", wrapped));
        Assert.Throws<CryptographicException>(() => keys.Unwrap("terminal key", "owner", wrapped));
        var master = new byte[32];
        master[31] = 1;
        Assert.Throws<CryptographicException>(() => new KeyRing(master).Unwrap("card", "owner", wrapped));
        wrapped[^1] ^= 1;
        Assert.Throws<CryptographicException>(() => keys.Unwrap("card", "owner", wrapped));
        Assert.Throws<CryptographicException>(() => keys.Unwrap("card", "owner", [1, 2]));
    }

    [TestMethod]
    public void Derived_keys_are_those_of_rfc_5869()
    {
        // HKDF-Expand(SHA-256, PRK = 32 bytes of 0B, info = "PaymentCode test", L = 32) = HMAC(PRK, info || 01).
        var master = Enumerable.Repeat((byte)0x0B, 32).ToArray();
        CollectionAssert.AreEqual(HMACSHA256.HashData(master, (byte[])[.. "PaymentCode test"u8, 1]), new KeyRing(master).Derive("test"));
    }

    [TestMethod]
    [DataRow("CNY", "0.01", 1L)]
    [DataRow("CNY", "9999999999.99", 999999999999L)]
    [DataRow("JPY", "999999999999", 999999999999L)]
    [DataRow("KWD", "1.234", 1234L)]
    public void Amounts_are_read_and_written_with_the_currencys_decimals(string letters, string text, long minor)
    {
        var currency = Currency.Find(letters)!;
        Assert.IsTrue(currency.TryParse(text, out var read));
        Assert.AreEqual(minor, read);
        Assert.AreEqual(text, currency.Format(minor));
        Assert.AreEqual("-" + text, currency.Format(-minor));
    }

    private sealed class ListLogger(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
            // Nothing is held.
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
