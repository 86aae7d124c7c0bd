using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Devices;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Demo;

/// <summary>A purchase in two taps, told as it happens. Every part is the real one; only the people are played here.</summary>
internal sealed class PurchaseStory
{
    private const string PaymentPassword = "402917";
    private readonly DemoOptions _options;
    private readonly DemoBank _bank;
    private readonly Story _story;
    private readonly DemoDesk _desk;

    private PurchaseStory(DemoOptions options, DemoBank bank, Story story)
    {
        (_options, _bank, _story) = (options, bank, story);
        _desk = new DemoDesk(bank, story, options.Seed);
    }

    /// <summary>Tells the story.</summary>
    /// <returns>The exit code: 0 if the purchase was paid.</returns>
    public static Task<int> TellAsync(DemoOptions options, CancellationToken stop)
    {
        var keys = TypedAmount.Keys(options.Amount);
        return DemoRun.TellAsync(options, (bank, story, end) => new PurchaseStory(options, bank, story).RunAsync(keys, end), stop);
    }

    private async Task<string> RunAsync(string amountKeys, CancellationToken stop)
    {
        using var memory = new TemporaryFile("token.fram");
        var (who, customerId) = await _desk.RegisterAsync("Li Na", stop);
        await PersonaliseTokenAsync(who, customerId, memory.Path, stop);
        await using var terminal = EmulatedTerminal.Start("tcp:0", _options.Seed, new EmulatedTerminal.Files(null, memory.Path, null));
        await using var shop = await DemoShop.OpenAsync(_desk, _bank, _story, terminal, who, "purchase", stop);

        await shop.TypeAsync(amountKeys, stop);
        _story.Tell("shop", $"types {_options.Amount} {DemoDesk.Currency} at the terminal");
        await shop.UntilShownAsync(TerminalApplet.StatePresent, stop);
        await terminal.BringAsync("token");
        var order = await shop.WaitAsync(stop, "asked");
        await terminal.ClearAsync();
        if (order.Text("state") != "asked")
        {
            return DemoShop.ResultOf(order);
        }

        _story.Tell("customer", "holds the token to the terminal: the bank asks it for a code, through terminal and shop, which see ciphertext");
        Story.Show(await terminal.TokenTextPictureAsync(stop));
        _story.Keep("token-asks.png", await terminal.TokenPngAsync());
        await terminal.PressTokenAsync(isLong: !await CustomersHand.ConfirmsAsync(stop), stop);
        _story.Tell("customer", "reads shop and amount on the token, presses its button, and holds it to the terminal once more");
        await terminal.BringAsync("token");
        order = await shop.WaitAsync(stop, "password");
        if (order.Text("state") == "password")
        {
            await shop.UntilShownAsync(TerminalApplet.StatePassword, stop);
            _story.Tell("terminal", "asks for the payment password: the amount is above what goes without");
            _story.Keep("terminal-password.png", await terminal.PngAsync());
            await shop.TypeAsync(PaymentPassword + "#", stop);
            _story.Tell("customer", "types it; it leaves the terminal as an encrypted PIN block");
            order = await shop.WaitAsync(stop);
        }

        _story.Tell("bank", order.Text("state") == "completed"
            ? "checks the code, books the payment, and hears from the terminal, protected, that it knows"
            : $"refuses: {order["reason"]}");
        _story.Keep("terminal.png", await terminal.PngAsync());
        return DemoShop.ResultOf(order);
    }

    private async Task PersonaliseTokenAsync(DemoIdentity who, string customerId, string memory, CancellationToken stop)
    {
        await using var token = EmulatedToken.Start("tcp:0", _options.Seed, memory);
        var serial = await _desk.IssueAsync(token.Port, who.Serial, BoardKind.Token, stop);
        await using var bridge = new DemoBridge(token.Port, _bank.Address);
        await _desk.BindAsync(serial, customerId, stop);
        using var customer = await _desk.LogInAsync(who, stop);
        await customer.PutAsync("/customer/payment-password", new { loginPassword = who.Password, paymentPassword = PaymentPassword }, stop);
        _story.Tell("customer", "sets a payment password in online banking, unplugs the token, and goes to the shop");
    }
}
