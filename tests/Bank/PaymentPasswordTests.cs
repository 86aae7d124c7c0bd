using System.Net;
using System.Text.Json.Nodes;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class PaymentPasswordTests
{
    private const string Payment = "314159";

    [TestMethod, OnBothEngines]
    public async Task A_payment_password_is_set_with_the_log_in_password_and_checked(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync(withToken: false);
        Assert.AreEqual(PaymentPasswordCheck.NotSet, await CheckAsync(bank, customer, Payment));
        await SetAsync(customer, Payment, BankUnderTest.Password);
        Assert.IsTrue((await customer.DoesAsync(HttpMethod.Get, "/customer/payment-password"))["isSet"]!.GetValue<bool>());
        Assert.AreEqual(PaymentPasswordCheck.Right, await CheckAsync(bank, customer, Payment));

        await SetAsync(customer, "161803", BankUnderTest.Password);
        Assert.AreEqual(PaymentPasswordCheck.Wrong, await CheckAsync(bank, customer, Payment));
        Assert.AreEqual(PaymentPasswordCheck.Right, await CheckAsync(bank, customer, "161803"));
    }

    [TestMethod, OnBothEngines]
    public async Task Three_wrong_ones_in_a_row_lock_it_until_a_clerk_frees_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync(withToken: false);
        await SetAsync(customer, Payment, BankUnderTest.Password);
        Assert.AreEqual(PaymentPasswordCheck.Wrong, await CheckAsync(bank, customer, "000001"));
        Assert.AreEqual(PaymentPasswordCheck.Wrong, await CheckAsync(bank, customer, "000002"));
        Assert.AreEqual(PaymentPasswordCheck.Right, await CheckAsync(bank, customer, Payment), "a right one ends the row");
        Assert.AreEqual(PaymentPasswordCheck.Wrong, await CheckAsync(bank, customer, "000003"));
        Assert.AreEqual(PaymentPasswordCheck.Wrong, await CheckAsync(bank, customer, "000004"));
        Assert.AreEqual(PaymentPasswordCheck.Locked, await CheckAsync(bank, customer, "000005"));
        Assert.AreEqual(PaymentPasswordCheck.Locked, await CheckAsync(bank, customer, Payment), "not even the right one");
        Assert.AreEqual("payment-password-locked", await customer.SendAsync(
            HttpMethod.Put, "/customer/payment-password", Body(Payment, BankUnderTest.Password)).ProblemAsync(HttpStatusCode.Conflict));

        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/payment-password/free");
        Assert.AreEqual(PaymentPasswordCheck.Right, await CheckAsync(bank, customer, Payment));
    }

    [TestMethod]
    [DataRow("12345", BankUnderTest.Password, "invalid-customer", HttpStatusCode.BadRequest)]
    [DataRow("31415a", BankUnderTest.Password, "invalid-customer", HttpStatusCode.BadRequest)]
    [DataRow("123456", BankUnderTest.Password, "invalid-customer", HttpStatusCode.BadRequest)]
    [DataRow("777777", BankUnderTest.Password, "invalid-customer", HttpStatusCode.BadRequest)]
    [DataRow(Payment, "some other password", "login-refused", HttpStatusCode.Unauthorized)]
    public async Task A_weak_password_or_a_wrong_log_in_password_sets_nothing(
        string payment, string login, string problem, HttpStatusCode status)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync(withToken: false);
        Assert.AreEqual(problem, await customer.SendAsync(
            HttpMethod.Put, "/customer/payment-password", Body(payment, login)).ProblemAsync(status));
        Assert.AreEqual(PaymentPasswordCheck.NotSet, await CheckAsync(bank, customer, payment));
    }

    [TestMethod]
    public async Task Guessing_the_log_in_password_there_is_throttled_like_a_log_in()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync(withToken: false);
        for (var i = 0; i < 5; i++)
        {
            await customer.SendAsync(HttpMethod.Put, "/customer/payment-password", Body(Payment, "wrong " + i))
                .ProblemAsync(HttpStatusCode.Unauthorized);
        }

        Assert.AreEqual("too-many-attempts", await customer.SendAsync(
            HttpMethod.Put, "/customer/payment-password", Body(Payment, BankUnderTest.Password)).ProblemAsync(HttpStatusCode.TooManyRequests));
    }

    [TestMethod, OnBothEngines]
    public async Task A_terminal_gets_a_merchants_account(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var first = await bank.TerminalAsync();
        var second = await bank.TerminalAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{first.Id}/merchant", new { merchantId = "NOODLES1", name = "Noodle house" });
        await bank.ClerkDoesAsync(
            HttpMethod.Put, $"/clerk/terminals/{second.Id}/merchant", new { merchantId = "NOODLES1", name = "Noodle house 2", currency = "CNY" });
        var shown = (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{first.Id}"))["merchant"]!;
        Assert.IsTrue(JsonNode.DeepEquals(
            JsonNode.Parse("""{"merchantId":"NOODLES1","name":"Noodle house 2","currency":"CNY","balance":"0.00"}"""), shown), shown.ToJsonString());
        await bank.AssertBooksAsync();
    }

    [TestMethod]
    [DataRow("noodles", "Noodle house", "CNY", "malformed")]
    [DataRow("", "Noodle house", "CNY", "malformed")]
    [DataRow("N123456789012345", "Noodle house", "CNY", "malformed")]
    [DataRow("NOODLES1", " ", "CNY", "malformed")]
    [DataRow("NOODLES1", "Noodle house", "XXX", "unknown-currency")]
    public async Task A_merchant_that_is_none_is_refused(string merchantId, string name, string currency, string problem)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var terminal = await bank.TerminalAsync();
        Assert.AreEqual(problem, await bank.ClerkAsync(HttpMethod.Put, $"/clerk/terminals/{terminal.Id}/merchant", new { merchantId, name, currency })
            .ProblemAsync(HttpStatusCode.BadRequest));
    }

    private static Task<PaymentPasswordCheck> CheckAsync(BankUnderTest bank, TestCustomer customer, string password) =>
        bank.Database.WriteAsync(transaction => bank.Service<PaymentPassword>().CheckAsync(transaction, customer.Id, password));

    private static async Task SetAsync(TestCustomer customer, string payment, string login)
    {
        using var answer = await customer.SendAsync(HttpMethod.Put, "/customer/payment-password", Body(payment, login));
        Assert.AreEqual(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static object Body(string payment, string login) => new { loginPassword = login, paymentPassword = payment };
}
