using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Bridge;

namespace PaymentCode.Cli;

/// <summary>The bank's HTTP interface (docs/API.md) as clerks and customers use it: JSON in and out, problem details become a <see cref="CommandLineFailure"/>.</summary>
internal sealed class BankClient : IDisposable
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private readonly HttpClient _http;

    /// <summary>A client for one bank.</summary>
    /// <param name="bank">The bank's address, for example <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="bearer">The clerk token or a customer's session token; null before the log-in.</param>
    public BankClient(string bank, string? bearer)
    {
        _http = new HttpClient { BaseAddress = Address(bank), Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = MaxAnswerBytes };
        if (bearer is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
    }

    /// <summary>An address as people type it, checked.</summary>
    /// <exception cref="CommandLineFailure">It is none, or plain HTTP to another computer: passwords and the clerk token would be readable on the way.</exception>
    public static Uri Address(string bank)
    {
        try
        {
            return BankAddress.Parse(bank);
        }
        catch (ArgumentException failure)
        {
            throw CommandLineFailure.From(failure);
        }
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, false, stop);

    public Task<JsonNode> PostAsync(string path, object? body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, false, stop);

    public Task<JsonNode> PutAsync(string path, object? body, CancellationToken stop) => SendAsync(HttpMethod.Put, path, body, false, stop);

    public Task<JsonNode> DeleteAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Delete, path, null, false, stop);

    /// <summary>A request that moves money or makes something: it carries a fresh idempotency key, and one that got no answer is repeated under the same key.</summary>
    public Task<JsonNode> PostOnceAsync(string path, object? body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, true, stop);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, bool once, CancellationToken stop)
    {
        var key = once ? Guid.NewGuid().ToString("N") : null;
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            try
            {
                using var response = await _http.SendAsync(request, stop);
                return await ReadAsync(response, stop);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new CommandLineFailure(
                    $"the bank at {_http.BaseAddress} did not answer within {_http.Timeout.TotalSeconds:0} seconds; look what became of it before you try again");
            }
            catch (HttpRequestException) when (once && attempt < 3)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), stop);
            }
            catch (HttpRequestException failure)
            {
                throw new CommandLineFailure($"the bank at {_http.BaseAddress} does not answer ({failure.Message}); is 'paymentcode bank' running there?");
            }
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var text = await response.Content.ReadAsStringAsync(stop);
        JsonNode? json;
        try
        {
            json = text.Length == 0 ? new JsonObject() : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new CommandLineFailure($"the bank answered {(int)response.StatusCode} with something that is not JSON; is the address right?");
        }

        if (response.IsSuccessStatusCode)
        {
            return json ?? new JsonObject();
        }

        var type = json?["type"]?.GetValue<string>() ?? "";
        var detail = json?["detail"]?.GetValue<string>() ?? json?["title"]?.GetValue<string>() ?? "no reason given";
        throw new BankRefusal((int)response.StatusCode, type.Replace("urn:paymentcode:", "", StringComparison.Ordinal), detail);
    }
}
