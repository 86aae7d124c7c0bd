namespace PaymentCode.Bank.Tokens;

/// <summary>Registers and maps the tokens feature.</summary>
internal static class TokensFeature
{
    public static IServiceCollection AddTokens(this IServiceCollection services) => services;

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        // The endpoints below /clerk/tokens and the WebSocket /bridge.
    }
}
