using System.Collections.Frozen;
using System.Reflection;

namespace PaymentCode.Bank.Phone;

/// <summary>
/// The page at <c>/phone</c> that makes payment codes for a customer without a token: files embedded in the assembly, no build step, no script
/// from elsewhere. It holds no secret; what it needs it fetches in the customer's session and keeps in his browser.
/// </summary>
internal static class PhonePage
{
    private const string Prefix = "phone/";

    // Nothing inline and nothing from elsewhere; the page is in nobody's frame.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
    }.ToFrozenDictionary();

    public static void MapPhonePage(this IEndpointRouteBuilder app)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var type = Types[Path.GetExtension(resource)];
            app.MapGet(resource == Prefix + "index.html" ? "/phone" : "/" + resource, (HttpContext context) => Answer(context, content, type))
                .ExcludeFromDescription();
        }
    }

    private static IResult Answer(HttpContext context, byte[] content, string type)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Service-Worker-Allowed"] = "/phone";
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(content, type);
    }
}
