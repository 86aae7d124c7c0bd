using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Network;

/// <summary>The ways to the embedded bank: requests, and the bridge's connection. Each message is recorded; the bank can be cut off from everybody.</summary>
internal sealed class BankLink
{
    private const string Problem = "urn:paymentcode:";

    private readonly BankServer _server;
    private readonly EventLog _log;
    private readonly List<MemorySocket> _bridges = [];
    private bool _isReached = true;

    /// <summary>The ways to a bank.</summary>
    public BankLink(BankServer server, EventLog log)
    {
        (_server, _log) = (server, log);
        Customers = new RelayTap(log, "bridge", "token");
    }

    /// <summary>Whether the bank can be reached.</summary>
    public bool IsReached
    {
        get => _isReached;
        set
        {
            _isReached = value;
            if (!value)
            {
                _bridges.ForEach(bridge => bridge.Break());
                _bridges.Clear();
            }
        }
    }

    /// <summary>The connection of the customer's bridge.</summary>
    public RelayTap Customers { get; }

    /// <summary>Sends a request and returns the bank's answer.</summary>
    /// <exception cref="IOException">The bank is not reached.</exception>
    public async Task<BankAnswer> SendAsync(BankRequest request)
    {
        var name = $"{request.Method} {request.Path}";
        _log.Add(EventKind.Http, request.From, "bank", name, $"{request.Body.Length} bytes", request.Body, fields: Copy(request.Headers));
        if (!_isReached)
        {
            _log.Add(EventKind.Http, "bank", request.From, "not reached", name, refused: true);
            throw new IOException("The bank is not reached.");
        }

        var answer = await _server.SendAsync(request);
        var isProblem = answer.Status >= (int)HttpStatusCode.BadRequest;
        var what = isProblem ? ProblemOf(answer.Body) : VerdictOf(answer.Body);
        var isRefused = isProblem || what.StartsWith("refused", StringComparison.Ordinal);
        var headers = answer.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        _log.Add(
            EventKind.Http, "bank", request.From, $"{answer.Status.ToString(CultureInfo.InvariantCulture)} {what}".Trim(), name, answer.Body, isRefused, headers);
        return answer;
    }

    /// <summary>A bridge's connection, as its relay asks for one.</summary>
    /// <param name="tap">Listens to it.</param>
    public Task<WebSocket> ConnectAsync(RelayTap tap)
    {
        if (!_isReached)
        {
            _log.Add(EventKind.Relay, tap.Bridge, "bank", "not reached", "/bridge", refused: true);
            throw new WebSocketException(WebSocketError.Faulted, "The bank is not reached.");
        }

        var (bridge, bank) = MemorySocket.Pair(tap.ToBank, tap.ToBridge);
        _bridges.RemoveAll(one => one.State != WebSocketState.Open);
        _bridges.Add(bridge);
        _ = _server.ServeSocketAsync("/bridge", bank);
        return Task.FromResult<WebSocket>(bridge);
    }

    /// <summary>A client of the bank's for parts that use one.</summary>
    /// <param name="from">Who it is.</param>
    public HttpClient ClientFor(string from) =>
        new(new Handler(this, from)) { BaseAddress = new Uri("http://bank/"), Timeout = Timeout.InfiniteTimeSpan };

    private static string ProblemOf(byte[] body)
    {
        var type = TextOf(body, "type");
        return type.StartsWith(Problem, StringComparison.Ordinal) ? type[Problem.Length..] : type;
    }

    private static string VerdictOf(byte[] body) => $"{TextOf(body, "verdict")} {TextOf(body, "reason")}".Trim();

    private static string TextOf(byte[] body, string name)
    {
        if (body is not [(byte)'{', ..])
        {
            return "";
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string> headers) => new(headers);

    private sealed class Handler(BankLink link, string from) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // HttpClient goes on where this completes: it has to be on the world's thread.
            var answer = new TaskCompletionSource<HttpResponseMessage>();
            Answer(request, answer);
            return answer.Task;
        }

        private async void Answer(HttpRequestMessage request, TaskCompletionSource<HttpResponseMessage> answer)
        {
            try
            {
                var response = await AskAsync(request);
                Pump.Complete(() => answer.SetResult(response));
            }
            catch (Exception exception)
            {
                // HttpClient reports it to its caller.
                Pump.Complete(() => answer.SetException(exception));
            }
        }

        private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request)
        {
            var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value));
            byte[] body = [];
            if (request.Content is { } content)
            {
                body = await content.ReadAsByteArrayAsync();
                if (content.Headers.ContentType is { } type)
                {
                    headers["Content-Type"] = type.ToString();
                }
            }

            var asked = await link.SendAsync(new BankRequest(from, request.Method.Method, request.RequestUri!.PathAndQuery, headers, body));
            var response = new HttpResponseMessage((HttpStatusCode)asked.Status) { RequestMessage = request, Content = new ByteArrayContent(asked.Body) };
            foreach (var (name, value) in asked.Headers)
            {
                if (!response.Headers.TryAddWithoutValidation(name, value.ToString()))
                {
                    response.Content.Headers.TryAddWithoutValidation(name, value.ToString());
                }
            }

            return response;
        }
    }
}
