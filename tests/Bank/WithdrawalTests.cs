using System.Net;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class WithdrawalTests
{
    [TestMethod, OnBothEngines]
    public async Task A_picture_pays_out_and_the_books_balance(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (reference, code) = await customer.ConfirmedAsync("100.00");
        Assert.AreEqual(("500.00", "400.00"), await customer.MoneyAsync());

        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var verdict = await atm.FrameAsync(session, code.Payload);
        Assert.AreEqual("""{"verdict":"approved","amount":"100.00","amountMinor":10000,"currency":"CNY"}""", verdict.Text);
        Assert.IsTrue(verdict.IsAuthentic);
        Assert.AreEqual(("400.00", "400.00"), await customer.MoneyAsync());
        Assert.AreEqual("100.00", (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{atm.Id}"))["inTransit"]![0]!["amount"]!.GetValue<string>());

        var dispensed = await atm.SendAsync($"/{session}/dispensed", []);
        Assert.AreEqual($$"""{"reference":"{{reference}}","state":"dispensed"}""", dispensed.Text);
        Assert.AreEqual("dispensed", (await customer.StateAsync(reference))["state"]!.GetValue<string>());
        Assert.AreEqual(("400.00", "400.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task What_the_atm_did_not_dispense_is_given_back(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/not-dispensed", [])).Status);
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/not-dispensed", [])).Status);
        Assert.AreEqual("outcome-known", (await atm.SendAsync($"/{session}/dispensed", [])).Problem);
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }
}
