using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PaymentCode.Bank.Http;

/// <summary>What both bearer schemes share: the header, and the refusal as problem details.</summary>
internal abstract class BearerAuthentication : AuthenticationHandler<AuthenticationSchemeOptions>
{
    private const string Prefix = "Bearer ";
    private const int LongestToken = 256;

    protected BearerAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : base(options, logger, encoder) { }

    /// <summary>The bearer token of a request that authentication has passed.</summary>
    public static string TokenOf(HttpRequest request) => request.Headers.Authorization.ToString()[Prefix.Length..].Trim();

    /// <summary>Who holds the token, or null.</summary>
    protected abstract Task<string?> IdentifyAsync(string token);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > LongestToken)
        {
            return AuthenticateResult.NoResult();
        }

        var holder = await IdentifyAsync(header[Prefix.Length..].Trim());
        if (holder is null)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, holder)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(Context, Refusal.NotAuthenticated);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, Refusal.NotAuthenticated);
}
