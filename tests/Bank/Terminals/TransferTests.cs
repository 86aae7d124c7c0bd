using System.Text;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>Transfers by contactless card, from the order to the money, and every way in which they end without.</summary>
[TestClass]
public sealed class TransferTests
{
    [TestMethod, OnBothEngines]
    public async Task A_transfer_is_confirmed_at_the_terminal_and_at_the_device_that_the_card_is_bound_to(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        await shop.UpToConfirmAsync(20050, shop.ReceiverName);
        var shown = shop.Terminal.Directed!.Value.Data;
        Assert.AreEqual(Masked(shop.Card.Pan), Text(shown, TerminalApplet.TagMaskedCard));
        Assert.AreEqual(shop.ReceiverName, Text(shown, TerminalApplet.TagReceiver));
        Assert.AreEqual(Masked(shop.Receiver.Card), Text(shown, TerminalApplet.TagReceiverAccount));
        Assert.AreEqual(("10000.00", "9799.50"), await shop.Payer.MoneyAsync());
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await shop.Terminal.DirectedAsync(TerminalApplet.DirectOtherDevice);
        await shop.PromptedAsync();
        var prompt = shop.Bank.Tokens.Shown(shop.Payer.Serial)!;
        Assert.AreEqual($"{Masked(shop.Card.Pan)} to {Masked(shop.Receiver.Card)}", prompt.Payee);
        Assert.AreEqual((TokenApplet.TypeTransfer, 20050), (prompt.Type, prompt.AmountMinor));
        Assert.AreEqual("0.00", (await shop.Receiver.MoneyAsync()).Balance);
        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.Bench.UntilAsync("completed", "transfer");
        Assert.AreEqual(TerminalApplet.DirectApproved, shop.Terminal.Directed!.Value.Kind);
        Assert.AreEqual(("9799.50", "9799.50"), await shop.Payer.MoneyAsync());
        Assert.AreEqual(("200.50", "200.50"), await shop.Receiver.MoneyAsync());
        await Eventually.IsTrueAsync(() => Task.FromResult(shop.Bank.Tokens.Shown(shop.Payer.Serial) is null));
        await shop.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task At_the_device_that_the_card_is_bound_to_one_confirmation_is_enough(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine, device: shop => "terminal:" + shop.TerminalId);
        await shop.UpToConfirmAsync(5000, shop.Receiver.Phone[1..]);
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await shop.Bench.UntilAsync("completed", "transfer");
        Assert.AreEqual(0, shop.Bank.Tokens.Prompts);
        Assert.AreEqual(("50.00", "50.00"), await shop.Receiver.MoneyAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task The_receiver_may_come_from_a_tag(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine, device: shop => "terminal:" + shop.TerminalId);
        shop.Terminal.Begin(TokenApplet.TypeTransfer, 5000);
        await shop.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        shop.Terminal.Happen(TerminalApplet.EventTagRead, new TlvList().Add(TerminalApplet.TagText, Encoding.ASCII.GetBytes("tel:" + shop.Receiver.Phone)));
        await Eventually.IsTrueAsync(() => Task.FromResult(shop.Terminal.Directives.Count == 2));
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        shop.Terminal.Type(TransferShop.Secret);
        await shop.Terminal.DirectedAsync(TerminalApplet.DirectConfirm);
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await shop.Bench.UntilAsync("completed", "transfer");
        Assert.AreEqual(("50.00", "50.00"), await shop.Receiver.MoneyAsync());
    }

    [TestMethod]
    [DataRow("NOBODY42", "receiver")]
    [DataRow("0000000", "receiver")]
    [DataRow("SELF", "receiver")]
    public async Task A_receiver_that_is_not_there_or_is_the_payer_is_refused(string receiver, string reason)
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        await shop.BeginAsync(5000, receiver == "SELF" ? shop.Payer.Phone[1..] : receiver);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.AssertRefusedAsync(reason);
    }

