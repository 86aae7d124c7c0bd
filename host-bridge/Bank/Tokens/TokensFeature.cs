using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Tokens;

/// <summary>Registers and maps the tokens feature.</summary>
internal static class TokensFeature
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddTokens(this IServiceCollection services) => services
        .AddSingleton<TokenHub>()
        .AddSingleton<TokenKeys>()
        .AddSingleton<TokenDesk>()
        .AddSingleton<BoardTalk>()
        .AddSingleton(provider => new TokenChannel(
            provider.GetRequiredService<BankDatabase>(),
            provider.GetRequiredService<BoardTalk>(),
            provider.GetRequiredService<TokenKeys>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<TimeProvider>()));

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        app.MapTokenEndpoints();
        app.Map("/bridge", ServeBridgeAsync).ExcludeFromDescription();
    }

    private static async Task ServeBridgeAsync(HttpContext context, TokenHub hub, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted);
        var options = new WebSocketAcceptContext { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive };
        if (!await hub.TryServeAsync(() => context.WebSockets.AcceptWebSocketAsync(options), ending.Token))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
