using System.Net;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>Allow list, registration, fetching, rotation and revocation.</summary>
[TestClass]
public sealed class PaymentKeyTests
{
    [TestMethod, OnBothEngines]
    public async Task The_allow_list_is_kept_by_the_clerk_and_answers_queries(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("0.00", withToken: false);
        Assert.IsFalse(await ListedAsync(bank, customer));
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        Assert.IsTrue(await ListedAsync(bank, customer));
        Assert.IsTrue((await customer.DoesAsync(HttpMethod.Get, "/customer/payment-key"))["allowed"]!.GetValue<bool>());
        Assert.AreEqual(customer.Id, (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/payment-users"))[0]!["customerId"]!.GetValue<string>());

        await bank.ClerkDoesAsync(HttpMethod.Delete, $"/clerk/payment-users/{customer.Id}");
        await bank.ClerkDoesAsync(HttpMethod.Delete, $"/clerk/payment-users/{customer.Id}");
        Assert.IsFalse(await ListedAsync(bank, customer));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            Assert.AreEqual("not-found", await bank.ClerkAsync(method, "/clerk/payment-users/nobody").ProblemAsync(HttpStatusCode.NotFound));
        }
    }

    [TestMethod, OnBothEngines]
    public async Task Registering_twice_revoking_twice_and_fetching_after_revocation_have_their_answers(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("0.00", withToken: false);
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        Assert.AreEqual("not-registered", await FetchAsync(customer).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("not-found", await RevokeAsync(customer).ProblemAsync(HttpStatusCode.NotFound));

        var view = await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        Assert.IsTrue(view["registered"]!.GetValue<bool>());
        Assert.AreEqual("already-registered", await customer.SendAsync(HttpMethod.Post, "/customer/payment-key").ProblemAsync(HttpStatusCode.Conflict));

        var first = await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { });
        using (var revoked = await RevokeAsync(customer))
        {
            Assert.AreEqual(HttpStatusCode.NoContent, revoked.StatusCode);
        }

        Assert.AreEqual("not-found", await RevokeAsync(customer).ProblemAsync(HttpStatusCode.NotFound));
        Assert.AreEqual("not-registered", await FetchAsync(customer).ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual("not-registered", await customer.SendAsync(HttpMethod.Post, "/customer/payment-key/rotate").ProblemAsync(HttpStatusCode.Conflict));
        Assert.IsFalse((await customer.DoesAsync(HttpMethod.Get, "/customer/payment-key"))["registered"]!.GetValue<bool>());

        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        var second = await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { });
        Assert.AreNotEqual(first["key"]!.GetValue<string>(), second["key"]!.GetValue<string>());
        Assert.AreEqual(2, second["keyVersion"]!.GetValue<int>());
        Assert.AreEqual(2, second["batch"]!.GetValue<long>());
    }

    [TestMethod]
    public async Task Only_users_on_the_list_with_a_session_fetch_a_key()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync("0.00");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        Assert.AreEqual("not-on-list", await FetchAsync(customer).ProblemAsync(HttpStatusCode.Forbidden));
        Assert.AreEqual("not-on-list", await customer.SendAsync(HttpMethod.Post, "/customer/payment-key/token", new { }).ProblemAsync(HttpStatusCode.Forbidden));
        Assert.AreEqual("not-authenticated", await bank.SendAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { }, null)
            .ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.AreEqual("not-authenticated", await bank.SendAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { }, BankUnderTest.ClerkToken)
            .ProblemAsync(HttpStatusCode.Unauthorized));

        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        using var fetched = await FetchAsync(customer);
        Assert.AreEqual(HttpStatusCode.OK, fetched.StatusCode);
        Assert.IsTrue(fetched.Headers.CacheControl!.NoStore);

