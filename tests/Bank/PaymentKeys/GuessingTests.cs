using System.Net;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>Wrong codes are counted at the terminal, at the index, and at all terminals.</summary>
[TestClass]
public sealed class GuessingTests
{
    [TestMethod, OnBothEngines]
    public async Task The_tenth_wrong_code_of_a_day_stops_a_terminal_until_a_clerk_frees_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var other = await bank.ShopAsync();
        for (var guess = 0; guess < 9; guess++)
        {
            (await shop.PayAsync(Guess(guess))).AssertRefused("wrong-code");
        }

        // An own payment in between clears nothing: a merchant must not guess between his own payments.
        (await shop.PayAsync(wallet.Next())).AssertApproved();
        (await shop.PayAsync(Guess(9))).AssertRefused("wrong-code");
        (await shop.PayAsync(wallet.CodeAt(1))).AssertRefused("terminal-stopped");
        bank.Time.Advance(TimeSpan.FromDays(2));
        (await shop.PayAsync(wallet.CodeAt(1))).AssertRefused("terminal-stopped");
        (await other.PayAsync(wallet.CodeAt(1))).AssertApproved();

        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{shop.Id}/payment-codes/free");
        (await shop.PayAsync(wallet.CodeAt(2))).AssertApproved();
        Assert.AreEqual("not-found", await bank.ClerkAsync(HttpMethod.Post, "/clerk/terminals/NOBODY00/payment-codes/free").ProblemAsync(HttpStatusCode.NotFound));
    }

    [TestMethod]
    public async Task Nine_wrong_codes_are_forgotten_the_next_day()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var shop = await bank.ShopAsync();
        for (var day = 0; day < 2; day++)
        {
            for (var guess = 0; guess < 9; guess++)
            {
                (await shop.PayAsync(Guess(guess))).AssertRefused("wrong-code");
            }

            bank.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.AreEqual(9, (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{shop.Id}"))["wrongCodes"]!.GetValue<int>());
    }

    [TestMethod, OnBothEngines]
    public async Task Three_wrong_authenticators_end_an_index_and_nothing_else(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var code = wallet.CodeAt(1);
        for (var guess = 0; guess < 3; guess++)
        {
            (await shop.PayAsync(Wallet.Changed(code, 15 + guess))).AssertRefused("wrong-code");
        }

        (await shop.PayAsync(code)).AssertRefused("code-used");
        (await shop.PayAsync(wallet.CodeAt(2))).AssertApproved();
    }

    [TestMethod, OnBothEngines]
    public async Task Guesses_with_two_seen_indices_in_turn_count_together(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var (first, second) = (wallet.CodeAt(0), wallet.CodeAt(1));
        (await shop.PayAsync(Wallet.Changed(second, 15))).AssertRefused("wrong-code");
        (await shop.PayAsync(Wallet.Changed(first, 15))).AssertRefused("wrong-code");
        (await shop.PayAsync(first)).AssertApproved();
        (await shop.PayAsync(Wallet.Changed(second, 16))).AssertRefused("wrong-code");
        (await shop.PayAsync(second)).AssertRefused("code-used");
        (await shop.PayAsync(Wallet.Changed(wallet.CodeAt(2), 17))).AssertRefused("wrong-code");
        (await shop.PayAsync(wallet.CodeAt(2))).AssertApproved();
    }

    [TestMethod, OnBothEngines]
    public async Task Very_many_wrong_codes_everywhere_close_the_look_ahead_for_the_day(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        (await shop.PayAsync(Guess(1))).AssertRefused("wrong-code");
        await bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync(
            "UPDATE wrong_codes SET count = @Most - 1", new { Most = WrongCodes.MostOfAll }));
        (await shop.PayAsync(wallet.CodeAt(1))).AssertApproved();
        (await shop.PayAsync(Guess(2))).AssertRefused("wrong-code");
        (await shop.PayAsync(wallet.CodeAt(3))).AssertRefused("show-next-code");
        (await shop.PayAsync(wallet.CodeAt(2))).AssertApproved();
        bank.Time.Advance(TimeSpan.FromDays(1));
        (await shop.PayAsync(wallet.CodeAt(5))).AssertApproved();
        Assert.HasCount(1, await bank.Database.ReadAsync(transaction => transaction.ListAsync<long>(
            "SELECT id FROM audit_records WHERE event = 'payment-code.guessing' LIMIT 10")));
    }

    [TestMethod]
    public async Task A_used_or_expired_code_and_another_issuers_are_no_guesses()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        var used = wallet.Next();
        var late = wallet.Next(30);
        (await shop.PayAsync(used)).AssertApproved();
        (await shop.PayAsync(used)).AssertRefused("code-used");
        (await shop.PayAsync("25" + used[2..])).AssertRefused("not-a-payment-code");
        bank.Time.Advance(TimeSpan.FromSeconds(31));
        (await shop.PayAsync(late)).AssertRefused("expired");
        Assert.AreEqual(0, (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{shop.Id}"))["wrongCodes"]!.GetValue<int>());
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_shown_too_early_is_ended_so_that_nobody_need_only_wait_for_it(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var (_, wallet) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        wallet.ClockError = TimeSpan.FromMinutes(2);
        var early = wallet.Next();
        (await shop.PayAsync(early)).AssertRefused("clock-ahead");
        bank.Time.Advance(wallet.ClockError);
        wallet.ClockError = TimeSpan.Zero;
        (await shop.PayAsync(early)).AssertRefused("code-used");
        (await shop.PayAsync(wallet.Next())).AssertApproved();
    }

    private static string Guess(int number) => $"71{number:D4}123456654321";
}
