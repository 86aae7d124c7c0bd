using System.Net;
using System.Text;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>Codes at terminals: what is taken, what is refused, and why.</summary>
[TestClass]
public sealed class RedemptionTests
{
    [TestMethod, OnBothEngines]
    public async Task A_code_moves_the_money_from_the_customer_to_the_merchant_and_both_are_told(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var code = wallet.Next();
        var path = "/customer/payment-codes/" + code;
        Assert.AreEqual("""{"verdict":"unused"}""", Bare((await customer.DoesAsync(HttpMethod.Get, path)).ToJsonString()));

        var reply = await shop.PayAsync(code);
        reply.AssertApproved();
        Assert.AreEqual(1250, reply.Json["amountMinor"]!.GetValue<long>());
        Assert.AreEqual("CNY", reply.Json["currency"]!.GetValue<string>());
        Assert.AreEqual(("9987.50", "9987.50"), await customer.MoneyAsync());
        Assert.AreEqual("12.50", await bank.TakingsAsync(shop));

        var outcome = await customer.DoesAsync(HttpMethod.Get, path);
        Assert.AreEqual("approved", outcome["verdict"]!.GetValue<string>());
        Assert.AreEqual("12.50", outcome["amount"]!.GetValue<string>());
        Assert.AreEqual("Noodle house", outcome["merchant"]!.GetValue<string>());
        Assert.AreEqual(reply.Json["paymentId"]!.GetValue<string>(), outcome["paymentId"]!.GetValue<string>());
        var other = await bank.CustomerAsync("0.00", withToken: false);
        Assert.AreEqual("""{"verdict":"unused"}""", Bare((await other.DoesAsync(HttpMethod.Get, path)).ToJsonString()));
        Assert.HasCount(1, (await customer.DoesAsync(HttpMethod.Get, "/customer/payments")).AsArray());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_is_refused_the_second_time_and_a_repeated_message_gets_the_first_answer(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var elsewhere = await bank.ShopAsync("TEAHOUSE");
        var code = wallet.Next();
        var sequence = shop.NextSequence();
        var first = await shop.PayAsync(code, sequence: sequence);
        first.AssertApproved();
        Assert.AreEqual(first, await shop.PayAsync(code, sequence: sequence));
        Assert.AreEqual("sequence-reused", (await shop.PayAsync(code, "99.00", sequence: sequence)).Problem);
        (await shop.PayAsync(code)).AssertRefused("code-used");
        (await elsewhere.PayAsync(code)).AssertRefused("code-used");
        Assert.AreEqual("9987.50", (await customer.MoneyAsync()).Balance);
        Assert.AreEqual("approved", (await customer.DoesAsync(HttpMethod.Get, "/customer/payment-codes/" + code))["verdict"]!.GetValue<string>());
        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task An_amount_that_the_user_fixed_is_the_only_one_taken(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var code = wallet.Next(amountMinor: 1250);
        (await shop.PayAsync(code, "12.51")).AssertRefused("wrong-code");
        (await shop.PayAsync(code, "1250.00")).AssertRefused("wrong-code");
        (await shop.PayAsync(code)).AssertApproved();
    }

    [TestMethod]
    [DataRow(30)]
    [DataRow(60)]
    [DataRow(180)]
    [DataRow(600)]
    public async Task A_code_lives_at_least_three_fifths_of_its_validity_and_never_longer_than_it(int validity)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var early = wallet.Next(validity);
        bank.Time.Advance(TimeSpan.FromSeconds((validity * 3 / 5) - 1));
        (await shop.PayAsync(early)).AssertApproved();
        var late = wallet.Next(validity);
        bank.Time.Advance(TimeSpan.FromSeconds(validity));
        (await shop.PayAsync(late)).AssertRefused("expired");
    }

    [TestMethod]
    [DataRow(60, -120, "expired")]
    [DataRow(60, 120, "clock-ahead")]
    [DataRow(60, -86_400, "wrong-code")]
    [DataRow(60, 86_400, "wrong-code")]
    [DataRow(600, -86_400, "wrong-code")]
    [DataRow(600, 86_400, "wrong-code")]
    [DataRow(600, -120, null)]
    [DataRow(60, 12, null)]
    [DataRow(60, -12, null)]
    public async Task A_clock_that_is_wrong_by_two_minutes_or_a_day_makes_no_short_code(int validity, int errorSeconds, string? reason)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        wallet.ClockError = TimeSpan.FromSeconds(errorSeconds);
        var reply = await shop.PayAsync(wallet.Next(validity));
        if (reason is null)
        {
            reply.AssertApproved();
        }
        else
        {
            reply.AssertRefused(reason);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_of_another_day_of_a_revoked_key_or_of_a_key_never_fetched_is_refused(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var yesterday = wallet.Next(600);
        bank.Time.Advance(TimeSpan.FromDays(1));
        (await shop.PayAsync(yesterday)).AssertRefused("wrong-code");

        customer = await customer.AgainAsync();
        var fresh = wallet.Next();
        using (var revoked = await customer.SendAsync(HttpMethod.Delete, "/customer/payment-key"))
        {
            Assert.AreEqual(HttpStatusCode.NoContent, revoked.StatusCode);
        }

        (await shop.PayAsync(fresh)).AssertRefused("wrong-code");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        (await shop.PayAsync(wallet.Next())).AssertRefused("wrong-code");
        Assert.AreEqual("10000.00", (await customer.MoneyAsync()).Balance);
    }

    [TestMethod]
    public async Task One_digit_changed_is_refused_wherever_it_is()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var code = wallet.Next();
        for (var digit = 0; digit < code.Length; digit++)
        {
            var shop = await bank.ShopAsync();
            (await shop.PayAsync(Wallet.Changed(code, digit))).AssertRefused(digit < 2 ? "not-a-payment-code" : "wrong-code");
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("12345678901234567")]
    [DataRow("7112345678901234567")]
    [DataRow("71123456789012345a")]
    [DataRow("711234567890１２３４５６")]
    public async Task What_is_no_code_is_called_so(string text)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var shop = await bank.ShopAsync();
        (await shop.PayAsync(text)).AssertRefused("not-a-payment-code");
    }

    [TestMethod, OnBothEngines]
    public async Task Only_terminals_on_the_list_redeem(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var code = wallet.Next();
        var registered = await bank.TerminalAsync(authorised: false);
        Assert.AreEqual("terminal-refused", (await registered.PayAsync(code)).Problem);
        var withoutMerchant = await bank.TerminalAsync();
        Assert.AreEqual("no-merchant", (await withoutMerchant.PayAsync(code)).Problem);
        var stranger = new TerminalClient(bank.Http, "ATM99999", new byte[32]);
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await stranger.PayAsync(code)).Status);
        var shop = await bank.ShopAsync();
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await shop.ClaimAsync(new { amount = "12.50", currency = "CNY", code }, key: new byte[32])).Status);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{shop.Id}/suspend");
        Assert.AreEqual("terminal-refused", (await shop.PayAsync(code)).Problem);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{shop.Id}/authorise");
        (await shop.PayAsync(code)).AssertApproved();
        Assert.AreEqual("9987.50", (await customer.MoneyAsync()).Balance);
    }

    [TestMethod, OnBothEngines]
    public async Task A_user_who_was_taken_off_the_list_cannot_pay(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        await bank.ClerkDoesAsync(HttpMethod.Delete, $"/clerk/payment-users/{customer.Id}");
        (await shop.PayAsync(wallet.CodeAt(0))).AssertRefused("not-allowed");
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        (await shop.PayAsync(wallet.CodeAt(0))).AssertApproved();
    }

    [TestMethod, OnBothEngines]
    public async Task Codes_of_the_old_key_live_out_their_life_after_a_rotation_and_no_new_ones_are_made_with_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, old) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var first = old.Next(600);
        var second = old.Next(600);
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/rotate");
        var fresh = await Wallet.FetchAsync(bank, customer);
        bank.Time.Advance(TimeSpan.FromMinutes(5));
        (await shop.PayAsync(first)).AssertApproved();
        (await shop.PayAsync(old.Next(60))).AssertRefused("replaced");
        (await shop.PayAsync(fresh.Next())).AssertApproved();
        bank.Time.Advance(TimeSpan.FromMinutes(5));
        (await shop.PayAsync(second)).AssertRefused("expired");
        bank.Time.Advance(TimeSpan.FromMinutes(1));
        (await shop.PayAsync(old.Next(600))).AssertRefused("replaced");
    }

    [TestMethod, OnBothEngines]
    public async Task Indices_are_used_in_order_with_a_look_ahead_of_three(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        (await shop.PayAsync(wallet.CodeAt(2))).AssertApproved();
        (await shop.PayAsync(wallet.CodeAt(1))).AssertRefused("code-used");
        (await shop.PayAsync(wallet.CodeAt(0))).AssertRefused("code-used");
        (await shop.PayAsync(wallet.CodeAt(6))).AssertRefused("show-next-code");
        (await shop.PayAsync(wallet.CodeAt(6))).AssertRefused("show-next-code");
        (await shop.PayAsync(wallet.CodeAt(8))).AssertRefused("show-next-code");
        (await shop.PayAsync(wallet.CodeAt(9))).AssertApproved();
        (await shop.PayAsync(wallet.CodeAt(8))).AssertRefused("code-used");
        (await shop.PayAsync(wallet.CodeAt(10))).AssertApproved();

        (await shop.PayAsync(wallet.CodeAt(20))).AssertRefused("show-next-code");
        bank.Time.Advance(TimeSpan.FromMinutes(11));
        (await shop.PayAsync(wallet.CodeAt(21))).AssertRefused("show-next-code");
        (await shop.PayAsync(wallet.CodeAt(22))).AssertApproved();
        (await shop.PayAsync(wallet.CodeAt(49))).AssertRefused("show-next-code");
    }

    [TestMethod, OnBothEngines]
    public async Task Limits_without_a_password_hold_and_a_password_opens_them(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank, "70000.00");
        var shop = await bank.ShopAsync();
        (await shop.PayAsync(wallet.Next(), "1000.00")).AssertApproved("1000.00");
        (await shop.PayAsync(wallet.CodeAt(1), "1000.01")).AssertRefused("password-not-set");
        await SetPasswordAsync(customer);
        (await shop.PayAsync(wallet.CodeAt(1), "1000.01")).AssertRefused("password-needed");
        (await shop.PayAsync(wallet.CodeAt(1), "1000.01", "271818")).AssertRefused("wrong-password");
        (await shop.PayAsync(wallet.CodeAt(1), "1000.01", "314159")).AssertApproved("1000.01");

        wallet.Position = 2;
        for (var i = 0; i < 4; i++)
        {
            (await shop.PayAsync(wallet.Next(), "1000.00")).AssertApproved("1000.00");
        }

        (await shop.PayAsync(wallet.CodeAt(6), "0.01")).AssertRefused("password-needed");
        (await shop.PayAsync(wallet.CodeAt(6), "44000.00", "314159")).AssertRefused("over-limit");
        (await shop.PayAsync(wallet.CodeAt(6), "43999.99", "314159")).AssertApproved("43999.99");
        (await shop.PayAsync(wallet.CodeAt(7), "0.01", "314159")).AssertRefused("over-limit");
        bank.Time.Advance(TimeSpan.FromDays(1));
        (await shop.PayAsync(wallet.CodeAt(7), "0.01")).AssertApproved("0.01");
        await bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task Ten_payments_a_day_need_no_password_and_the_eleventh_does()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        for (var i = 0; i < 10; i++)
        {
            (await shop.PayAsync(wallet.Next(), "1.00")).AssertApproved("1.00");
        }

        (await shop.PayAsync(wallet.Next(), "1.00")).AssertRefused("password-not-set");
    }

    [TestMethod]
    public async Task Three_wrong_passwords_lock_it_and_use_up_no_code()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        await SetPasswordAsync(customer);
        var code = wallet.Next(600);
        (await shop.PayAsync(code, "2000.00", "000001")).AssertRefused("wrong-password");
        (await shop.PayAsync(code, "2000.00", "000002")).AssertRefused("wrong-password");
        (await shop.PayAsync(code, "2000.00", "000003")).AssertRefused("password-locked");
        (await shop.PayAsync(code, "2000.00", "314159")).AssertRefused("password-locked");
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{customer.Id}/payment-password/free");
        (await shop.PayAsync(code, "2000.00", "314159")).AssertApproved("2000.00");
    }

    [TestMethod, OnBothEngines]
    public async Task No_more_is_paid_than_is_there(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bank, "100.00");
        var shop = await bank.ShopAsync();
        await customer.ReserveAsync("50.00");
        (await shop.PayAsync(wallet.CodeAt(0), "50.01")).AssertRefused("insufficient-funds");
        (await shop.PayAsync(wallet.CodeAt(0), "50.00")).AssertApproved("50.00");
        (await shop.PayAsync(wallet.CodeAt(1), "0.01")).AssertRefused("insufficient-funds");
        Assert.AreEqual(("50.00", "0.00"), await customer.MoneyAsync());
    }

    [TestMethod]
    [DataRow("0.00", "invalid-amount")]
    [DataRow("-1.00", "invalid-amount")]
    [DataRow("1", "invalid-amount")]
    [DataRow("1.0", "invalid-amount")]
    [DataRow("1.005", "invalid-amount")]
    [DataRow("01.00", "invalid-amount")]
    [DataRow("1,00", "invalid-amount")]
    [DataRow("1e2", "invalid-amount")]
    [DataRow(" 1.00", "invalid-amount")]
    [DataRow("", "invalid-amount")]
    [DataRow("10000000000.00", "invalid-amount")]
    [DataRow("١.00", "invalid-amount")]
    public async Task Amounts_are_as_in_a_withdrawal(string amount, string problem)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        Assert.AreEqual(problem, (await shop.PayAsync(wallet.CodeAt(0), amount)).Problem);
        (await shop.PayAsync(wallet.CodeAt(0))).AssertApproved();
    }

    [TestMethod]
    public async Task Currencies_must_be_the_merchants_and_the_customers()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var code = wallet.Next();
        Assert.AreEqual("currency-mismatch", (await shop.ClaimAsync(new { amount = "12.50", currency = "EUR", code })).Problem);
        Assert.AreEqual("unknown-currency", (await shop.ClaimAsync(new { amount = "12.50", currency = "XXX", code })).Problem);
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{shop.Id}/merchant", new { merchantId = "BISTRO", name = "Bistro", currency = "EUR" });
        (await shop.ClaimAsync(new { amount = "12.50", currency = "EUR", code })).AssertRefused("currency-mismatch");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("""{"amount":"1.00","currency":"CNY"}""")]
    [DataRow("""{"amount":1.00,"currency":"CNY","code":"711234567890123456"}""")]
    [DataRow("""{"amount":"1.00","currency":"CNY","code":"711234567890123456","picture":""}""")]
    [DataRow("""{"amount":"1.00","currency":"CNY","code":"711234567890123456","tip":"1.00"}""")]
    [DataRow("""{"amount":"1.00","currency":"CNY","code":"711234567890123456","password":"12345"}""")]
    [DataRow("""{"amount":"1.00","currency":"CNY","code":"711234567890123456","password":"12345x"}""")]
    public async Task A_claim_that_is_none_is_malformed(string body)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var shop = await bank.ShopAsync();
        var reply = await shop.ClaimAsync(Encoding.UTF8.GetBytes(body));
        Assert.AreEqual(HttpStatusCode.BadRequest, reply.Status);
        Assert.AreEqual("malformed", reply.Problem);
        Assert.IsTrue(reply.IsAuthentic);
    }

    private static string Bare(string json) => json.Replace(
        ""","reason":null,"paymentId":null,"amount":null,"currency":null,"merchant":null,"at":null""", "", StringComparison.Ordinal);

    private static async Task SetPasswordAsync(TestCustomer customer)
    {
        using var answer = await customer.SendAsync(
            HttpMethod.Put, "/customer/payment-password", new { loginPassword = BankUnderTest.Password, paymentPassword = "314159" });
        Assert.AreEqual(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
