using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>What is asked of the bank while a world is set up.</summary>
internal sealed class SetupRequests
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    private readonly WorldParts _parts;
    private int _requests;

    /// <summary>Requests in a world.</summary>
    public SetupRequests(WorldParts parts) => _parts = parts;

    /// <summary>A clerk's request.</summary>
    /// <exception cref="InvalidOperationException">The bank refused it.</exception>
    public Task<JsonNode?> AskAsync(string method, string path, object? body = null) => AskAsync("clerk", _parts.People.ClerkToken, method, path, body);

    /// <summary>Somebody's request.</summary>
    /// <param name="from">Who asks.</param>
    /// <param name="token">What he shows; null for nothing.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path.</param>
    /// <param name="body">What is sent as JSON; null for nothing.</param>
    /// <exception cref="InvalidOperationException">The bank refused it.</exception>
    public async Task<JsonNode?> AskAsync(string from, string? token, string method, string path, object? body)
    {
        var answer = await SendAsync(from, token, method, path, body);
        return answer.Status < StatusCodes.Status300MultipleChoices
            ? answer.Body.Length > 0 ? JsonNode.Parse(answer.Body) : null
            : throw new InvalidOperationException($"{method} {path} was answered with {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");
    }

    /// <summary>Has the bank put its keys into a board: a bridge has to find that first, so a clerk tries until it has.</summary>
    public async Task PersonaliseAsync(string serial)
    {
        while ((await SendAsync("clerk", _parts.People.ClerkToken, "POST", $"/clerk/tokens/{serial}/personalise", null)).Status != StatusCodes.Status200OK)
        {
            await Task.Delay(BetweenTries, _parts.Time);
        }
    }

    private Task<BankAnswer> SendAsync(string from, string? token, string method, string path, object? body)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["Idempotency-Key"] = $"setup-{++_requests}" };
        if (token is not null)
        {
            headers["Authorization"] = "Bearer " + token;
        }

        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);
        return _parts.Link.SendAsync(new BankRequest(from, method, path, headers, bytes));
    }
}
