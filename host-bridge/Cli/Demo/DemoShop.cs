using System.Text.Json.Nodes;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Commands;
using PaymentCode.Cli.Devices;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Demo;

/// <summary>A shop with its terminal: from the factory to the counter, and what is done there.</summary>
internal sealed class DemoShop : IAsyncDisposable
{
    private const string MerchantId = "TEAHOUSE";
    private const int PatienceMs = 60_000;
    private const int ReadingMs = 500;
    private readonly DemoDesk _desk;
    private readonly EmulatedTerminal _terminal;
    private readonly DemoBridge _bridge;
    private readonly string _kind;

    private DemoShop(DemoDesk desk, EmulatedTerminal terminal, DemoBridge bridge, string kind) => (_desk, _terminal, _bridge, _kind) = (desk, terminal, bridge, kind);

    /// <summary>Issues, personalises, registers and authorises the terminal, and waits until it is in service.</summary>
    /// <param name="desk">The clerk.</param>
    /// <param name="bank">The bank.</param>
    /// <param name="story">Tells it.</param>
    /// <param name="terminal">The terminal, blank.</param>
    /// <param name="who">Whose number and serial number are taken for the terminal.</param>
    /// <param name="kind">What will be done there: <c>purchase</c> or <c>transfer</c>.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<DemoShop> OpenAsync(
        DemoDesk desk, DemoBank bank, Story story, EmulatedTerminal terminal, DemoIdentity who, string kind, CancellationToken stop)
    {
        byte[] number = [.. who.Serial[..7], (byte)(who.Serial[7] ^ 0xFF)];
        var serial = await desk.IssueAsync(terminal.Port, number, BoardKind.Terminal, stop);
        var bridge = new DemoBridge(terminal.Port, bank.Address);
        try
        {
            await ClerkIssueCommands.PersonaliseAsync(desk.Clerk, serial, stop);
            await desk.Clerk.PostAsync("/clerk/terminals", new { id = who.TerminalId, name = "1 Main Street" }, stop);
            await desk.Clerk.PutAsync($"/clerk/terminals/{who.TerminalId}/merchant", new { merchantId = MerchantId, name = "Tea House", currency = DemoDesk.Currency }, stop);
            await desk.Clerk.PutAsync($"/clerk/terminals/{who.TerminalId}/board", new { serial }, stop);
            await desk.Clerk.PostAsync($"/clerk/terminals/{who.TerminalId}/authorise", null, stop);
            story.Tell("clerk", $"registers and authorises the terminal {who.TerminalId} of the Tea House; the bank personalises it over SCP03 through the shop's bridge");
            var shop = new DemoShop(desk, terminal, bridge, kind);
            await shop.UntilShownAsync(TerminalApplet.StateIdle, stop);
            return shop;
        }
        catch
        {
            await bridge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types keys at the terminal: digits, # for OK, * for cancel.</summary>
    public async Task TypeAsync(string keys, CancellationToken stop)
    {
        foreach (var key in keys)
        {
            await _terminal.KeyAsync(key.ToString(), stop);
        }
    }

    /// <summary>Waits until the terminal's display says that it waits for something, and a person has read it.</summary>
    public async Task UntilShownAsync(byte state, CancellationToken stop)
    {
        await UntilAsync(async () => await _terminal.StateAsync() == state, $"the terminal does not come to state {state:X2}", stop);
        await _terminal.PassAsync(ReadingMs, stop);
    }

    /// <summary>The order that the terminal has begun last, once it has one of the states; a state that ends it always counts.</summary>
    public async Task<JsonNode> WaitAsync(CancellationToken stop, params string[] states)
    {
        JsonNode? order = null;
        await UntilAsync(
            async () =>
            {
                order = (await _desk.Clerk.GetAsync($"/clerk/{_kind}s", stop)).AsArray().FirstOrDefault();
                return order?.Text("state") is { } state && (states.Contains(state) || state is "completed" or "reversed" or "refused" or "cancelled");
            },
            $"the {_kind} does not go on", stop);
        return order!;
    }

    /// <summary>The last line of the story.</summary>
    public static string ResultOf(JsonNode order) =>
        order.Text("state") == "completed" ? $"APPROVED {order.Text("amount")} {order.Text("currency")}" : $"REFUSED {order["reason"]?.ToString() ?? order.Text("state")}";

    public ValueTask DisposeAsync() => _bridge.DisposeAsync();

    private async Task UntilAsync(Func<Task<bool>> reached, string otherwise, CancellationToken stop)
    {
        for (var deadline = Environment.TickCount64 + PatienceMs; !await reached();)
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new CommandLineFailure($"{otherwise} within a minute");
            }

            await Task.Delay(50, stop);
        }
    }
}
