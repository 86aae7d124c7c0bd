using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Devices;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Demo;

/// <summary>A transfer with a contactless card and a second confirmation on the token that it is bound to, told as it happens.</summary>
internal sealed class TransferStory
{
    private const string CardSecret = "730518";
    private readonly DemoOptions _options;
    private readonly DemoBank _bank;
    private readonly Story _story;
    private readonly DemoDesk _desk;

    private TransferStory(DemoOptions options, DemoBank bank, Story story)
    {
        (_options, _bank, _story) = (options, bank, story);
        _desk = new DemoDesk(bank, story, options.Seed);
    }

    /// <summary>Tells the story.</summary>
    /// <returns>The exit code: 0 if the money was transferred.</returns>
    public static Task<int> TellAsync(DemoOptions options, CancellationToken stop)
    {
        var keys = TypedAmount.Keys(options.Amount);
        return DemoRun.TellAsync(options, (bank, story, end) => new TransferStory(options, bank, story).RunAsync(keys, end), stop);
    }

    private async Task<string> RunAsync(string amountKeys, CancellationToken stop)
    {
        var (payer, payerId) = await _desk.RegisterAsync("Li Na", stop);
        var (receiver, _) = await _desk.RegisterAsync("Wang Wei", stop);
        await using var token = EmulatedToken.Start("tcp:0", _options.Seed, null);
        var serial = await _desk.IssueAsync(token.Port, payer.Serial, BoardKind.Token, stop);
        await using var bridge = new DemoBridge(token.Port, _bank.Address);
        await _desk.BindAsync(serial, payerId, stop);
        using var card = new TemporaryFile("card.json");
        await IssueCardAsync(payerId, card.Path, stop);
        await using var terminal = EmulatedTerminal.Start("tcp:0", _options.Seed, new EmulatedTerminal.Files(null, null, card.Path));
        await using var shop = await DemoShop.OpenAsync(_desk, _bank, _story, terminal, payer, "transfer", stop);

        await shop.TypeAsync($"*2{amountKeys}{receiver.Phone[1..]}#", stop);
        _story.Tell("customer", $"orders a transfer of {_options.Amount} {DemoDesk.Currency} to the phone number {receiver.Phone} at the terminal");
        await shop.UntilShownAsync(TerminalApplet.StatePresent, stop);
        await terminal.BringAsync("bank");
        var order = await shop.WaitAsync(stop, "password");
        await terminal.ClearAsync();
        if (order.Text("state") == "password")
        {
            _story.Tell("customer", "holds the bank card to the terminal: the bank checks its cryptogram and counter, finds the receiver, and asks for the card's secret");
            await shop.UntilShownAsync(TerminalApplet.StatePassword, stop);
            await shop.TypeAsync(CardSecret + "#", stop);
            order = await shop.WaitAsync(stop, "confirm");
        }

        if (order.Text("state") == "confirm")
        {
            order = await ConfirmAsync(shop, terminal, token, stop);
        }

        _story.Tell("bank", order.Text("state") == "completed"
            ? "debits and credits, once, and hears from the terminal, protected, that it knows"
            : $"refuses: {order["reason"]}");
        _story.Keep("terminal.png", await terminal.PngAsync());
        return DemoShop.ResultOf(order);
    }

    private async Task IssueCardAsync(string customerId, string file, CancellationToken stop)
    {
        var issued = await _desk.Clerk.PostAsync($"/clerk/customers/{customerId}/cards", new { }, stop);
        JsonNode card = issued["card"]!;
        WholeFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(new { pan = issued.Text("pan"), expiry = issued.Text("expiry"), key = issued.Text("key"), counter = 0 }));
        await _desk.Clerk.PutAsync($"/clerk/cards/{card.Text("cardId")}/secret", new { secret = CardSecret }, stop);
        _story.Tell("clerk", $"issues the contactless card {card.Text("card")}, bound to the token; its secret is set at the counter");
    }

    private async Task<JsonNode> ConfirmAsync(DemoShop shop, EmulatedTerminal terminal, EmulatedToken token, CancellationToken stop)
    {
        await shop.UntilShownAsync(TerminalApplet.StateConfirm, stop);
        _story.Tell("terminal", "shows card, amount, receiver and receiver's account");
        _story.Keep("terminal-confirm.png", await terminal.PngAsync());
        await shop.TypeAsync("#", stop);
        var order = await shop.WaitAsync(stop, "other-device");
        if (order.Text("state") != "other-device")
        {
            return order;
        }

        _story.Tell("bank", "asks the device that the card is bound to, the token, for a second confirmation");
        await token.UntilAskedAsync(stop);
        Story.Show(await token.TextPictureAsync());
        _story.Keep("token-asks.png", await token.PngAsync());
        await (await CustomersHand.ConfirmsAsync(stop) ? token.PressAsync(stop) : token.HoldAsync(stop));
        return await shop.WaitAsync(stop);
    }
}
