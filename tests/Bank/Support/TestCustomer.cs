using System.Net;
using System.Text.Json.Nodes;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>A customer in front of online banking.</summary>
public sealed class TestCustomer
{
    private readonly BankUnderTest _bank;

    public TestCustomer(BankUnderTest bank, string id, string phone, string card, string serial, string session) =>
        (_bank, Id, Phone, Card, Serial, Session) = (bank, id, phone, card, serial, session);

    public string Id { get; }

    public string Phone { get; }

    public string Card { get; }

    public string Serial { get; }

    public string Session { get; }

    /// <summary>The same customer, logged in anew.</summary>
    public async Task<TestCustomer> AgainAsync() => new(_bank, Id, Phone, Card, Serial, await _bank.LogInAsync(Phone));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? key = null) =>
        _bank.SendAsync(method, path, body, Session, key ?? (method == HttpMethod.Post ? Guid.NewGuid().ToString() : null));

    public async Task<JsonNode> DoesAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.IsTrue(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task<string> ReserveAsync(string amount = "100.00", string holder = "token") =>
        (await DoesAsync(
            HttpMethod.Post, "/customer/reservations", new { amount, currency = "CNY", holder }))["reference"]!.GetValue<string>();

    public Task<JsonNode> AskAsync(string reference, bool anew = false) =>
        DoesAsync(HttpMethod.Post, $"/customer/reservations/{reference}/code", new { anew });

    public Task<JsonNode> StateAsync(string reference) => DoesAsync(HttpMethod.Get, $"/customer/reservations/{reference}");

    /// <summary>Reserves, has the token asked, and presses its button once it shows the transaction.</summary>
    public async Task<(string Reference, FakeCode Code)> ConfirmedAsync(string amount = "100.00")
    {
        var reference = await ReserveAsync(amount);
        await AskAsync(reference);
        await ShownAsync(reference);
        var code = _bank.Tokens.Confirm(Serial);
        await UntilAsync(reference, "confirmed");
        return (reference, code);
    }

    /// <summary>Until the token shows the transaction of a reservation.</summary>
    public Task ShownAsync(string reference, uint? otherThan = null) => Eventually.IsTrueAsync(() => Task.FromResult(
        _bank.Tokens.Shown(Serial) is { } shown
            && shown.Reservation == long.Parse(reference, System.Globalization.CultureInfo.InvariantCulture)
            && shown.Nonce != otherThan));

    public Task UntilAsync(string reference, string state) =>
        Eventually.IsTrueAsync(async () => (await StateAsync(reference))["state"]!.GetValue<string>() == state);

    public Task UntilHeardAsync(string reference, string word) =>
        Eventually.IsTrueAsync(async () => (await StateAsync(reference))["code"]!["token"]!.GetValue<string>() == word);

    public async Task<(string Balance, string Available)> MoneyAsync()
    {
        var account = (await DoesAsync(HttpMethod.Get, "/customer/account"))["customer"]!;
        return (account["balance"]!.GetValue<string>(), account["available"]!.GetValue<string>());
    }
}

/// <summary>Waits for what the bank does in the background.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.IsFalse(patience.IsCancellationRequested, "It did not happen within 20 seconds.");
            await Task.Yield();
        }
    }
}

/// <summary>Problem types in answers.</summary>
public static class Answers
{
    public static async Task<string> ProblemAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, response.StatusCode, text);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!["type"]!.GetValue<string>()["urn:paymentcode:".Length..];
    }
}
