using System.Globalization;
using System.Text.Json.Nodes;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>A device that makes payment codes: what it was given, and a clock that may be wrong.</summary>
public sealed class Wallet
{
    private readonly byte[] _key;
    private readonly long[] _indices;
    private readonly BankUnderTest _bank;

    public Wallet(BankUnderTest bank, byte[] key, int prefix, long[] indices) => (_bank, _key, Prefix, _indices) = (bank, key, prefix, indices);

    public int Prefix { get; }

    public IReadOnlyList<long> Indices => _indices;

    public int Position { get; set; }

    /// <summary>How much the device's clock is ahead.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>A customer who is on the list and registered, and what his phone fetched.</summary>
    public static async Task<(TestCustomer Customer, Wallet Wallet)> CreateAsync(BankUnderTest bank, string balance = "10000.00")
    {
        var customer = await bank.CustomerAsync(balance, withToken: false);
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key");
        return (customer, await FetchAsync(bank, customer));
    }

    public static async Task<Wallet> FetchAsync(BankUnderTest bank, TestCustomer customer) =>
        Of(bank, await customer.DoesAsync(HttpMethod.Post, "/customer/payment-key/fetch", new { }));

    public static Wallet Of(BankUnderTest bank, JsonNode fetched) => new(
        bank,
        Convert.FromHexString(fetched["key"]!.GetValue<string>()),
        int.Parse(fetched["prefix"]!.GetValue<string>(), CultureInfo.InvariantCulture),
        [.. fetched["indices"]!.AsArray().Select(index => long.Parse(index!.GetValue<string>(), CultureInfo.InvariantCulture))]);

    public static Wallet Of(BankUnderTest bank, byte[] putData)
    {
        Assert.IsTrue(PaymentKeyData.TryParse(putData, out var data));
        return new Wallet(bank, data.Key, data.Prefix, [.. Enumerable.Range(0, data.Count).Select(data.IndexAt)]);
    }

    /// <summary>The next code.</summary>
    public string Next(int validity = 60, long amountMinor = 0) => CodeAt(Position++, validity, amountMinor);

    /// <summary>The code of a position, now.</summary>
    public string CodeAt(int position, int validity = 60, long amountMinor = 0) => PaymentCodeNumber.Make(
        _key, Prefix, _indices[position], validity, (_bank.Time.GetUtcNow() + ClockError).ToUnixTimeSeconds(), amountMinor, amountMinor == 0 ? 0 : 156);

    /// <summary>The same code with one digit changed.</summary>
    public static string Changed(string code, int digit) =>
        code[..digit] + (char)('0' + ((code[digit] - '0' + 1) % 10)) + code[(digit + 1)..];
}

/// <summary>Terminals of shops.</summary>
public static class Shops
{
    /// <summary>An authorised terminal with a merchant.</summary>
    public static async Task<TerminalClient> ShopAsync(this BankUnderTest bank, string merchantId = "NOODLES1")
    {
        var terminal = await bank.TerminalAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{terminal.Id}/merchant", new { merchantId, name = "Noodle house" });
        return terminal;
    }

    /// <summary>What a merchant has.</summary>
    public static async Task<string> TakingsAsync(this BankUnderTest bank, TerminalClient terminal) =>
        (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{terminal.Id}"))["merchant"]!["balance"]!.GetValue<string>();

    public static void AssertApproved(this TerminalReply reply, string amount = "12.50")
    {
        Assert.AreEqual("approved", reply.Verdict, reply.Text);
        Assert.AreEqual(amount, reply.Json["amount"]!.GetValue<string>());
        Assert.IsTrue(reply.IsAuthentic);
    }

    public static void AssertRefused(this TerminalReply reply, string reason)
    {
        Assert.AreEqual("refused", reply.Verdict, reply.Text);
        Assert.AreEqual(reason, reply.Reason, reply.Text);
        Assert.IsTrue(reply.IsAuthentic);
    }
}
