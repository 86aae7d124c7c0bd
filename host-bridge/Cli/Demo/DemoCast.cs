using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Devices;

namespace PaymentCode.Cli.Demo;

/// <summary>What every story begins with: a customer with money, a terminal, a token with its first keys, and the customer's log-in.</summary>
/// <param name="bank">The bank.</param>
/// <param name="clerk">Its clerk.</param>
/// <param name="story">Where it is told.</param>
/// <param name="seed">Decides names and numbers.</param>
internal sealed class DemoCast(DemoBank bank, BankClient clerk, Story story, int seed)
{
    /// <summary>The currency of all accounts.</summary>
    public const string Currency = "CNY";

    /// <summary>Registers the customer with 5000.00, and the terminal.</summary>
    /// <param name="place">The terminal's place.</param>
    /// <param name="what">What the story calls it.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<(DemoIdentity Who, string CustomerId, byte[] TerminalKey)> RegisterAsync(string place, string what, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var who = DemoIdentity.Invent(seed, attempt);
            try
            {
                var customer = await clerk.PostOnceAsync(
                    "/clerk/customers", new { name = "Li Na", phone = who.Phone, card = who.Card, password = who.Password, pickupPin = who.Pin, currency = Currency, withdrawals = true }, stop);
                var customerId = customer.Text("customerId");
                await clerk.PostOnceAsync($"/clerk/customers/{customerId}/deposits", new { amount = "5000.00", currency = Currency }, stop);
                story.Tell("clerk", $"registers {customer.Text("name")}, phone {who.Phone}, card {customer.Text("card")}, and books 5000.00 {Currency}");
                var terminal = await clerk.PostAsync("/clerk/terminals", new { id = who.TerminalId, name = place }, stop);
                await clerk.PostAsync($"/clerk/terminals/{who.TerminalId}/authorise", null, stop);
                story.Tell("clerk", $"registers and authorises the {what} {who.TerminalId}");
                return (who, customerId, Convert.FromHexString(terminal.Text("key")));
            }
            catch (BankRefusal refusal) when (refusal.Reason == "already-registered" && attempt < 100)
            {
                // This database knows the people of an earlier demonstration: invent others.
            }
        }
    }

    /// <summary>Loads first keys into a blank token and registers it. Returns its serial number.</summary>
    public async Task<string> IssueTokenAsync(EmulatedToken token, DemoIdentity who, CancellationToken stop)
    {
        await using var link = await TokenLink.ConnectAsync(SerialPorts.Parse(token.Port), TimeProvider.System, stop);
        var registration = TokenRegistration.Create(who.Serial);
        await TokenIssuer.IssueAsync(link, registration, stop);
        await clerk.PostAsync("/clerk/tokens", registration, stop);
        story.Tell("issuer", $"loads first keys into a blank token over its serial line ({token.Port}): it is {registration.Serial} now");
        return registration.Serial;
    }

    /// <summary>The customer in online banking.</summary>
    public async Task<BankClient> LogInAsync(DemoIdentity who, CancellationToken stop)
    {
        using var visitor = new BankClient(bank.Address, null);
        var session = await visitor.PostAsync("/customer/login", new { phone = who.Phone, password = who.Password }, stop);
        return new BankClient(bank.Address, session.Text("token"));
    }
}
