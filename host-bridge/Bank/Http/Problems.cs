using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Http;

/// <summary>Refusals and failures as RFC 9457 problem details.</summary>
public static class Problems
{
    /// <summary>Prefix of every problem type.</summary>
    public const string TypePrefix = "urn:paymentcode:";

    /// <summary>The problem details of a refusal.</summary>
    public static ProblemDetails ToProblem(this Refusal refusal) => new()
    {
        Type = TypePrefix + refusal.Name,
        Title = refusal.Name,
        Status = refusal.Status,
        Detail = refusal.Detail,
    };

    /// <summary>The answer to a refused request.</summary>
    public static ProblemHttpResult ToResult(this Refusal refusal) => TypedResults.Problem(refusal.ToProblem());

    /// <summary>The answer to a refused request, with Retry-After where the refusal is a matter of time.</summary>
    public static ProblemHttpResult ToResult(this Refusal refusal, HttpContext context)
    {
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return refusal.ToResult();
    }

    /// <summary>Writes a refusal where there is no endpoint result: authentication, exceptions.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal) => refusal.ToResult(context).ExecuteAsync(context);

    /// <summary>Whether a request failed because of what it is: nothing for the bank's log, which any stranger could fill with it.</summary>
    internal static bool IsOfTheCaller(Exception failure) => failure is BadHttpRequestException;

    internal static Task HandleExceptionAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        return WriteAsync(context, exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Refusal.TooLarge,
            BadHttpRequestException { InnerException: JsonException { Path: { Length: > 0 } path } } =>
                Refusal.Malformed($"The body is not as asked for at {path}."),
            BadHttpRequestException bad => Refusal.Malformed(bad.Message),
            DatabaseBusyException => Refusal.Busy,
            Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.CharacterNotInRepertoire } =>
                Refusal.Malformed("A text has a character that cannot be stored."),
            _ => Refusal.Failed,
        });
    }
}
