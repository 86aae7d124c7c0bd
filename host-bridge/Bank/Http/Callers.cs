using System.Security.Claims;

namespace PaymentCode.Bank.Http;

/// <summary>Who sends a request, once authentication has passed it.</summary>
internal static class Callers
{
    /// <summary>The customer id, or <c>clerk</c>.</summary>
    public static string CallerId(this HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("The endpoint is not behind authentication.");
}
