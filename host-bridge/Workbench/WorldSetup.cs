using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>
/// What has been done before a visitor comes: a clerk registered the customer, two ATMs and the token, the issuer loaded its first keys, the bank personalised it through the
/// bridge, and it was bound to the customer's card. The real parts do it, on the same clock.
/// </summary>
internal sealed class WorldSetup
{
    private readonly WorldParts _parts;
    private int _requests;

    private WorldSetup(WorldParts parts) => _parts = parts;

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
        var customer = await PostAsync(
            "/clerk/customers",
            new { name = who.Name, phone = who.Phone, card = who.Card, password = who.Password, pickupPin = who.Pin, currency = Money.Currency, withdrawals = true });
        var customerId = customer!["customerId"]!.ToString();
        _parts.Customer.Id = customerId;
        await PostAsync($"/clerk/customers/{customerId}/deposits", new { amount = "5000.00", currency = Money.Currency });
        _parts.PlaceAtm(who.AtmId, await RegisterAsync(who.AtmId, "1 Main Street"));
        _parts.Attacks.OtherAtmKey = await RegisterAsync(who.OtherAtmId, "9 Station Road");
        _parts.PlaceTill(who.TillId, await RegisterAsync(who.TillId, Identity.Shop));
        await SendRightAsync("PUT", $"/clerk/terminals/{who.TillId}/merchant", new { merchantId = Identity.MerchantId, name = Identity.Shop, currency = Money.Currency });
        await SendRightAsync("PUT", $"/clerk/payment-users/{customerId}", null);
        var serial = await IssueTokenAsync(who.TokenSerial);
        _parts.StartBridge();
        await PersonaliseAsync(serial);
        await PostAsync($"/clerk/tokens/{serial}/bind", new { customerId });
    }

    private async Task<byte[]> RegisterAsync(string id, string name)
    {
        var terminal = await PostAsync("/clerk/terminals", new { id, name });
        await PostAsync($"/clerk/terminals/{id}/authorise", null);
        return Convert.FromHexString(terminal!["key"]!.ToString());
    }

    private async Task<string> IssueTokenAsync(byte[] serial)
    {
        using var chance = new Chance(_parts.Seed, "issuer");
        await using var link = await TokenLink.ConnectAsync(_parts.Token.Usb, _parts.Time, CancellationToken.None, new Random(chance.Seed()));
        var registration = TokenRegistration.Create(serial, BoardKind.Token, chance);
        await TokenIssuer.IssueAsync(link, registration, CancellationToken.None, chance);
        await PostAsync("/clerk/tokens", registration);
        return registration.Serial;
    }

    // The bridge has to find the token and to tell the bank: a clerk tries until it has.
    private async Task PersonaliseAsync(string serial)
    {
        while ((await SendAsync("POST", $"/clerk/tokens/{serial}/personalise", null)).Status != StatusCodes.Status200OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), _parts.Time);
        }
    }

    private Task<JsonNode?> PostAsync(string path, object? body) => SendRightAsync("POST", path, body);

    private async Task<JsonNode?> SendRightAsync(string method, string path, object? body)
    {
        var answer = await SendAsync(method, path, body);
        return answer.Status < 300
            ? answer.Body.Length > 0 ? JsonNode.Parse(answer.Body) : null
            : throw new InvalidOperationException($"{method} {path} was answered with {answer.Status}: {System.Text.Encoding.UTF8.GetString(answer.Body)}");
    }

    private Task<BankAnswer> SendAsync(string method, string path, object? body)
    {
        var headers = new Dictionary<string, string>
        {
            ["Authorization"] = "Bearer " + _parts.People.ClerkToken,
            ["Content-Type"] = "application/json",
            ["Idempotency-Key"] = $"setup-{++_requests}",
        };
        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);
        return _parts.Link.SendAsync(new BankRequest("clerk", method, path, headers, bytes));
    }
}
