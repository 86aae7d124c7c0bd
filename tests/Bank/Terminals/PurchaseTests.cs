using System.Net;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>Purchases with a token's code over NFC, from the first tap to the end at the terminal.</summary>
[TestClass]
public sealed class PurchaseTests
{
    [TestMethod, OnBothEngines]
    public async Task A_purchase_takes_two_taps_and_moves_the_money_once(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        var code = await bench.BuyUpToCodeAsync(token, 12345);
        Assert.AreEqual("Tea house", token.Shown!.Payee);
        Assert.AreEqual((12345, TokenApplet.TypePurchase, (ushort)156), (token.Shown.AmountMinor, token.Shown.Type, token.Shown.CurrencyNumeric));
        Assert.AreEqual(("10000.00", "9876.55"), await customer.MoneyAsync());
        bench.Terminal.ReadCode(code);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectApproved);
        await bench.UntilAsync("completed");
        Assert.AreEqual(("9876.55", "9876.55"), await customer.MoneyAsync());
        Assert.AreEqual("123.45", await bench.MerchantBalanceAsync());
        Assert.AreEqual(TerminalApplet.JournalApproved, bench.Terminal.Journal(bench.Terminal.Number));
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Above_a_thousand_the_payment_password_is_asked_for(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 100001));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        bench.Terminal.Type(TerminalBench.PaymentPassword);
        await bench.UntilAsync("completed");
        Assert.IsTrue((await bench.NewestAsync())["withPassword"]!.GetValue<bool>());
        Assert.AreEqual(("8999.99", "8999.99"), await customer.MoneyAsync());
    }

    [TestMethod]
    public async Task A_thousand_itself_takes_no_password()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (_, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 100000));
        await bench.UntilAsync("completed");
        Assert.IsFalse((await bench.NewestAsync())["withPassword"]!.GetValue<bool>());
    }

    [TestMethod]
    public async Task After_ten_payments_without_the_password_in_a_day_it_is_asked_for()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (_, token) = await bench.CustomerAsync();
        for (var payment = 0; payment < 10; payment++)
        {
            bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 100));
            await bench.UntilAsync("completed");
        }

        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 100));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        bench.Terminal.Type(TerminalBench.PaymentPassword);
        await bench.UntilAsync("completed");
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 100));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectApproved);
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Three_wrong_passwords_lock_it_and_no_money_moves(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        foreach (var reason in (string[])["wrong-password", "wrong-password", "locked", "locked"])
        {
            bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 200000));
            await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
            bench.Terminal.Type("271800");
            await bench.UntilAsync("refused");
            await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
            Assert.AreEqual(reason, (await bench.NewestAsync())["reason"]!.GetValue<string>());
        }

        Assert.AreEqual(("10000.00", "10000.00"), await customer.MoneyAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_is_good_for_its_own_purchase_and_once(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        var first = await bench.BuyUpToCodeAsync(token, 5000);
        var shown = token.Shown!;
        bench.Terminal.ReadCode(first);
        await bench.UntilAsync("completed");

        foreach (var forged in (Func<byte[], byte[]>[])[
            _ => first,
            code => [.. code[..47], (byte)(code[47] ^ 1)],
            _ => token.Payload(shown, token.Counter),
            code => code[..40],
        ])
        {
            bench.Terminal.ReadCode(forged(await bench.BuyUpToCodeAsync(token, 5000)));
            await bench.UntilAsync("refused");
            Assert.AreEqual("invalid", (await bench.NewestAsync())["reason"]!.GetValue<string>());
            await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        }

        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
    }

    [TestMethod]
    [DataRow("50.00", 5001, "insufficient-funds")]
    [DataRow("9000.00", 500001, "over-limit")]
    public async Task What_the_account_or_the_limits_do_not_allow_is_refused_at_the_first_tap(string balance, int amountMinor, string reason)
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (customer, token) = await bench.CustomerAsync(balance);
        bench.Terminal.Begin(TokenApplet.TypePurchase, amountMinor);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        bench.Terminal.Tap(token);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        Assert.AreEqual(reason, (await bench.NewestAsync())["reason"]!.GetValue<string>());
        Assert.AreEqual(0, token.Prompts);
        Assert.AreEqual((balance, balance), await customer.MoneyAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task What_a_purchase_holds_that_waits_for_its_token_to_come_back_counts_against_the_limits(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        await bench.Bank.ClerkDoesAsync(
            HttpMethod.Put, "/clerk/order-limits/CNY/purchase", new { single = "100.00", daily = "100.00", passwordAbove = "100.00", freePayments = 10 });
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.Begin(TokenApplet.TypePurchase, 10000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        bench.Terminal.Tap(token);
        bench.Terminal.Field = null;
        await Eventually.IsTrueAsync(() => Task.FromResult(bench.Terminal.Directives.Count == 2));
        Assert.AreEqual(("10000.00", "9900.00"), await customer.MoneyAsync());

        var (_, other) = await bench.TerminalAsync();
        bench.Connect(other);
        other.Begin(TokenApplet.TypePurchase, 10000);
        await other.DirectedAsync(TerminalApplet.DirectPresent);
        other.Tap(token);
        await other.DirectedAsync(TerminalApplet.DirectRefused);
        Assert.AreEqual("over-limit", (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases?state=refused"))[0]!["reason"]!.GetValue<string>());
    }

    [TestMethod, OnBothEngines]
    public async Task A_token_that_leaves_too_early_is_asked_for_again_and_prompts_once(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        bench.Terminal.Tap(token);
        var answers = 0;
        bench.Terminal.Field = apdu => ++answers <= 2 ? token.Process(apdu) : null;
        await Eventually.IsTrueAsync(() => Task.FromResult(bench.Terminal.Directives.Count(directive => directive.Contains("DF3C0101", StringComparison.Ordinal)) == 2));
        bench.Terminal.Tap(token);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresentAgain);
        bench.Terminal.ReadCode(token.Press());
        await bench.UntilAsync("completed");
        Assert.AreEqual(1, token.Prompts);
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
    }

    [TestMethod]
    public async Task A_token_that_holds_a_dead_code_gives_it_up_for_the_new_one()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (_, token) = await bench.CustomerAsync();
        await bench.BuyUpToCodeAsync(token, 5000);
        var dead = token.Shown!.Nonce;
        bench.Terminal.End(TerminalApplet.EventCancelled);
        await bench.UntilAsync("cancelled");
        await bench.BuyUpToCodeAsync(token, 6000);
        Assert.Contains(dead, token.Cancelled);
        Assert.AreEqual(6000, token.Shown!.AmountMinor);
    }

    [TestMethod]
    public async Task A_card_a_tag_or_a_strangers_token_pays_no_purchase()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (_, token) = await bench.CustomerAsync();
        await bench.Bank.SetTokenStateAsync(token.Serial, "suspended");
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        bench.Terminal.Tap(token);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        foreach (var kind in (byte[])[TerminalApplet.EventCardRead, TerminalApplet.EventTagRead, TerminalApplet.EventPaymentCode])
        {
            bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
            await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
            bench.Terminal.Happen(kind);
            await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        }

        Assert.AreEqual(0, token.Prompts);
    }

    [TestMethod, OnBothEngines]
    public async Task Each_waiting_step_has_an_end_without_money(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.Begin(TokenApplet.TypePurchase, 200000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        await TimeOutAsync(bench);
        await bench.BuyUpToCodeAsync(token, 200000);
        await TimeOutAsync(bench);
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 200000));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        await TimeOutAsync(bench);
        Assert.AreEqual(("10000.00", "10000.00"), await (await customer.AgainAsync()).MoneyAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_refund_gives_back_up_to_what_was_paid(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 10000));
        await bench.UntilAsync("completed");
        var path = $"/clerk/purchases/{(await bench.NewestAsync())["reference"]!.GetValue<string>()}/refunds";
        var part = new { note = "broken cup", amount = "30.00" };
        for (var repetition = 0; repetition < 2; repetition++)
        {
            using var response = await bench.Bank.SendAsync(HttpMethod.Post, path, part, BankUnderTest.ClerkToken, "refund 1");
            Assert.AreEqual(HttpStatusCode.Created, response.StatusCode);
        }

        Assert.AreEqual(("9930.00", "9930.00"), await customer.MoneyAsync());
        Assert.AreEqual("over-refund", await bench.Bank.ClerkAsync(HttpMethod.Post, path, new { note = "x", amount = "70.01" }).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("100.00", (await bench.Bank.ClerkDoesAsync(HttpMethod.Post, path, new { note = "the rest" }))["refunded"]!.GetValue<string>());
        Assert.AreEqual("over-refund", await bench.Bank.ClerkAsync(HttpMethod.Post, path, new { note = "again" }).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("0.00", await bench.MerchantBalanceAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Refunds_at_the_same_time_give_back_no_more_than_was_paid(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 10000));
        await bench.UntilAsync("completed");
        var path = $"/clerk/purchases/{(await bench.NewestAsync())["reference"]!.GetValue<string>()}";
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using var response = await bench.Bank.SendAsync(
                HttpMethod.Post, path + "/refunds", new { note = "broken cup", amount = "30.00" }, BankUnderTest.ClerkToken, $"refund {number}");
            return response.StatusCode;
        }));
        Assert.AreEqual(3, statuses.Count(status => status == HttpStatusCode.Created), string.Join(' ', statuses));
        Assert.AreEqual(5, statuses.Count(status => status == HttpStatusCode.Conflict), string.Join(' ', statuses));
        Assert.AreEqual(("9990.00", "9990.00"), await customer.MoneyAsync());
        foreach (var malformed in (object[])[new { }, new { note = "" }, new { note = "x", amount = "0.00" }, new { note = "x", amount = "-1.00" }, new { note = "x", amount = "1" }])
        {
            using var response = await bench.Bank.SendAsync(HttpMethod.Post, path + "/refunds", malformed, BankUnderTest.ClerkToken, "malformed " + malformed);
            Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode, malformed.ToString());
        }

        Assert.AreEqual(
            "wrong-state", await bench.Bank.ClerkAsync(HttpMethod.Post, path + "/outcome", new { outcome = "reversed", note = "x" }).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("10.00", await bench.MerchantBalanceAsync());
        await bench.Bank.AssertBooksAsync();
    }

    private static async Task TimeOutAsync(TerminalBench bench)
    {
        await bench.PassAsync(TimeSpan.FromSeconds(125));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        Assert.AreEqual(("refused", "timed-out"), ((await bench.NewestAsync())["state"]!.GetValue<string>(), (await bench.NewestAsync())["reason"]!.GetValue<string>()));
    }
}
