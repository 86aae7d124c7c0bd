using System.Net;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class DigitTests
{
    [TestMethod, OnBothEngines]
    public async Task Ten_digits_pay_out_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.DigitsAsync(session, code.Digits)).Verdict);
        Assert.AreEqual("session-ended", (await atm.DigitsAsync(session, code.Digits)).Reason);
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Digits_are_found_ten_counts_ahead(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var code = await UnheardAsync(bank, customer, skip: 9);
        Assert.AreEqual(10, code.Counter);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.DigitsAsync(session, code.Digits)).Verdict);
    }

    [TestMethod, OnBothEngines]
    public async Task Digits_further_ahead_need_the_next_code_too(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var first = await UnheardAsync(bank, customer, skip: 10);
        Assert.AreEqual(11, first.Counter);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var ahead = await atm.DigitsAsync(session, first.Digits);
        Assert.AreEqual(("resynchronise", false), (ahead.Reason, ahead.Retry));
        await customer.AskAsync(await OpenReferenceAsync(customer));
        await customer.ShownAsync(await OpenReferenceAsync(customer), first.Transaction.Nonce);
        var second = bank.Tokens.Confirm(customer.Serial);
        session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.DigitsAsync(session, second.Digits)).Verdict);
    }

    [TestMethod, OnBothEngines]
    public async Task Digits_beyond_the_window_or_not_in_a_row_are_not_found(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var code = await UnheardAsync(bank, customer, skip: 100);
        Assert.AreEqual(101, code.Counter);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("wrong-digits", (await atm.DigitsAsync(session, code.Digits)).Reason);
    }

    [TestMethod, OnBothEngines]
    public async Task Six_wrong_ones_delay_then_lock_the_digits_and_leave_the_picture(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (reference, code) = await customer.ConfirmedAsync();
        var wrong = code.Digits[..9] + (char)('0' + ((code.Digits[9] - '0' + 1) % 10));
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        for (var i = 0; i < 3; i++)
        {
            Assert.AreEqual("wrong-digits", (await atm.DigitsAsync(session, wrong)).Reason);
        }

        Assert.AreEqual("digits-delayed", (await atm.DigitsAsync(session, code.Digits)).Reason);
        foreach (var delay in new[] { 30, 60, 120 })
        {
            bank.Time.Advance(TimeSpan.FromSeconds(delay));
            session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
            Assert.AreEqual("wrong-digits", (await atm.DigitsAsync(session, wrong)).Reason);
        }

        bank.Time.Advance(TimeSpan.FromMinutes(40));
        session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("digits-locked", (await atm.DigitsAsync(session, code.Digits)).Reason);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{customer.Serial}/digits/unlock");
        Assert.AreEqual("wrong-digits", (await atm.DigitsAsync(session, wrong)).Reason);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        Assert.AreEqual(
            reference,
            (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/withdrawals?state=approved"))[0]!["reference"]!.GetValue<string>());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("123456789")]
    [DataRow("12345678901")]
    [DataRow("12345 7890")]
    [DataRow("١٢٣٤٥٦٧٨٩٠")]
    public async Task What_is_not_ten_digits_is_malformed(string digits)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var reply = await atm.DigitsAsync(session, digits);
        Assert.AreEqual((HttpStatusCode.BadRequest, "malformed"), (reply.Status, reply.Problem));
    }

    /// <summary>A confirmed code whose counter the bank was never told, some counts ahead of what it knows.</summary>
    private static async Task<FakeCode> UnheardAsync(BankUnderTest bank, TestCustomer customer, int skip)
    {
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        bank.Tokens.Connected = false;
        await customer.UntilHeardAsync(reference, "not-connected");
        bank.Tokens.Skip(customer.Serial, skip);
        var code = bank.Tokens.Confirm(customer.Serial);
        bank.Tokens.Forget(customer.Serial);
        bank.Tokens.Connected = true;
        bank.Tokens.Lie = new Tokens.TokenReply(Tokens.TokenReplyKind.Unknown, null, null);
        return code;
    }

    private static async Task<string> OpenReferenceAsync(TestCustomer customer) =>
        (await customer.DoesAsync(HttpMethod.Get, "/customer/reservations"))[0]!["reference"]!.GetValue<string>();
}
