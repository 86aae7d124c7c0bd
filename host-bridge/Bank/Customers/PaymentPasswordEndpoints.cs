using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>A new payment password.</summary>
/// <param name="LoginPassword">The password of the log-in: a session that somebody else got hold of is not enough.</param>
/// <param name="PaymentPassword">6 digits, not all equal and no run.</param>
public sealed record NewPaymentPassword(string LoginPassword, string PaymentPassword);

/// <summary>The payment password's state.</summary>
/// <param name="IsSet">Whether there is one.</param>
/// <param name="IsLocked">Whether three wrong ones have locked it.</param>
public sealed record PaymentPasswordView(bool IsSet, bool IsLocked);

/// <summary>The endpoints of the payment password.</summary>
internal static class PaymentPasswordEndpoints
{
    public static void MapPaymentPasswords(this IEndpointRouteBuilder app)
    {
        var customer = app.MapGroupFor("/customer/payment-password", CustomerAuthentication.SchemeName).WithTags("customer");
        customer.MapGet("/", StateAsync);
        customer.MapPut("/", SetAsync).RequireRateLimiting(Concurrency.LogIn);

        var clerk = app.MapGroupFor("/clerk/customers/{id}/payment-password", ClerkAuthentication.SchemeName).WithTags("customers");
        clerk.MapPost("/free", FreeAsync);
    }

    private static async Task<Ok<PaymentPasswordView>> StateAsync(HttpContext context, BankDatabase database)
    {
        var (isSet, isLocked) = await database.ReadAsync(transaction => PaymentPassword.StateAsync(transaction, context.CallerId()));
        return TypedResults.Ok(new PaymentPasswordView(isSet, isLocked));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        NewPaymentPassword request, HttpContext context, BankDatabase database, LogIn logIn, PaymentPassword password)
    {
        if (CustomerRules.CheckPin(request.PaymentPassword, "paymentPassword") is { } invalid)
        {
            return invalid.ToResult();
        }

        if (await logIn.ConfirmAsync(context.CallerId(), request.LoginPassword) is { } refused)
        {
            return refused.ToResult(context);
        }

        var outcome = await database.AttemptAsync(transaction =>
            password.SetAsync(transaction, context.CallerId(), request.PaymentPassword));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FreeAsync(string id, BankDatabase database, PaymentPassword password) =>
        await database.WriteAsync(transaction => password.FreeAsync(transaction, id))
            ? TypedResults.NoContent() : Refusal.NotFound("payment password").ToResult();
}
