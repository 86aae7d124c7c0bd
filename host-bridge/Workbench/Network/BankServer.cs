using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace PaymentCode.Workbench.Network;

/// <summary>A request to the embedded bank.</summary>
/// <param name="From">Who sends it: customer, atm, clerk, shop, bridge, attacker.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path, with query if there is one.</param>
/// <param name="Headers">Headers.</param>
/// <param name="Body">Body; empty for none.</param>
internal sealed record BankRequest(string From, string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>Its answer.</summary>
internal sealed record BankAnswer(int Status, IHeaderDictionary Headers, byte[] Body);

/// <summary>
/// Takes the place of Kestrel in the embedded bank: requests go through the bank's whole pipeline, in memory and on the caller's thread.
/// </summary>
internal sealed class BankServer : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        _process = features => ProcessAsync(application, features);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _process = null;
        return Task.CompletedTask;
    }

    public void Dispose() => _process = null;

    /// <summary>Sends a request and returns its answer.</summary>
    public async Task<BankAnswer> SendAsync(BankRequest request)
    {
        using var body = new MemoryStream();
        var features = Describe(request, body);
        await ServeAsync(features);
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        return new BankAnswer(response.StatusCode, response.Headers, body.ToArray());
    }

    /// <summary>Serves a WebSocket to the bank's end of it; ends when the bank is through with it.</summary>
    public async Task ServeSocketAsync(string path, MemorySocket socket)
    {
        using var body = new MemoryStream();
        var features = Describe(new BankRequest("bridge", "GET", path, new Dictionary<string, string>(), []), body);
        features.Set<IHttpWebSocketFeature>(new Upgrade(socket));
        await ServeAsync(features);
    }

    private Task ServeAsync(IFeatureCollection features) =>
        (_process ?? throw new IOException("The bank is not reached."))(features);

    private static FeatureCollection Describe(BankRequest request, Stream body)
    {
        var query = request.Path.IndexOf('?', StringComparison.Ordinal);
        var headers = new HeaderDictionary { ["Host"] = "bank" };
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        headers.ContentLength = request.Body.Length;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Path = Uri.UnescapeDataString(query < 0 ? request.Path : request.Path[..query]),
            QueryString = query < 0 ? "" : request.Path[query..],
            RawTarget = request.Path,
            Headers = headers,
            Body = new MemoryStream(request.Body, writable: false),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(request.Body.Length > 0));
        return features;
    }

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features) where TContext : notnull
    {
        var context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
            await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
        }
        catch (Exception exception)
        {
            application.DisposeContext(context, exception);
            throw;
        }

        application.DisposeContext(context, null);
    }

    private sealed class BodyDetection(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }

    private sealed class Upgrade(MemorySocket socket) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<System.Net.WebSockets.WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
            Task.FromResult<System.Net.WebSockets.WebSocket>(socket);
    }
}
