using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PaymentCode.Workbench.Http;

/// <summary>
/// Who may use the workbench: on loopback everybody on this computer, but no page of another site that his browser shows; elsewhere whoever brings the token.
/// </summary>
internal static class Access
{
    private const string Cookie = "paymentcode-workbench";
    private const int LeastToken = 16;
    private const int LongestToken = 128;

    /// <summary>Refuses to start where it would be open to others.</summary>
    /// <exception cref="WorkbenchStartException">An option is wrong; the message says what to do.</exception>
    public static void Check(WorkbenchOptions options)
    {
        if (options.Urls.Length == 0)
        {
            throw new WorkbenchStartException("Give an address to listen on, for example http://127.0.0.1:5080.");
        }

        if (options.Token is { } token && (token.Length is < LeastToken or > LongestToken || token.Any(character => character is <= ' ' or > '~')))
        {
            throw new WorkbenchStartException($"The token has {LeastToken} to {LongestToken} printable ASCII characters.");
        }

        foreach (var url in options.Urls)
        {
            var address = Parse(url);
            if (string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase) && options.Certificate is null)
            {
                throw new WorkbenchStartException($"{url} needs a server certificate with its private key.");
            }

            if (options.Token is null && !IsLoopback(address.Host))
            {
                throw new WorkbenchStartException($"{url} can be reached by others: give a token (--token) that they have to bring, or a loopback address such as http://127.0.0.1:5080.");
            }
        }
    }

    /// <summary>The middleware.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Guard(WorkbenchOptions options)
    {
        var hosts = options.Urls.Select(url => Parse(url).Host.Trim('[', ']')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isAnyHost = options.Token is not null && hosts.Overlaps(["0.0.0.0", "::", "*", "+"]);
        return async (context, next) =>
        {
            var request = context.Request;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            var isHome = isAnyHost || hosts.Contains(request.Host.Host.Trim('[', ']')) || (hosts.Any(IsLoopback) && IsLoopback(request.Host.Host));
            if (!isHome || IsForeign(request))
            {
                await Refusals.Of("foreign-site", 403, "Use the address that the workbench printed when it started.").ExecuteAsync(context);
            }
            else if (options.Token is { } token && !Has(request, token))
            {
                await AdmitAsync(context, token);
            }
            else
            {
                await next(context);
            }
        };
    }

    private static async Task AdmitAsync(HttpContext context, string token)
    {
        if (context.Request.Path == "/" && AreEqual(context.Request.Query["token"], token))
        {
            context.Response.Cookies.Append(Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps });
            context.Response.Redirect("/");
            return;
        }

        await Refusals.Of("not-authenticated", 401, "Send the token that the workbench was started with.").ExecuteAsync(context);
    }

    private static BindingAddress Parse(string url)
    {
        BindingAddress? address = null;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // Said below.
        }

        return address is { PathBase: "", Port: >= 0 and <= IPEndPoint.MaxPort } && address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS"
            ? address
            : throw new WorkbenchStartException($"{url} is no address to listen on; use http://HOST:PORT, or https, with nothing behind it.");
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    // Browsers send Origin with whatever another page's script or form changes, and Sec-Fetch-Site with all that it fetches or shows. A link to the page is no such thing.
    private static bool IsForeign(HttpRequest request) =>
        (request.Headers.Origin is { Count: > 0 } origin
            && !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        || (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document"));

    private static bool Has(HttpRequest request, string token) =>
        AreEqual(request.Cookies[Cookie], token)
            || (request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var given] && AreEqual(given, token));

    private static bool AreEqual(string? given, string token) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));
}
