using PaymentCode.Bridge.Tokens;
using PaymentCode.Workbench.Devices;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>
/// What has been done before a visitor comes: a clerk registered the customer, two ATMs and the token, the issuer loaded its first keys, the bank personalised it through the
/// bridge, it was bound to the customer's card, and a shop opened (<see cref="ShopSetup"/>). The real parts do it, on the same clock.
/// </summary>
internal sealed class WorldSetup
{
    private readonly WorldParts _parts;
    private readonly SetupRequests _requests;

    private WorldSetup(WorldParts parts) => (_parts, _requests) = (parts, new SetupRequests(parts));

    /// <summary>Sets a world up and lets its clock go on to the moment when the visitor comes.</summary>
    /// <exception cref="InvalidOperationException">It did not come to its end in time.</exception>
    public static async Task RunAsync(WorldParts parts, Pump pump)
    {
        var work = new WorldSetup(parts).WorkAsync();
        while (parts.Time.NowMs < WorldParts.SetUpMs && !work.IsFaulted)
        {
            pump.RunReady();
            parts.Live(parts.Time.NowMs + World.StepMs, pump.RunReady);
        }

        if (!work.IsCompleted)
        {
            throw new InvalidOperationException("A world was not set up in time.");
        }

        await work;
        parts.Books.Watch();
        parts.Customer.Refresh();
        parts.Log.IsOpen = true;
    }

    private async Task WorkAsync()
    {
        var who = _parts.People;
        var customer = await _requests.AskAsync(
            "POST", "/clerk/customers",
            new { name = who.Name, phone = who.Phone, card = who.Card, password = who.Password, pickupPin = who.Pin, currency = Money.Currency, withdrawals = true });
        var customerId = customer!["customerId"]!.ToString();
        _parts.Customer.Id = customerId;
        await _requests.AskAsync("POST", $"/clerk/customers/{customerId}/deposits", new { amount = "5000.00", currency = Money.Currency });
        _parts.PlaceAtm(who.AtmId, await RegisterAsync(who.AtmId, "1 Main Street"));
        _parts.Attacks.OtherAtmKey = await RegisterAsync(who.OtherAtmId, "9 Station Road");
        _parts.PlaceTill(who.TillId, await RegisterAsync(who.TillId, Identity.Shop));
        await _requests.AskAsync("PUT", $"/clerk/terminals/{who.TillId}/merchant", new { merchantId = Identity.MerchantId, name = Identity.Shop, currency = Money.Currency });
        await _requests.AskAsync("PUT", $"/clerk/payment-users/{customerId}");
        var token = await IssueAsync(_parts.Token.Usb, who.TokenSerial, BoardKind.Token);
        _parts.StartBridge();
        await _requests.PersonaliseAsync(token);
        await _requests.AskAsync("POST", $"/clerk/tokens/{token}/bind", new { customerId });
        var shop = new ShopSetup(_parts, _requests);
        await shop.IssueCardAsync(customerId);
        await shop.SetPaymentPasswordAsync();
        await shop.RegisterReceiverAsync();
        await shop.OpenAsync(await IssueAsync(_parts.Shop.Terminal.Usb, who.TerminalSerial, BoardKind.Terminal));
    }

    private async Task<byte[]> RegisterAsync(string id, string name)
    {
        var terminal = await _requests.AskAsync("POST", "/clerk/terminals", new { id, name });
        await _requests.AskAsync("POST", $"/clerk/terminals/{id}/authorise");
        return Convert.FromHexString(terminal!["key"]!.ToString());
    }

    private async Task<string> IssueAsync(UsbPort port, byte[] serial, BoardKind kind)
    {
        using var chance = new Chance(_parts.Seed, "issuer of the " + port.Name);
        await using var link = await TokenLink.ConnectAsync(port, _parts.Time, CancellationToken.None, new Random(chance.Seed()));
        var registration = TokenRegistration.Create(serial, kind, chance);
        await TokenIssuer.IssueAsync(link, registration, CancellationToken.None, chance);
        await _requests.AskAsync("POST", "/clerk/tokens", registration);
        return registration.Serial;
    }
}
