using System.Net;
using System.Net.Http.Json;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class ReservationTests
{
    [TestMethod]
    [DataRow("0.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("-1.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("0.001", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("1", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("1.0", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("1,00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("+1.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("01.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow(" 1.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("1e2.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("99999999999999999999.00", "CNY", "invalid-amount", HttpStatusCode.BadRequest)]
    [DataRow("1000.01", "CNY", "over-limit", HttpStatusCode.Conflict)]
    [DataRow("100.00", "USD", "currency-mismatch", HttpStatusCode.Conflict)]
    [DataRow("100.00", "XYZ", "unknown-currency", HttpStatusCode.BadRequest)]
    [DataRow("100.00", "cny", "unknown-currency", HttpStatusCode.BadRequest)]
    public async Task An_amount_that_is_none_is_refused_by_name(string amount, string currency, string problem, HttpStatusCode status)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        Assert.AreEqual(
            problem, await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount, currency }).ProblemAsync(status));
        Assert.AreEqual(("10000.00", "10000.00"), await customer.MoneyAsync());
    }

    [TestMethod]
    [DataRow("""{"amount":100.00,"currency":"CNY"}""", "malformed")]
    [DataRow("""{"amount":"100.00"}""", "malformed")]
    [DataRow("""{"amount":"100.00","currency":"CNY","more":1}""", "malformed")]
    [DataRow("""{"amount":null,"currency":"CNY"}""", "malformed")]
    [DataRow("""{"amount":"100.00","currency":"CNY","holder":"friend"}""", "invalid-reservation")]
    [DataRow("""{"amount":"100.00","currency":"CNY","validMinutes":0}""", "invalid-reservation")]
    [DataRow("""{"amount":"100.00","currency":"CNY","validMinutes":1441}""", "invalid-reservation")]
    [DataRow("[", "malformed")]
    [DataRow("", "malformed")]
    public async Task A_body_that_is_not_the_one_asked_for_is_refused(string body, string problem)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        Assert.AreEqual(
            problem, await customer.SendAsync(HttpMethod.Post, "/customer/reservations", body).ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod, OnBothEngines]
    public async Task The_daily_limit_holds_under_32_reservations_at_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("100000.00");
        var all = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ =>
            customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "900.00", currency = "CNY" })));
        Assert.AreEqual(5, all.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.AreEqual(27, all.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.AreEqual(("100000.00", "95500.00"), await customer.MoneyAsync());
        var account = await customer.DoesAsync(HttpMethod.Get, "/customer/account");
        Assert.AreEqual("500.00", account["limits"]!["leftToday"]!.GetValue<string>());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Two_servers_on_one_database_keep_the_limit_and_pay_a_picture_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("20000.00");
        var atm = await bank.TerminalAsync();
        await using var second = BankApp.Create(bank.Options());
        await second.StartAsync();
        using var there = new HttpClient { BaseAddress = new Uri(second.Urls.Single()) };
        var (_, code) = await customer.ConfirmedAsync("1000.00");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/customer/reservations")
            {
                Content = JsonContent.Create(new { amount = "1000.00", currency = "CNY" }),
            };
            request.Headers.Authorization = new("Bearer", customer.Session);
            request.Headers.Add("Idempotency-Key", "servers " + number);
            using var answer = await (number % 2 == 0 ? bank.Http : there).SendAsync(request);
            return answer.StatusCode;
        }));
        Assert.AreEqual(4, answers.Count(status => status == HttpStatusCode.Created));
        Assert.AreEqual(12, answers.Count(status => status == HttpStatusCode.Conflict));

        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var picture = TerminalClient.Photograph(code.Payload);
        var sequence = atm.NextSequence();
        var verdicts = await Task.WhenAll(
            atm.SendAsync($"/{session}/frame", picture, sequence), atm.To(there).SendAsync($"/{session}/frame", picture, sequence),
            atm.SendAsync($"/{session}/frame", picture, sequence + 1), atm.To(there).SendAsync($"/{session}/frame", picture, sequence + 2));
        Assert.IsTrue(verdicts.All(verdict => verdict.IsAuthentic));
        Assert.IsTrue(verdicts.Any(verdict => verdict.Verdict == "approved"));
        Assert.AreEqual(("19000.00", "15000.00"), await customer.MoneyAsync());
        await second.StopAsync();
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task No_midnight_lets_more_out_than_a_days_limit(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("100000.00");
        bank.Time.Advance(TimeSpan.FromHours(14.9));
        customer = await customer.AgainAsync();
        for (var i = 0; i < 5; i++)
        {
            await customer.ReserveAsync("1000.00");
        }

        bank.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.AreEqual(2, bank.Time.GetUtcNow().Day);
        Assert.AreEqual(
            "over-limit", await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "1.00", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.Conflict));
    }

    [TestMethod, OnBothEngines]
    public async Task The_available_balance_holds_under_parallel_reservations(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("250.00");
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "100.00", currency = "CNY" })));
        Assert.AreEqual(2, all.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.AreEqual(("250.00", "50.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task The_same_request_again_gets_the_stored_answer(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var body = new { amount = "100.00", currency = "CNY" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var response = await customer.SendAsync(HttpMethod.Post, "/customer/reservations", body, "key-1");
            return (response.StatusCode, Text: await response.Content.ReadAsStringAsync(),
                Replayed: response.Headers.Contains("Idempotency-Replayed"));
        }));
        Assert.AreEqual(1, answers.Select(answer => answer.Text).Distinct().Count());
        Assert.IsTrue(answers.All(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.AreEqual(3, answers.Count(answer => answer.Replayed));
        Assert.AreEqual(("500.00", "400.00"), await customer.MoneyAsync());

        await bank.RestartAsync();
        using var later = await customer.SendAsync(HttpMethod.Post, "/customer/reservations", body, "key-1");
        Assert.AreEqual(answers[0].Text, await later.Content.ReadAsStringAsync());
        Assert.AreEqual("idempotency-key-reused", await customer
            .SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "100.01", currency = "CNY" }, "key-1")
                .ProblemAsync(HttpStatusCode.UnprocessableEntity));
        var stranger = await bank.CustomerAsync("500.00");
        using var others = await stranger.SendAsync(HttpMethod.Post, "/customer/reservations", body, "key-1");
        Assert.AreEqual(HttpStatusCode.Created, others.StatusCode);
    }

    [TestMethod]
    public async Task A_refused_request_is_not_stored_and_a_key_is_needed()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync("50.00");
        var body = new { amount = "100.00", currency = "CNY" };
        Assert.AreEqual(
            "insufficient-funds", await customer.SendAsync(HttpMethod.Post, "/customer/reservations", body, "again")
            .ProblemAsync(HttpStatusCode.Conflict));
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/deposits", new { amount = "50.00", currency = "CNY" });
        using var now = await customer.SendAsync(HttpMethod.Post, "/customer/reservations", body, "again");
        Assert.AreEqual(HttpStatusCode.Created, now.StatusCode);
        Assert.AreEqual("idempotency-key-missing", await bank.SendAsync(HttpMethod.Post, "/customer/reservations", body, customer.Session)
            .ProblemAsync(HttpStatusCode.BadRequest));
        Assert.AreEqual(
            "idempotency-key-missing",
            await bank.SendAsync(HttpMethod.Post, "/customer/reservations", body, customer.Session, new string('k', 65))
            .ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod, OnBothEngines]
    public async Task Cancelling_frees_the_hold_and_may_be_repeated(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var reference = await customer.ReserveAsync();
        for (var i = 0; i < 2; i++)
        {
            Assert.AreEqual(
                "cancelled",
                (await customer.DoesAsync(HttpMethod.Delete, $"/customer/reservations/{reference}"))["state"]!.GetValue<string>());
            Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
        }

        await bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task Another_customers_reservation_does_not_exist()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var owner = await bank.CustomerAsync();
        var stranger = await bank.CustomerAsync();
        var reference = await owner.ReserveAsync();
        Assert.AreEqual(
            "not-found", await stranger.SendAsync(HttpMethod.Get, $"/customer/reservations/{reference}")
            .ProblemAsync(HttpStatusCode.NotFound));
        Assert.AreEqual(
            "not-found", await stranger.SendAsync(HttpMethod.Delete, $"/customer/reservations/{reference}")
            .ProblemAsync(HttpStatusCode.NotFound));
        Assert.AreEqual(
            "not-found", await stranger.SendAsync(HttpMethod.Post, $"/customer/reservations/{reference}/code")
            .ProblemAsync(HttpStatusCode.NotFound));
        Assert.AreEqual("reserved", (await owner.StateAsync(reference))["state"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_customer_needs_the_business_the_right_card_and_a_token()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync(withToken: false);
        var wrongCard = BankUnderTest.WithCheckDigit("622202999999999");
        Assert.AreEqual(
            "wrong-card",
            await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "1.00", currency = "CNY", card = wrongCard })
            .ProblemAsync(HttpStatusCode.Forbidden));
        var reserved = await customer.DoesAsync(
            HttpMethod.Post, "/customer/reservations", new { amount = "1.00", currency = "CNY", card = customer.Card });
        Assert.AreEqual(
            "no-token", await customer.SendAsync(HttpMethod.Post, $"/customer/reservations/{reserved["reference"]}/code")
            .ProblemAsync(HttpStatusCode.Conflict));
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/withdrawals", new { enabled = false });
        Assert.AreEqual(
            "withdrawals-disabled",
            await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "1.00", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.Forbidden));
    }

    [TestMethod, OnBothEngines]
    public async Task Limits_are_a_table_that_a_clerk_changes(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, "/clerk/limits/CNY", new { single = "50.00", daily = "60.00" });
        Assert.AreEqual(
            "over-limit", await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "50.01", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.Conflict));
        await customer.ReserveAsync("50.00");
        Assert.AreEqual(
            "over-limit", await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "10.01", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.Conflict));
        var row = (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/limits")).AsArray()
            .Single(limit => limit!["currency"]!.GetValue<string>() == "CNY")!;
        Assert.AreEqual("60.00", row["daily"]!.GetValue<string>());
        Assert.AreEqual(
            "invalid-amount", await bank.ClerkAsync(HttpMethod.Put, "/clerk/limits/CNY", new { single = "70.00", daily = "60.00" })
            .ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod]
    public async Task Ten_reservations_can_be_open_at_once()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        for (var i = 0; i < 10; i++)
        {
            await customer.ReserveAsync("1.00");
        }

        Assert.AreEqual(
            "over-limit", await customer.SendAsync(HttpMethod.Post, "/customer/reservations", new { amount = "1.00", currency = "CNY" })
            .ProblemAsync(HttpStatusCode.Conflict));
        Assert.HasCount(10, (await customer.DoesAsync(HttpMethod.Get, "/customer/reservations")).AsArray());
    }

    [TestMethod]
    public async Task A_currency_without_decimals_has_none()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var registered = await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/customers", new
        {
            name = "Aiko",
            phone = "+81312345678",
            card = BankUnderTest.WithCheckDigit("356600202036050"),
            password = BankUnderTest.Password,
            pickupPin = BankUnderTest.Pin,
            currency = "JPY",
        });
        var id = registered["customerId"]!.GetValue<string>();
        var deposit = await bank.ClerkDoesAsync(
            HttpMethod.Post, $"/clerk/customers/{id}/deposits", new { amount = "1500", currency = "JPY" });
        Assert.AreEqual("1500", deposit["balance"]!.GetValue<string>());
        Assert.AreEqual(
            "invalid-amount",
            await bank.ClerkAsync(HttpMethod.Post, $"/clerk/customers/{id}/deposits", new { amount = "1.00", currency = "JPY" })
            .ProblemAsync(HttpStatusCode.BadRequest));
    }
}
