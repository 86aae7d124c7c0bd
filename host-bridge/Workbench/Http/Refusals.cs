using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PaymentCode.Workbench.Http;

/// <summary>Refusals as RFC 9457 problem details, listed in docs/WORKBENCH.md.</summary>
internal static partial class Refusals
{
    public static ProblemHttpResult Malformed(string detail) => Of("malformed", 400, detail);

    public static ProblemHttpResult NotFound(string what) => Of("not-found", 404, $"There is no such {what}.");

    public static ProblemHttpResult Of(string name, int status, string detail) =>
        TypedResults.Problem(type: "urn:paymentcode:" + name, title: name, statusCode: status, detail: detail);

    /// <summary>What is answered where an endpoint threw.</summary>
    public static Task HandleExceptionAsync(HttpContext context)
    {
        var result = context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            Engine.WorldGoneException => NotFound("world"),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Of("too-large", 413, "A body has at most 4 KiB."),
            BadHttpRequestException { InnerException: System.Text.Json.JsonException { Path: { Length: > 0 } path } } =>
                Malformed($"The body is not as asked for at {path}."),
            BadHttpRequestException bad => Malformed(WordsOf(bad.Message)),
            IOException => Of("bank-not-reached", 502, "The bank is not reached: switch it on."),
            TimeoutException => Of("clock-stands", 409, "The bank's answer needs time to pass in the world: let its clock run, or step it, and look again."),
            _ => Of("failed", 500, "The workbench failed; reset the world."),
        };
        return result.ExecuteAsync(context);
    }

    // The framework speaks to whoever wrote the endpoint.
    private static string WordsOf(string message) =>
        message.StartsWith("Implicit body", StringComparison.Ordinal) ? "A body is missing: send what docs/WORKBENCH.md says, as application/json."
        : NotBound().Match(message) is { Success: true } match ? $"{match.Groups["name"].Value} is not as asked for."
        : "The request is not as asked for: see /openapi/v1.json.";

    // Failed to bind parameter "int scale" from "x".
    [GeneratedRegex(@"parameter ""\S+ (?<name>\w+)""")]
    private static partial Regex NotBound();
}
