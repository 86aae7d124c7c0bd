using System.Globalization;
using System.Net;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Codes;

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
        Assert.AreEqual(
            "100.00", (await bank.ClerkDoesAsync(
            HttpMethod.Get, $"/clerk/terminals/{atm.Id}"))["inTransit"]![0]!["amount"]!.GetValue<string>());

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
        var session = await ApprovedAsync(bank, customer, atm);
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/not-dispensed", [])).Status);
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/not-dispensed", [])).Status);
        Assert.AreEqual("outcome-known", (await atm.SendAsync($"/{session}/dispensed", [])).Problem);
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_is_refused_the_second_time(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        Assert.AreEqual("session-ended", (await atm.FrameAsync(session, code.Payload)).Reason);
        Assert.AreEqual("session-refused", (await atm.OpenAsync(customer.Phone, BankUnderTest.Pin)).Problem);

        await customer.ConfirmedAsync();
        var next = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var again = await atm.FrameAsync(next, code.Payload);
        Assert.AreEqual(("refused", "code-used", false), (again.Verdict, again.Reason, again.Retry));
    }

    [TestMethod, OnBothEngines]
    public async Task The_same_picture_in_parallel_pays_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var picture = TerminalClient.Photograph(code.Payload);
        var first = atm.NextSequence();
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => atm.SendAsync($"/{session}/frame", picture, first + (number % 2))));
        Assert.IsTrue(replies.Any(reply => reply.Verdict == "approved"));
        foreach (var one in replies.Where(reply => reply.Status == HttpStatusCode.OK && reply.Verdict != "approved"))
        {
            Assert.AreEqual("session-ended", one.Reason);
        }

        Assert.AreEqual(("400.00", "400.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_for_another_amount_reservation_or_customer_is_wrong(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var stranger = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (_, strangersCode) = await stranger.ConfirmedAsync();
        var (_, code) = await customer.ConfirmedAsync("100.00");
        var more = Copy(code.Transaction);
        more.AmountMinor = 90000;
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("wrong-code", (await atm.FrameAsync(session, code.PayloadWith(more))).Reason);
        Assert.AreEqual("wrong-code", (await atm.FrameAsync(session, code.PayloadWith(code.Transaction, reservation: 1))).Reason);
        Assert.AreEqual("wrong-code", (await atm.FrameAsync(session, strangersCode.Payload)).Reason);
        var stolen = strangersCode with { Transaction = code.Transaction };
        Assert.AreEqual(("wrong-code", true), await ReasonAsync(atm, session, stolen.Payload));
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
    }

    [TestMethod, OnBothEngines]
    public async Task A_payload_with_any_bit_changed_is_refused(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (_, code) = await customer.ConfirmedAsync();
        foreach (var bit in new[] { 0, 7, 8, 71, 72, 87, 88, 127, 128, 255, 383 })
        {
            var payload = code.Payload;
            payload[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
            var reply = await atm.FrameAsync(session, payload);
            Assert.AreEqual("refused", reply.Verdict);
            Assert.Contains(reply.Reason, (string[])["wrong-code", "not-a-payment-code"]);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task An_expired_code_is_refused_and_its_hold_freed(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (reference, code) = await customer.ConfirmedAsync();
        bank.Time.Advance(TimeSpan.FromMinutes(59.5));
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        bank.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.AreEqual(("expired", false), await ReasonAsync(atm, session, code.Payload));
        await bank.Service<Withdrawals.Housekeeping>().RunOnceAsync();
        var again = await customer.AgainAsync();
        Assert.AreEqual("expired", (await again.StateAsync(reference))["state"]!.GetValue<string>());
        Assert.AreEqual(("500.00", "500.00"), await again.MoneyAsync());
        Assert.AreEqual("session-refused", (await atm.OpenAsync(customer.Phone, BankUnderTest.Pin)).Problem);
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_made_anew_voids_the_one_before(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (reference, lost) = await customer.ConfirmedAsync();
        Assert.AreEqual(
            "code-exists", await customer.SendAsync(HttpMethod.Post, $"/customer/reservations/{reference}/code")
            .ProblemAsync(HttpStatusCode.Conflict));
        await customer.AskAsync(reference, anew: true);
        await customer.ShownAsync(reference, otherThan: lost.Transaction.Nonce);
        var code = bank.Tokens.Confirm(customer.Serial);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("wrong-code", (await atm.FrameAsync(session, lost.Payload)).Reason);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        Assert.AreEqual(2, bank.Tokens.Prompts);
    }

    [TestMethod, OnBothEngines]
    public async Task Asking_again_while_the_token_waits_prompts_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        await customer.AskAsync(reference);
        await customer.UntilHeardAsync(reference, "pending");
        Assert.AreEqual(1, bank.Tokens.Prompts);
    }

    [TestMethod, OnBothEngines]
    public async Task Declining_at_the_token_ends_the_reservation(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        bank.Tokens.Decline(customer.Serial);
        await customer.UntilAsync(reference, "declined");
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
        Assert.AreEqual(
            "wrong-state", await customer.SendAsync(HttpMethod.Post, $"/customer/reservations/{reference}/code")
            .ProblemAsync(HttpStatusCode.Conflict));
    }

    [TestMethod, OnBothEngines]
    public async Task A_token_that_failed_can_be_asked_again(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        bank.Tokens.Fail(customer.Serial);
        await customer.UntilAsync(reference, "reserved");
        Assert.AreEqual("failed", (await customer.StateAsync(reference))["code"]!["token"]!.GetValue<string>());
        bank.Tokens.Forget(customer.Serial);
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        bank.Tokens.Confirm(customer.Serial);
        await customer.UntilAsync(reference, "confirmed");
    }

    [TestMethod, OnBothEngines]
    public async Task Forged_answers_leave_the_bank_at_unknown(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        bank.Tokens.Lie = new TokenReply(TokenReplyKind.Refused, null, 0x6985);
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.UntilHeardAsync(reference, "unknown");
        Assert.AreEqual("asked", (await customer.StateAsync(reference))["state"]!.GetValue<string>());
        Assert.AreEqual(("500.00", "400.00"), await customer.MoneyAsync());

        // The customer pressed the button all the same; the code proves it where the bridge would not tell.
        var code = bank.Tokens.Confirm(customer.Serial);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
    }

    [TestMethod, OnBothEngines]
    public async Task A_token_that_comes_late_is_asked_then(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        bank.Tokens.Connected = false;
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.UntilHeardAsync(reference, "not-connected");
        bank.Tokens.Connected = true;
        await customer.ShownAsync(reference);
    }

    [TestMethod, OnBothEngines]
    public async Task A_second_reservation_waits_until_the_first_code_is_gone(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var (first, _) = await customer.ConfirmedAsync();
        var second = await customer.ReserveAsync();
        Assert.AreEqual(
            "code-outstanding", await customer.SendAsync(HttpMethod.Post, $"/customer/reservations/{second}/code")
            .ProblemAsync(HttpStatusCode.Conflict));
        await customer.DoesAsync(HttpMethod.Delete, $"/customer/reservations/{first}");
        await customer.AskAsync(second);
        await customer.ShownAsync(second);
    }

    [TestMethod, OnBothEngines]
    public async Task A_suspended_token_or_a_closed_business_pays_nothing(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (reference, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        await bank.SetTokenStateAsync(customer.Serial, "suspended");
        Assert.AreEqual(("not-allowed", false), await ReasonAsync(atm, session, code.Payload));
        await bank.SetTokenStateAsync(customer.Serial, "active");
        var open = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/withdrawals", new { enabled = false });
        Assert.AreEqual("refused", (await customer.StateAsync(reference))["state"]!.GetValue<string>());
        Assert.AreEqual(("not-allowed", false), await ReasonAsync(atm, open, code.Payload));
        Assert.AreEqual(("500.00", "500.00"), await customer.MoneyAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task An_operator_settles_what_an_atm_left_open(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var session = await ApprovedAsync(bank, customer, atm);
        bank.Time.Advance(TimeSpan.FromDays(30));
        await bank.Service<Withdrawals.Housekeeping>().RunOnceAsync();
        var open = (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/withdrawals?state=approved")).AsArray().Single()!;
        var reference = open["reference"]!.GetValue<string>();
        await bank.ClerkDoesAsync(
            HttpMethod.Post, $"/clerk/withdrawals/{reference}/outcome", new { outcome = "not-dispensed", note = "cassette jammed" });
        Assert.AreEqual(("500.00", "500.00"), await (await customer.AgainAsync()).MoneyAsync());
        Assert.AreEqual("outcome-known", (await atm.SendAsync($"/{session}/dispensed", [])).Problem);
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_bank_restarted_between_approval_and_cash_goes_on(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var atm = await bank.TerminalAsync();
        var (reference, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var picture = TerminalClient.Photograph(code.Payload);
        var sequence = atm.NextSequence();
        var before = await atm.SendAsync($"/{session}/frame", picture, sequence);
        await bank.RestartAsync();
        atm = atm.To(bank.Http);
        var after = await atm.SendAsync($"/{session}/frame", picture, sequence);
        Assert.AreEqual(before, after);
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/dispensed", [])).Status);
        Assert.AreEqual("dispensed", (await customer.StateAsync(reference))["state"]!.GetValue<string>());
        Assert.AreEqual(("400.00", "400.00"), await customer.MoneyAsync());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_bank_restarted_while_the_token_waits_goes_on_asking(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var reference = await customer.ReserveAsync();
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        await bank.RestartAsync();
        bank.Tokens.Confirm(customer.Serial);
        await customer.UntilAsync(reference, "confirmed");
        Assert.AreEqual(1, bank.Tokens.Prompts);
    }

    [TestMethod, OnBothEngines]
    public async Task What_the_token_shows_is_the_reservation(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var reference = await customer.ReserveAsync("250.00", "phone");
        await customer.AskAsync(reference);
        await customer.ShownAsync(reference);
        var shown = bank.Tokens.Shown(customer.Serial)!;
        Assert.AreEqual((25000L, (ushort)156, (byte)2), (shown.AmountMinor, shown.CurrencyNumeric, shown.Exponent));
        Assert.AreEqual((byte)1, shown.Holder);
        Assert.AreEqual(reference, shown.Reservation.ToString("D10", CultureInfo.InvariantCulture));
        Assert.AreEqual(bank.Time.GetUtcNow().AddMinutes(60).ToUnixTimeSeconds(), shown.ExpiresAt);
    }

    private static async Task<string> ApprovedAsync(BankUnderTest bank, TestCustomer customer, TerminalClient atm)
    {
        var (_, code) = await customer.ConfirmedAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        await bank.AssertBooksAsync();
        return session;
    }

    private static async Task<(string?, bool?)> ReasonAsync(TerminalClient atm, string session, byte[] payload)
    {
        var reply = await atm.FrameAsync(session, payload);
        return (reply.Reason, reply.Retry);
    }

    private static TransactionData Copy(TransactionData from) =>
        TransactionData.TryParse(from.ToBytes(), out var copy) ? copy : throw new InvalidOperationException();
}