    [TestMethod]
    public async Task A_receiver_whose_account_is_in_another_currency_is_refused()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        const string phone = "+4930123456789";
        await shop.Bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/customers", new
        {
            name = "Anna",
            phone,
            card = BankUnderTest.WithCheckDigit("622202555000111"),
            password = BankUnderTest.Password,
            pickupPin = BankUnderTest.Pin,
            currency = "EUR",
        });
        await shop.BeginAsync(5000, phone[1..]);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.AssertRefusedAsync("receiver");
    }

    [TestMethod, OnBothEngines]
    public async Task Not_enough_money_is_found_after_the_secret_and_moves_nothing(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine, balance: "49.99");
        await shop.UpToPasswordAsync(5000, shop.ReceiverName);
        shop.Terminal.Type(TransferShop.Secret);
        await shop.AssertRefusedAsync("insufficient-funds", "49.99");
    }

    [TestMethod, OnBothEngines]
    public async Task A_cloned_card_with_an_old_counter_is_refused(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        await shop.UpToPasswordAsync(5000, shop.ReceiverName);
        shop.Terminal.End(TerminalApplet.EventCancelled);
        await shop.Bench.UntilAsync("cancelled", "transfer");
        shop.Card.Counter--;
        await shop.BeginAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.AssertRefusedAsync("invalid");
        Assert.AreEqual(1, await shop.Bench.AuditedAsync("card.refused"));
        await shop.UpToPasswordAsync(5000, shop.ReceiverName);
    }

    [TestMethod]
    [DataRow(0x5A, "9156009999999994")]
    [DataRow(0x5F24, "991231")]
    [DataRow(0x9F36, "FFFF")]
    [DataRow(0x9F37, "00000000")]
    [DataRow(0x9F26, "0000000000000000")]
    [DataRow(0x9F26, "00")]
    [DataRow(0x5A, "")]
    [DataRow(0x5F24, "9912")]
    public async Task A_reading_that_was_altered_is_refused(int tag, string value)
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        await shop.BeginAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000, (tag, Convert.FromHexString(value))));
        await shop.AssertRefusedAsync("invalid");
    }

    [TestMethod]
    public async Task A_cryptogram_for_another_amount_is_refused()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        await shop.BeginAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(500));
        await shop.AssertRefusedAsync("invalid");
    }

    [TestMethod, OnBothEngines]
    public async Task Three_wrong_secrets_lock_the_card_until_a_clerk_unlocks_it(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        foreach (var reason in (string[])["wrong-password", "wrong-password", "locked"])
        {
            await shop.UpToPasswordAsync(5000, shop.ReceiverName);
            shop.Terminal.Type("9999");
            await shop.AssertRefusedAsync(reason);
        }

        await shop.BeginAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.AssertRefusedAsync("locked");
        await shop.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/cards/{shop.Card.Id}/unlock");
        await shop.UpToConfirmAsync(5000, shop.ReceiverName);
    }

    [TestMethod, OnBothEngines]
    public async Task Declining_at_either_device_ends_it_without_money(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        await shop.UpToConfirmAsync(5000, shop.ReceiverName);
        shop.Terminal.End(TerminalApplet.EventDeclined);
        await shop.Bench.UntilAsync("cancelled", "transfer");
        Assert.AreEqual(("10000.00", "10000.00"), await shop.Payer.MoneyAsync());

        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        shop.Bank.Tokens.Decline(shop.Payer.Serial);
        await shop.AssertRefusedAsync("declined");
        await shop.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_confirmation_that_comes_too_late_moves_nothing(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        await shop.UpToConfirmAsync(5000, shop.ReceiverName);
        shop.Bank.Time.Advance(TimeSpan.FromSeconds(76));
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await shop.AssertRefusedAsync("timed-out");

        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        shop.Bank.Time.Advance(TimeSpan.FromSeconds(111));
        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.AssertRefusedAsync("timed-out");
    }

    [TestMethod, OnBothEngines]
    public async Task A_confirmation_twice_or_from_the_wrong_device_changes_nothing(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        var (_, other) = await shop.Bench.TerminalAsync();
        shop.Bench.Connect(other);
        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);

        // The terminal again, another terminal with the same number, and another token: none of them is the bound device.
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        other.Happen(TerminalApplet.EventConfirmed, null, shop.Terminal.Number);
        await shop.Terminal.PolledAsync();
        await Eventually.IsTrueAsync(async () => await shop.Bench.AuditedAsync("terminal.event-ignored") == 1);
        Assert.AreEqual("other-device", (await shop.Bench.NewestAsync("transfer"))["state"]!.GetValue<string>());
        Assert.AreEqual("0.00", (await shop.Receiver.MoneyAsync()).Balance);

        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.Bench.UntilAsync("completed", "transfer");
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await Eventually.IsTrueAsync(async () => await shop.Bench.AuditedAsync("terminal.event-ignored") == 2);
        Assert.AreEqual(("50.00", "50.00"), await shop.Receiver.MoneyAsync());
        await shop.Bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task A_lie_about_the_bound_device_moves_nothing()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        shop.Bank.Tokens.Lie = new Tokens.TokenReply(Tokens.TokenReplyKind.Refused, null, 0x9000);
        await shop.Terminal.PolledAsync(10);
        Assert.AreEqual("other-device", (await shop.Bench.NewestAsync("transfer"))["state"]!.GetValue<string>());
        Assert.AreEqual("0.00", (await shop.Receiver.MoneyAsync()).Balance);
    }

    [TestMethod, OnBothEngines]
    public async Task Card_or_token_reported_lost_while_the_token_waits_moves_no_money(Engine engine)
    {
        await using var shop = await TransferShop.OpenAsync(engine);
        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        await shop.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{shop.Payer.Serial}/suspend");
        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.AssertRefusedAsync("invalid");

        await shop.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{shop.Payer.Serial}/resume");
        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        await shop.Bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/cards/{shop.Card.Id}/device", new { device = "terminal:" + shop.TerminalId });
        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.AssertRefusedAsync("invalid");

        await shop.Bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/cards/{shop.Card.Id}/device", new { device = "token:" + shop.Payer.Serial });
        await shop.UpToOtherDeviceAsync(5000, shop.ReceiverName);
        await shop.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/cards/{shop.Card.Id}/close");
        shop.Bank.Tokens.Confirm(shop.Payer.Serial);
        await shop.AssertRefusedAsync("locked");
        await shop.Bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task A_card_without_its_secret_uses_up_nothing_of_its_owners_limits()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite, "30000.00", device: shop => "terminal:" + shop.TerminalId);
        var (_, thieves) = await shop.Bench.TerminalAsync();
        shop.Bench.Connect(thieves);
        thieves.Begin(TokenApplet.TypeTransfer, 2_000_000, shop.ReceiverName);
        await thieves.DirectedAsync(TerminalApplet.DirectPresent);
        thieves.Happen(TerminalApplet.EventCardRead, shop.Card.Read(2_000_000));
        await thieves.DirectedAsync(TerminalApplet.DirectPassword);

        await shop.UpToConfirmAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventConfirmed);
        await shop.Terminal.DirectedAsync(TerminalApplet.DirectApproved);
    }

    [TestMethod]
    public async Task Each_waiting_step_has_an_end_without_money()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        foreach (var upTo in (Func<Task>[])[
            () => shop.BeginAsync(5000, shop.ReceiverName),
            () => shop.UpToPasswordAsync(5000, shop.ReceiverName),
            () => shop.UpToConfirmAsync(5000, shop.ReceiverName),
            () => shop.UpToOtherDeviceAsync(5000, shop.ReceiverName),
        ])
        {
            await upTo();
            await shop.Bench.PassAsync(TimeSpan.FromSeconds(111));
            shop.Bank.Tokens.Forget(shop.Payer.Serial);
            await shop.AssertRefusedAsync("timed-out");
        }
    }

    [TestMethod]
    public async Task An_expired_or_closed_card_is_refused()
    {
        await using var shop = await TransferShop.OpenAsync(Engine.Sqlite);
        shop.Bank.Time.Advance(TimeSpan.FromDays((5 * 365) + 32));
        await shop.BeginAsync(5000, shop.ReceiverName);
        shop.Terminal.Happen(TerminalApplet.EventCardRead, shop.Card.Read(5000));
        await shop.AssertRefusedAsync("invalid");
    }

    private static string Masked(string pan) => pan[..6] + new string('*', pan.Length - 10) + pan[^4..];

    private static string Text(TlvList list, int tag) => Encoding.ASCII.GetString(list.Find(tag));
}

