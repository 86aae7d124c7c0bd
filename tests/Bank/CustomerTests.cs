using System.Net;
using System.Text.Json.Nodes;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class CustomerTests
{
    [TestMethod, OnBothEngines]
    public async Task A_number_that_no_database_could_hold_is_refused_like_an_unknown_one(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        Assert.AreEqual("login-refused", await bank.SendAsync(HttpMethod.Post, "/customer/login", new { phone = "+86\0", password = "wrong password" }, null)
            .ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.AreEqual("malformed", await bank.SendAsync(HttpMethod.Post, "/customer/login", "{\"phone\":\"\\ud800\",\"password\":\"x\"}", null)
            .ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod]
    [DataRow("name", "")]
    [DataRow("phone", "12345")]
    [DataRow("phone", "+1234567890123456")]
    [DataRow("phone", "+86-13800138000")]
    [DataRow("card", "6222021234567890")]
    [DataRow("card", "62220212345")]
    [DataRow("card", "0000000000000000")]
    [DataRow("card", "62220212345678901234")]
    [DataRow("password", "short")]
    [DataRow("pickupPin", "12345")]
    [DataRow("pickupPin", "123456")]
    [DataRow("pickupPin", "654321")]
    [DataRow("pickupPin", "777777")]
    [DataRow("pickupPin", "27182a")]
    public async Task A_registration_with_a_wrong_field_is_refused_by_its_name(string property, string value)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var body = new JsonObject
        {
            ["name"] = "Li Na",
            ["phone"] = "+8613800138000",
            ["card"] = "6222 0212 3456 7894",
            ["password"] = BankUnderTest.Password,
            ["pickupPin"] = BankUnderTest.Pin,
        };
        body[property] = value;
        using var response = await bank.ClerkAsync(HttpMethod.Post, "/clerk/customers", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("urn:paymentcode:invalid-customer", text);
        Assert.Contains(property, text);
        if (value.Length > 0)
        {
            Assert.DoesNotContain(value, text);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task A_phone_or_a_card_is_registered_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var first = await bank.CustomerAsync();
        var twins = new[] { (first.Phone, BankUnderTest.WithCheckDigit("622202777777777")), ("+8613999999999", first.Card) };
        foreach (var (phone, card) in twins)
        {
            var body = new { name = "Other", phone, card, password = BankUnderTest.Password, pickupPin = BankUnderTest.Pin };
            Assert.AreEqual(
                "already-registered", await bank.ClerkAsync(HttpMethod.Post, "/clerk/customers", body)
                .ProblemAsync(HttpStatusCode.Conflict));
        }
    }

    [TestMethod, OnBothEngines]
    public async Task No_secret_is_readable_in_the_database(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var row = (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/customers?phone={Uri.EscapeDataString(customer.Phone)}"))[0]!;
        Assert.AreEqual(customer.Card[..6] + "******" + customer.Card[^4..], row["card"]!.GetValue<string>());
        var stored = await bank.Database.ReadAsync(async transaction => string.Concat(
            await transaction.ListAsync<string>("SELECT name || phone || card_masked || password_hash FROM customers LIMIT 10"))
            + string.Concat(
                await transaction.ListAsync<string>("SELECT actor || event || subject || detail FROM audit_records LIMIT 1000")));
        foreach (var secret in new[] { customer.Card, BankUnderTest.Password, BankUnderTest.Pin, customer.Session })
        {
            Assert.DoesNotContain(secret, stored);
        }

        var bodies = await bank.Database.ReadAsync(transaction => transaction.ListAsync<byte[]>("SELECT body FROM idempotency LIMIT 100"));
        Assert.IsFalse(bodies.Any(body => System.Text.Encoding.UTF8.GetString(body).Contains(customer.Card, StringComparison.Ordinal)));
        if (bank.Folder is not null)
        {
            await bank.StopServingAsync();
            var file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(bank.Folder, "bank.db")));
            Assert.DoesNotContain(customer.Card, file);
            Assert.DoesNotContain(BankUnderTest.Password, file);
            Assert.DoesNotContain(customer.Session, file);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task An_unknown_number_is_refused_like_a_wrong_password(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        using var wrong = await LogInAsync(bank, customer.Phone, "not the password");
        using var unknown = await LogInAsync(bank, "+8613000000001", "not the password");
        Assert.AreEqual(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.AreEqual(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.AreEqual(await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task Five_wrong_passwords_delay_the_right_one_too(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        foreach (var phone in new[] { customer.Phone, "+8613000000002" })
        {
            var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LogInAsync(bank, phone, "not the password")));
            Assert.AreEqual(5, attempts.Count(attempt => attempt.StatusCode == HttpStatusCode.Unauthorized));
            Assert.AreEqual(3, attempts.Count(attempt => attempt.StatusCode == HttpStatusCode.TooManyRequests));
        }

        using var delayed = await LogInAsync(bank, customer.Phone, BankUnderTest.Password);
        Assert.AreEqual(HttpStatusCode.TooManyRequests, delayed.StatusCode);
        Assert.IsGreaterThan(TimeSpan.Zero, delayed.Headers.RetryAfter!.Delta!.Value);
        bank.Time.Advance(TimeSpan.FromSeconds(31));
        using var later = await LogInAsync(bank, customer.Phone, BankUnderTest.Password);
        Assert.AreEqual(HttpStatusCode.OK, later.StatusCode);
    }

    [TestMethod, OnBothEngines]
    public async Task A_session_ends_by_log_out_and_by_time(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        bank.Time.Advance(TimeSpan.FromMinutes(14));
        await customer.MoneyAsync();
        bank.Time.Advance(TimeSpan.FromMinutes(14));
        await customer.MoneyAsync();
        bank.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.AreEqual(
            "not-authenticated", await customer.SendAsync(HttpMethod.Get, "/customer/account").ProblemAsync(HttpStatusCode.Unauthorized));
        var again = await customer.AgainAsync();
        using var logout = await again.SendAsync(HttpMethod.Post, "/customer/logout");
        Assert.AreEqual(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.AreEqual(
            "not-authenticated", await again.SendAsync(HttpMethod.Get, "/customer/account").ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [TestMethod]
    [DataRow("GET", "/customer/account")]
    [DataRow("POST", "/customer/reservations")]
    [DataRow("GET", "/clerk/customers")]
    [DataRow("POST", "/clerk/terminals")]
    [DataRow("GET", "/clerk/audit")]
    public async Task Nothing_is_told_without_the_right_token(string method, string path)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        var wrong = path.StartsWith("/clerk", StringComparison.Ordinal) ? customer.Session : BankUnderTest.ClerkToken;
        foreach (var bearer in new[] { null, "", "x", wrong })
        {
            Assert.AreEqual(
                "not-authenticated", await bank.SendAsync(new HttpMethod(method), path, null, bearer)
                .ProblemAsync(HttpStatusCode.Unauthorized));
        }
    }

    [TestMethod, OnBothEngines]
    public async Task A_new_pin_replaces_the_old_one(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        await customer.ConfirmedAsync();
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/pickup-pin", new { pin = "314159" });
        Assert.AreEqual("session-refused", (await atm.OpenAsync(customer.Phone, BankUnderTest.Pin)).Problem);
        await atm.SessionAsync(customer.Phone, "314159");
    }

    [TestMethod]
    public async Task A_deposit_needs_the_accounts_currency_and_a_known_customer()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync("0.00");
        var path = $"/clerk/customers/{customer.Id}/deposits";
        Assert.AreEqual(
            "currency-mismatch", await bank.ClerkAsync(HttpMethod.Post, path, new { amount = "1.00", currency = "USD" })
            .ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual(
            "invalid-amount", await bank.ClerkAsync(HttpMethod.Post, path, new { amount = "10000000.01", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.BadRequest));
        Assert.AreEqual(
            "not-found",
            await bank.ClerkAsync(HttpMethod.Post, "/clerk/customers/nobody/deposits", new { amount = "1.00", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.NotFound));
        Assert.AreEqual(("0.00", "0.00"), await customer.MoneyAsync());
    }

    private static Task<HttpResponseMessage> LogInAsync(BankUnderTest bank, string phone, string password) =>
        bank.SendAsync(HttpMethod.Post, "/customer/login", new { phone, password }, null);
}
