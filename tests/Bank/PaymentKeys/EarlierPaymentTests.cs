using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>A code that is shown again.</summary>
[TestClass]
public sealed class EarlierPaymentTests
{
    [TestMethod, OnBothEngines]
    public async Task A_till_that_never_saw_the_answer_learns_of_its_payment_by_the_same_code_and_no_other_till_does(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var elsewhere = await bank.ShopAsync("TEAHOUSE");
        var code = wallet.Next();
        var paid = await shop.PayAsync(code);
        Assert.IsFalse(paid.Json.AsObject().ContainsKey("earlier"));
        bank.Time.Advance(TimeSpan.FromMinutes(5));
        var again = await shop.PayAsync(code);
        again.AssertRefused("code-used");
        Assert.AreEqual(paid.Json["paymentId"]!.GetValue<string>(), again.Json["earlier"]!["paymentId"]!.GetValue<string>());
        Assert.AreEqual("12.50", again.Json["earlier"]!["amount"]!.GetValue<string>());
        Assert.AreEqual("CNY", again.Json["earlier"]!["currency"]!.GetValue<string>());
        var other = await elsewhere.PayAsync(code);
        other.AssertRefused("code-used");
        Assert.IsFalse(other.Json.AsObject().ContainsKey("earlier"));

        // A code that a later one ended was not paid with.
        var skipped = wallet.Next();
        (await shop.PayAsync(wallet.Next())).AssertApproved();
        var ended = await shop.PayAsync(skipped);
        ended.AssertRefused("code-used");
        Assert.IsFalse(ended.Json.AsObject().ContainsKey("earlier"));
    }
}