        await bank.ClerkDoesAsync(HttpMethod.Delete, $"/clerk/payment-users/{customer.Id}");
        Assert.AreEqual("not-on-list", await FetchAsync(customer).ProblemAsync(HttpStatusCode.Forbidden));
    }

    [TestMethod]
    [DataRow(29)]
    [DataRow(61)]
    [DataRow(601)]
    [DataRow(0)]
    [DataRow(-60)]
    public async Task Another_validity_is_refused(int validity)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank, "0.00");
        Assert.AreEqual("malformed", await customer.SendAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { validity })
            .ProblemAsync(HttpStatusCode.BadRequest));
    }

    [TestMethod, OnBothEngines]
    public async Task Indices_are_unique_and_a_slot_in_use_is_passed_over_when_they_come_round(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, first) = await Wallet.CreateAsync(bank, "0.00");
        var (_, second) = await Wallet.CreateAsync(bank, "0.00");
        await bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync(
            "UPDATE payment_slots SET next_slot = @Last", new { Last = PaymentIndices.Slots - 1 }));
        var (_, third) = await Wallet.CreateAsync(bank, "0.00");
        var (_, fourth) = await Wallet.CreateAsync(bank, "0.00");
        var all = first.Indices.Concat(second.Indices).Concat(third.Indices).Concat(fourth.Indices).ToArray();
        Assert.HasCount(4 * PaymentIndices.SlotSize, all.Distinct());
        Assert.IsFalse(all.Zip(all.Skip(1)).Any(pair => Math.Abs(pair.First - pair.Second) < 2), "indices must not follow each other");

        // The last slot, then the third: the first two are in use.
        var indices = bank.Service<PaymentIndices>();
        Assert.AreEqual((PaymentIndices.Slots - 1, 0), indices.Locate(third.Indices[0]));
        Assert.AreEqual((2L, 49), indices.Locate(fourth.Indices[49]));
    }

    [TestMethod, OnBothEngines]
    public async Task Keys_are_wrapped_at_rest(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, _) = await Wallet.CreateAsync(bank, "0.00");
        var fetched = await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { });
        var key = Convert.FromHexString(fetched["key"]!.GetValue<string>());
        var stored = await bank.Database.ReadAsync(transaction => transaction.FindAsync<byte[]>("SELECT key_wrapped FROM payment_keys"));
        Assert.AreEqual(12 + 32 + 16, stored!.Length);
        Assert.AreEqual(-1, stored.AsSpan().IndexOf(key.AsSpan(0, 4)));
        var audited = await bank.Database.ReadAsync(transaction => transaction.ListAsync<string>("SELECT detail FROM audit_records LIMIT 1000"));
        Assert.IsFalse(audited.Any(detail => detail.Contains(Convert.ToHexString(key), StringComparison.OrdinalIgnoreCase)));
    }

    [TestMethod, OnBothEngines]
    public async Task A_token_gets_the_same_batch_until_it_has_proved_that_it_has_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var shop = await bank.ShopAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");

        bank.Tokens.Connected = false;
        Assert.AreEqual("token-not-connected", await ToTokenAsync(customer).ProblemAsync(HttpStatusCode.Conflict));
        bank.Tokens.Connected = true;
        bank.Tokens.Lie = new TokenReply(TokenReplyKind.Unknown, null, null);
        Assert.AreEqual("token-unproved", await ToTokenAsync(customer).ProblemAsync(HttpStatusCode.BadGateway));
        var sent = bank.Tokens.PaymentKey(customer.Serial)!;
        Assert.IsNull((await customer.DoesAsync(HttpMethod.Get, "/customer/payment-key"))["device"]);

        bank.Tokens.Lie = null;
        var view = await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/token", new { validity = 180 });
        Assert.AreEqual(customer.Serial, view["device"]!.GetValue<string>());
        var again = bank.Tokens.PaymentKey(customer.Serial)!;
        Assert.AreEqual(Convert.ToHexString(sent).Replace("DF5402003C", "DF540200B4", StringComparison.Ordinal), Convert.ToHexString(again));
        (await shop.PayAsync(Wallet.Of(bank, again).Next(180))).AssertApproved();

        using var revoked = await RevokeAsync(customer);
        Assert.AreEqual(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.IsEmpty(bank.Tokens.PaymentKey(customer.Serial)!);
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_of_a_batch_whose_delivery_was_not_proved_proves_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var shop = await bank.ShopAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        var phone = await Wallet.FetchAsync(bank, customer);
        bank.Tokens.Lie = new TokenReply(TokenReplyKind.Unknown, null, null);
        await ToTokenAsync(customer).ProblemAsync(HttpStatusCode.BadGateway);

        (await shop.PayAsync(phone.Next())).AssertApproved();
        (await shop.PayAsync(Wallet.Of(bank, bank.Tokens.PaymentKey(customer.Serial)!).Next())).AssertApproved();
        bank.Time.Advance(TimeSpan.FromMinutes(1));
        (await shop.PayAsync(phone.Next())).AssertRefused("replaced");
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_of_an_unproved_batch_that_another_replaced_pays_and_leaves_the_other_as_it_is(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var shop = await bank.ShopAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        bank.Tokens.Lie = new TokenReply(TokenReplyKind.Unknown, null, null);
        await ToTokenAsync(customer).ProblemAsync(HttpStatusCode.BadGateway);
        var made = Wallet.Of(bank, bank.Tokens.PaymentKey(customer.Serial)!).Next(600);
        var phone = await Wallet.FetchAsync(bank, customer);

        (await shop.PayAsync(made)).AssertApproved();
        Assert.AreEqual(PaymentKeyDesk.Phone, (await customer.DoesAsync(HttpMethod.Get, "/customer/payment-key"))["device"]!.GetValue<string>());
        bank.Time.Advance(TimeSpan.FromMinutes(1));
        (await shop.PayAsync(phone.Next())).AssertApproved();
    }

    [TestMethod]
    public async Task A_customer_without_a_token_cannot_fetch_to_one()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank, "0.00");
        Assert.AreEqual("no-token", await ToTokenAsync(customer).ProblemAsync(HttpStatusCode.Conflict));
    }

    [TestMethod, OnBothEngines]
    public async Task Retired_batches_and_keys_are_forgotten_when_their_last_codes_are_dead(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, _) = await Wallet.CreateAsync(bank, "0.00");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/rotate");
        Assert.AreEqual((2L, 1L), await RowsAsync(bank));
        bank.Time.Advance(TimeSpan.FromMinutes(11));
        await bank.Database.WriteAsync(transaction => PaymentBatch.ForgetAsync(transaction, bank.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.AreEqual((1L, 0L), await RowsAsync(bank));
    }

    private static Task<(long Keys, long Batches)> RowsAsync(BankUnderTest bank) => bank.Database.ReadAsync(async transaction =>
        (await transaction.ValueAsync<long>("SELECT COUNT(*) FROM payment_keys"), await transaction.ValueAsync<long>("SELECT COUNT(*) FROM payment_batches")));

    private static async Task<bool> ListedAsync(BankUnderTest bank, TestCustomer customer) =>
        (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/payment-users/{customer.Id}"))["allowed"]!.GetValue<bool>();

    private static Task<HttpResponseMessage> FetchAsync(TestCustomer customer) =>
        customer.SendAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { });

    private static Task<HttpResponseMessage> ToTokenAsync(TestCustomer customer) =>
        customer.SendAsync(HttpMethod.Post, "/customer/payment-key/token", new { });

    private static Task<HttpResponseMessage> RevokeAsync(TestCustomer customer) => customer.SendAsync(HttpMethod.Delete, "/customer/payment-key");
}