/// <summary>A payer with a card, and a receiver with a name.</summary>
internal sealed class TransferShop : IAsyncDisposable
{
    public const string Secret = "2718";

    public TerminalBench Bench { get; private init; } = null!;

    public BankUnderTest Bank => Bench.Bank;

    public FakeTerminal Terminal => Bench.Terminal;

    public string TerminalId => Bench.TerminalId;

    public TestCustomer Payer { get; private set; } = null!;

    public TestCustomer Receiver { get; private set; } = null!;

    public string ReceiverName { get; private set; } = "";

    public FakeBankCard Card { get; private set; } = null!;

    public static async Task<TransferShop> OpenAsync(Engine engine, string balance = "10000.00", Func<TransferShop, string>? device = null)
    {
        var shop = new TransferShop { Bench = await TerminalBench.StartAsync(engine) };
        shop.Payer = await shop.Bank.CustomerAsync(balance);
        shop.Receiver = await shop.Bank.CustomerAsync("0.00", withToken: false);
        shop.ReceiverName = (await shop.Receiver.DoesAsync(HttpMethod.Post, "/customer/receivers", new { name = "Mei" + shop.Receiver.Phone[^6..] }))["name"]!.GetValue<string>();
        object body = device is null ? new { } : new { device = device(shop) };
        shop.Card = new FakeBankCard(await shop.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/customers/{shop.Payer.Id}/cards", body));
        await shop.Payer.DoesAsync(HttpMethod.Put, $"/customer/cards/{shop.Card.Id}/secret", new { secret = Secret });
        return shop;
    }

    public async Task BeginAsync(long amountMinor, string receiver)
    {
        Terminal.Begin(TokenApplet.TypeTransfer, amountMinor, receiver);
        await Terminal.DirectedAsync(TerminalApplet.DirectPresent);
    }

    public async Task UpToPasswordAsync(long amountMinor, string receiver)
    {
        await BeginAsync(amountMinor, receiver);
        Terminal.Happen(TerminalApplet.EventCardRead, Card.Read(amountMinor));
        await Terminal.DirectedAsync(TerminalApplet.DirectPassword);
    }

    public async Task UpToConfirmAsync(long amountMinor, string receiver)
    {
        await UpToPasswordAsync(amountMinor, receiver);
        Terminal.Type(Secret);
        await Terminal.DirectedAsync(TerminalApplet.DirectConfirm);
    }

    public async Task UpToOtherDeviceAsync(long amountMinor, string receiver)
    {
        await UpToConfirmAsync(amountMinor, receiver);
        Terminal.Happen(TerminalApplet.EventConfirmed);
        await Terminal.DirectedAsync(TerminalApplet.DirectOtherDevice);
        await PromptedAsync();
    }

    /// <summary>Until the token shows the transfer.</summary>
    public Task PromptedAsync() => Eventually.IsTrueAsync(() => Task.FromResult(Bank.Tokens.Shown(Payer.Serial) is { Type: TokenApplet.TypeTransfer }));

    /// <summary>The transfer ends with a reason, the terminal is told, and no money has moved.</summary>
    public async Task AssertRefusedAsync(string reason, string balance = "10000.00")
    {
        await Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        await Bench.UntilAsync("refused", "transfer");
        Assert.AreEqual(reason, (await Bench.NewestAsync("transfer"))["reason"]!.GetValue<string>());
        Assert.AreEqual((balance, balance), await (await Payer.AgainAsync()).MoneyAsync());
        Assert.AreEqual("0.00", (await (await Receiver.AgainAsync()).MoneyAsync()).Balance);
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
