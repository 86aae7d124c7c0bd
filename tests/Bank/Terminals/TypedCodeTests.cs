using System.Globalization;
using PaymentCode.Bank.Tests.PaymentKeys;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>Purchases with a payment code that is typed at the terminal.</summary>
[TestClass]
public sealed class TypedCodeTests
{
    [TestMethod, OnBothEngines]
    public async Task A_typed_payment_code_pays_once(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bench.Bank);
        var code = wallet.Next();
        await TypeAsync(bench, code, 5000);
        await bench.UntilAsync("completed");
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
        Assert.AreEqual("50.00", await bench.MerchantBalanceAsync());
        await TypeAsync(bench, code, 5000);
        await bench.UntilAsync("refused");
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_large_one_takes_the_payment_password_and_is_reversed_where_the_terminal_never_heard(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, wallet) = await Wallet.CreateAsync(bench.Bank);
        using var set = await customer.SendAsync(
            HttpMethod.Put, "/customer/payment-password", new { loginPassword = BankUnderTest.Password, paymentPassword = TerminalBench.PaymentPassword });
        Assert.IsTrue(set.IsSuccessStatusCode);
        await TypeAsync(bench, wallet.Next(), 150000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        bench.Terminal.Before = (TerminalApplet.DirectApproved, () => bench.Terminal.LosePower());
        bench.Terminal.Type(TerminalBench.PaymentPassword);
        await bench.UntilAsync("reversed");
        Assert.AreEqual(("10000.00", "10000.00"), await customer.MoneyAsync());
        Assert.AreEqual("0.00", await bench.MerchantBalanceAsync());
        Assert.AreEqual("reversed", (await customer.DoesAsync(HttpMethod.Get, "/customer/payments"))[0]!["verdict"]!.GetValue<string>());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_typed_after_a_token_left_pays_alone_and_the_tokens_owner_has_his_money(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (owner, token) = await bench.CustomerAsync();
        var (customer, wallet) = await Wallet.CreateAsync(bench.Bank);
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        bench.Terminal.Tap(token);
        bench.Terminal.Field = null;
        await Eventually.IsTrueAsync(() => Task.FromResult(bench.Terminal.Directives.Count == 2));
        Assert.AreEqual(("10000.00", "9950.00"), await owner.MoneyAsync());

        Type(bench, wallet.Next());
        await bench.UntilAsync("completed");
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
        Assert.AreEqual(("10000.00", "10000.00"), await owner.MoneyAsync());
        await bench.Bank.AssertBooksAsync();
    }

    private static async Task TypeAsync(TerminalBench bench, string code, long amountMinor)
    {
        bench.Terminal.Begin(TokenApplet.TypePurchase, amountMinor);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        Type(bench, code);
    }

    private static void Type(TerminalBench bench, string code) => bench.Terminal.Happen(
        TerminalApplet.EventPaymentCode,
        new TlvList().AddBcd(TerminalApplet.TagPaymentCode, long.Parse(code, CultureInfo.InvariantCulture), 9));
}
