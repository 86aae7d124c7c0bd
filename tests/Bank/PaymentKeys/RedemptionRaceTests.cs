using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>What two do at the same moment.</summary>
[TestClass]
public sealed class RedemptionRaceTests
{
    private const int Races = 1000;
    private const int Customers = 24;

    [TestMethod, OnBothEngines]
    public async Task Of_the_same_code_at_two_terminals_at_the_same_moment_exactly_one_wins(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        await bank.ClerkDoesAsync(HttpMethod.Put, "/clerk/payment-limits/CNY",
            new { single = "1000.00", daily = "5000.00", dailyCount = 1000, highestDaily = "50000.00" });
        var pairs = new List<Pair>();
        for (var number = 0; number < Customers; number++)
        {
            // A terminal sends one message after another, so each customer has two of his own.
            var (customer, wallet) = await Wallet.CreateAsync(bank, "1000.00");
            pairs.Add(new Pair(
                customer, wallet, await bank.ShopAsync(), await bank.ShopAsync(), (Races / Customers) + (number < Races % Customers ? 1 : 0)));
        }

        var won = 0;
        await Parallel.ForEachAsync(pairs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (pair, _) =>
        {
            for (var race = 0; race < pair.Races; race++)
            {
                var code = pair.Wallet.Next();
                var replies = await Task.WhenAll(pair.First.PayAsync(code, "1.00"), pair.Second.PayAsync(code, "1.00"));
                Assert.AreEqual(1, replies.Count(reply => reply.Verdict == "approved"), replies[0].Text + replies[1].Text);
                replies.Single(reply => reply.Verdict != "approved").AssertRefused("code-used");
                Interlocked.Increment(ref won);
            }

            Assert.AreEqual($"{1000 - pair.Races}.00", (await pair.Customer.MoneyAsync()).Balance);
        });
        Assert.AreEqual(Races, won);
        Assert.AreEqual("1000.00", await bank.TakingsAsync(pairs[0].First));
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task After_a_revocation_was_answered_no_code_is_accepted_whatever_raced_with_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync(withToken: false);
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        var paid = 0;
        for (var round = 0; round < 20; round++)
        {
            await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
            var wallet = await Wallet.FetchAsync(bank, customer);
            var shop = await bank.ShopAsync();
            var racing = shop.PayAsync(wallet.CodeAt(0), "1.00");
            var revoking = customer.SendAsync(HttpMethod.Delete, "/customer/payment-key");
            using var revoked = await revoking;
            Assert.IsTrue(revoked.IsSuccessStatusCode);
            (await shop.PayAsync(wallet.CodeAt(1), "1.00")).AssertRefused("wrong-code");
            paid += (await racing).Verdict == "approved" ? 1 : 0;
        }

        Assert.AreEqual($"{10000 - paid}.00", (await customer.MoneyAsync()).Balance);
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task Limits_hold_when_many_codes_of_one_customer_come_at_once(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank, "9999.00");
        var shops = new List<TerminalClient>();
        for (var i = 0; i < PaymentBatch.LookAhead; i++)
        {
            shops.Add(await bank.ShopAsync());
        }

        for (var round = 0; round < 4; round++)
        {
            var position = wallet.Position;
            await Task.WhenAll(shops.Select((shop, i) => shop.PayAsync(wallet.CodeAt(position + i), "900.00")));
            wallet.Position += PaymentBatch.LookAhead;
        }

        var spent = 9999 - decimal.Parse((await customer.MoneyAsync()).Balance, System.Globalization.CultureInfo.InvariantCulture);
        Assert.IsTrue(spent is > 0 and <= 5000, $"{spent} were paid");
        await bank.AssertBooksAsync();
    }

    private sealed record Pair(TestCustomer Customer, Wallet Wallet, TerminalClient First, TerminalClient Second, int Races);
}
