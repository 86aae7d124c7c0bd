using System.Security.Cryptography;

namespace PaymentCode.Workbench.Http;

/// <summary>The page: files that are part of the program.</summary>
internal static class PageEndpoints
{
    private const string Folder = "wwwroot/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
    };

    public static void MapPage(this IEndpointRouteBuilder app)
    {
        var assembly = typeof(PageEndpoints).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"";
            var path = name[Folder.Length..];
            var type = Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
            app.MapGet(path == "index.html" ? "/" : "/" + path, (HttpContext context) => Serve(context, content, type, tag)).ExcludeFromDescription();
        }
    }

    private static IResult Serve(HttpContext context, byte[] content, string type, string tag)
    {
        // The page runs what came with it and nothing else.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(content, type, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue(tag));
    }
}
