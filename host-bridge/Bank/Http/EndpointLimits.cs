using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace PaymentCode.Bank.Http;

/// <summary>What groups of endpoints have in common.</summary>
internal static class EndpointLimits
{
    public const int LongestBody = 4096;

    /// <summary>A group below a prefix whose callers pass an authentication scheme, with the small body limit.</summary>
    public static RouteGroupBuilder MapGroupFor(this IEndpointRouteBuilder app, string prefix, string scheme)
    {
        var group = app.MapGroup(prefix);
        group.WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        group.RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = scheme });
        group.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        return group;
    }
}
