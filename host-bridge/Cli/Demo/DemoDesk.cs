using System.Text.Json.Nodes;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Commands;

namespace PaymentCode.Cli.Demo;

/// <summary>What the bank's clerk does in every demonstration: customers, and boards from the factory to the bank.</summary>
internal sealed class DemoDesk
{
    /// <summary>Currency of every demonstration.</summary>
    public const string Currency = "CNY";

    private const int MaxAttempts = 100;
    private readonly DemoBank _bank;
    private readonly Story _story;
    private readonly int _seed;
    private int _attempt;

    public DemoDesk(DemoBank bank, Story story, int seed)
    {
        (_bank, _story, _seed) = (bank, story, seed);
        Clerk = new BankClient(bank.Address, bank.ClerkToken);
    }

    /// <summary>The clerk's way to the bank.</summary>
    public BankClient Clerk { get; }

    /// <summary>Registers a customer and books 5,000.00. A database that knows the people of an earlier demonstration gets others.</summary>
    /// <param name="name">Name of the customer.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<(DemoIdentity Who, string CustomerId)> RegisterAsync(string name, CancellationToken stop)
    {
        while (true)
        {
            var who = DemoIdentity.Invent(_seed, _attempt++);
            try
            {
                var customer = await Clerk.PostOnceAsync(
                    "/clerk/customers", new { name, phone = who.Phone, card = who.Card, password = who.Password, pickupPin = who.Pin, currency = Currency, withdrawals = true }, stop);
                var customerId = customer.Text("customerId");
                await Clerk.PostOnceAsync($"/clerk/customers/{customerId}/deposits", new { amount = "5000.00", currency = Currency }, stop);
                _story.Tell("clerk", $"registers {customer.Text("name")}, phone {who.Phone}, card {customer.Text("card")}, and books 5000.00 {Currency}");
                return (who, customerId);
            }
            catch (BankRefusal refusal) when (refusal.Reason == "already-registered" && _attempt < MaxAttempts)
            {
                // Known here: the next one.
            }
        }
    }

    /// <summary>Gives a blank board its first keys, and registers it.</summary>
    /// <param name="port">Its serial line.</param>
    /// <param name="serial">Its serial number from now on.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<string> IssueAsync(string port, byte[] serial, BoardKind kind, CancellationToken stop)
    {
        await using var link = await TokenLink.ConnectAsync(SerialPorts.Parse(port), TimeProvider.System, stop);
        var registration = TokenRegistration.Create(serial, kind);
        await TokenIssuer.IssueAsync(link, registration, stop);
        await Clerk.PostAsync("/clerk/tokens", registration, stop);
        _story.Tell("issuer", $"loads first keys into a blank {registration.Kind} over its serial line ({port}): it is {registration.Serial} now");
        return registration.Serial;
    }

    /// <summary>Has the bank put its own keys into a token through the bridge, and binds it to a customer's card.</summary>
    public async Task BindAsync(string serial, string customerId, CancellationToken stop)
    {
        var token = await ClerkIssueCommands.PersonaliseAsync(Clerk, serial, stop);
        await Clerk.PostAsync($"/clerk/tokens/{serial}/bind", new { customerId }, stop);
        _story.Tell("bank", $"personalises the token over SCP03 through the bridge (key version {token.Text("keyVersion")}) and binds it to the card");
    }

    /// <summary>Opens a customer's online banking.</summary>
    public async Task<BankClient> LogInAsync(DemoIdentity who, CancellationToken stop)
    {
        using var visitor = new BankClient(_bank.Address, null);
        JsonNode session = await visitor.PostAsync("/customer/login", new { phone = who.Phone, password = who.Password }, stop);
        return new BankClient(_bank.Address, session.Text("token"));
    }
}
