using System.Net;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>What a clerk and a customer do for terminals, cards and receivers, and what they are refused.</summary>
[TestClass]
public sealed class TerminalDeskTests
{
    [TestMethod, OnBothEngines]
    public async Task A_terminals_board_is_registered_personalised_and_assigned_like_a_token(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine, connect: false);
        const string serial = "5054FFFF00000001";
        byte[] Key(byte value, int length) => [.. Enumerable.Repeat(value, length)];
        var board = new FakeTerminal(serial, new KeySet(1, Key(1, 16), Key(2, 16), Key(3, 16), Key(4, 32), Key(5, 32)));
        var registration = new
        {
            serial,
            keyVersion = 1,
            enc = new string('0', 32).Replace("00", "01", StringComparison.Ordinal),
            mac = new string('0', 32).Replace("00", "02", StringComparison.Ordinal),
            dek = new string('0', 32).Replace("00", "03", StringComparison.Ordinal),
            kind = "terminal",
        };
        Assert.AreEqual("terminal", (await bench.Bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/tokens", registration))["kind"]!.GetValue<string>());
        bench.Connect(board);
        await Eventually.IsTrueAsync(async () => (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/tokens/{serial}"))["connected"]!.GetValue<bool>());
        var personalised = await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{serial}/personalise");
        Assert.AreEqual(("personalised", 2), (personalised["state"]!.GetValue<string>(), personalised["keyVersion"]!.GetValue<int>()));
        Assert.AreEqual(2, board.KeyVersion);
        Assert.AreEqual("wrong-kind", await bench.Bank.ClerkAsync(
            HttpMethod.Post, $"/clerk/tokens/{serial}/bind", new { customerId = "0000000000000000" }).ProblemAsync(HttpStatusCode.Conflict));
        await bench.Bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{bench.TerminalId}/board", new { serial });
        await Eventually.IsTrueAsync(() => Task.FromResult(board.Configuration.Length > 0));
        Assert.AreEqual("personalised", (await bench.Bank.ClerkDoesAsync(
            HttpMethod.Get, $"/clerk/tokens/{bench.Terminal.Serial}"))["state"]!.GetValue<string>(), "the board before is free again");

        // While the channel is kept the board gets new keys, and the talk goes on.
        await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{serial}/personalise");
        await board.PolledAsync(5);
        Assert.AreEqual(3, board.KeyVersion);
    }

    [TestMethod]
    public async Task What_is_no_board_is_not_assigned()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite, connect: false);
        var customer = await bench.Bank.CustomerAsync();
        var path = $"/clerk/terminals/{bench.TerminalId}/board";
        Assert.AreEqual("wrong-kind", await bench.Bank.ClerkAsync(HttpMethod.Put, path, new { serial = customer.Serial }).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("not-found", await bench.Bank.ClerkAsync(HttpMethod.Put, path, new { serial = "0000000000000000" }).ProblemAsync(HttpStatusCode.NotFound));
        var (_, other) = await bench.TerminalAsync();
        Assert.AreEqual("wrong-state", await bench.Bank.ClerkAsync(HttpMethod.Put, path, new { serial = other.Serial }).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("malformed", await bench.Bank.ClerkAsync(
            HttpMethod.Put, path, new { serial = bench.Terminal.Serial, language = "fr" }).ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod, OnBothEngines]
    public async Task A_card_is_told_once_and_looked_after(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine, connect: false);
        var customer = await bench.Bank.CustomerAsync();
        var issued = await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/cards", new { });
        var pan = issued["pan"]!.GetValue<string>();
        Assert.AreEqual(("915600", 16, pan), (pan[..6], pan.Length, BankUnderTest.WithCheckDigit(pan[..15])));
        Assert.AreEqual(("310331", 32), (issued["expiry"]!.GetValue<string>(), issued["key"]!.GetValue<string>().Length));
        var card = (await customer.DoesAsync(HttpMethod.Get, "/customer/cards")).AsArray().Single()!;
        Assert.IsFalse(card.ToJsonString().Contains(pan, StringComparison.Ordinal));
        Assert.AreEqual(("active", "token:" + customer.Serial), (card["state"]!.GetValue<string>(), card["device"]!.GetValue<string>()));
        var path = $"/customer/cards/{card["cardId"]!.GetValue<string>()}/secret";
        foreach (var bad in (string[])["123", "1234567890123", "12a4", ""])
        {
            Assert.AreEqual("invalid-secret", await customer.SendAsync(HttpMethod.Put, path, new { secret = bad }).ProblemAsync(HttpStatusCode.BadRequest));
        }

        Assert.IsTrue((await customer.DoesAsync(HttpMethod.Put, path, new { secret = "2718" }))["hasSecret"]!.GetValue<bool>());
        var stranger = await bench.Bank.CustomerAsync();
        Assert.AreEqual("not-found", await stranger.SendAsync(HttpMethod.Put, path, new { secret = "2718" }).ProblemAsync(HttpStatusCode.NotFound));
        var clerk = $"/clerk/cards/{card["cardId"]!.GetValue<string>()}";
        Assert.AreEqual("invalid-device", await bench.Bank.ClerkAsync(
            HttpMethod.Put, clerk + "/device", new { device = "token:" + stranger.Serial }).ProblemAsync(HttpStatusCode.BadRequest));
        Assert.AreEqual("wrong-state", await bench.Bank.ClerkAsync(HttpMethod.Post, clerk + "/unlock").ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("closed", (await bench.Bank.ClerkDoesAsync(HttpMethod.Post, clerk + "/close"))["state"]!.GetValue<string>());
        Assert.AreEqual("wrong-state", await customer.SendAsync(HttpMethod.Put, path, new { secret = "2718" }).ProblemAsync(HttpStatusCode.Conflict));
    }

    [TestMethod]
    public async Task A_receivers_name_is_one_customers_and_has_a_letter()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite, connect: false);
        var customer = await bench.Bank.CustomerAsync();
        var other = await bench.Bank.CustomerAsync();
        Assert.AreEqual("LINA01", (await customer.DoesAsync(HttpMethod.Post, "/customer/receivers", new { name = "LiNa01" }))["name"]!.GetValue<string>());
        Assert.AreEqual("already-registered", await other.SendAsync(HttpMethod.Post, "/customer/receivers", new { name = "lina01" }).ProblemAsync(HttpStatusCode.Conflict));
        foreach (var bad in (string[])["8613800138000", "ab", "a b c", "abcdefghijklmnopqrstu"])
        {
            Assert.AreEqual("invalid-receiver", await other.SendAsync(HttpMethod.Post, "/customer/receivers", new { name = bad }).ProblemAsync(HttpStatusCode.BadRequest));
        }

        Assert.AreEqual("not-found", await other.SendAsync(HttpMethod.Delete, "/customer/receivers/LINA01").ProblemAsync(HttpStatusCode.NotFound));
        using var removed = await customer.SendAsync(HttpMethod.Delete, "/customer/receivers/LINA01");
        Assert.AreEqual(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.IsEmpty((await customer.DoesAsync(HttpMethod.Get, "/customer/receivers")).AsArray());
    }

    [TestMethod]
    public async Task Limits_of_purchases_and_transfers_are_a_table()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var limits = (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/order-limits")).AsArray();
        Assert.IsTrue(limits.Any(limit => limit!.ToJsonString()
            == """{"currency":"CNY","kind":"purchase","single":"5000.00","daily":"20000.00","passwordAbove":"1000.00","freePayments":10}"""));
        await bench.Bank.ClerkDoesAsync(
            HttpMethod.Put, "/clerk/order-limits/CNY/purchase", new { single = "50.00", daily = "80.00", passwordAbove = "20.00", freePayments = 3 });
        var (_, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 2001));
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        Assert.AreEqual("invalid-amount", await bench.Bank.ClerkAsync(
            HttpMethod.Put, "/clerk/order-limits/CNY/purchase", new { single = "50.00", daily = "49.00", passwordAbove = "20.00", freePayments = 3 })
            .ProblemAsync(HttpStatusCode.BadRequest));
    }
}
