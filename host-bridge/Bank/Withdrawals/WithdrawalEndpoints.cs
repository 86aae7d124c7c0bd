using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Idempotency;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>Asks for a code.</summary>
/// <param name="Anew">Whether a code that exists is voided and a new one asked for.</param>
public sealed record AskForCode(bool Anew);

/// <summary>An operator's finding.</summary>
/// <param name="Outcome"><c>dispensed</c> or <c>not-dispensed</c>.</param>
/// <param name="Note">What was found, 1 to 200 characters; it goes to the audit log.</param>
public sealed record OperatorOutcome(string Outcome, string Note);

/// <summary>The endpoints of withdrawals.</summary>
internal static class WithdrawalEndpoints
{
    public static IServiceCollection AddWithdrawals(this IServiceCollection services) => services
        .AddSingleton<ICodeChannel>(provider => provider.GetRequiredService<TokenChannel>())
        .AddSingleton<Reservations>().AddSingleton<CodeVerifier>().AddSingleton<CashOut>().AddSingleton<CodeReplies>()
        .AddSingleton<CodeWorker>().AddHostedService(provider => provider.GetRequiredService<CodeWorker>())
        .AddSingleton<Housekeeping>().AddHostedService(provider => provider.GetRequiredService<Housekeeping>());

    public static void MapWithdrawals(this IEndpointRouteBuilder app)
    {
        var customer = app.MapGroupFor("/customer/reservations", CustomerAuthentication.SchemeName).WithTags("reservations");
        customer.MapPost("/", ReserveAsync).Produces<ReservationView>(201).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        customer.MapGet("/", ListOwnAsync);
        customer.MapGet("/{reference}", FindOwnAsync);
        customer.MapDelete("/{reference}", CancelAsync);
        customer.MapPost("/{reference}/code", AskAsync);

        var clerk = app.MapGroupFor("/clerk", ClerkAuthentication.SchemeName).WithTags("withdrawals");
        clerk.MapGet("/withdrawals", ListAsync);
        clerk.MapPost("/withdrawals/{reference}/outcome", SettleAsync).Produces<ReservationView>().ProducesProblem(404).ProducesProblem(409)
            .ProducesProblem(422);
        clerk.MapPost("/tokens/{serial}/digits/unlock", UnlockDigitsAsync);
        clerk.MapGet("/limits", ListLimitsAsync);
        clerk.MapPut("/limits/{currency}", ChangeLimitAsync);
    }

    private static Task<IResult> ReserveAsync(
        Reserve request, HttpContext context, IdempotentRequests requests, Reservations reservations) =>
        requests.RunAsync(context, request, StatusCodes.Status201Created, transaction =>
            reservations.ReserveAsync(transaction, context.CallerId(), request));

    private static async Task<Ok<List<ReservationView>>> ListOwnAsync(HttpContext context, BankDatabase database) =>
        TypedResults.Ok(await database.ReadAsync(async transaction =>
            await ReservationView.OfAllAsync(transaction, await Withdrawal.OfCustomerAsync(transaction, context.CallerId()))));

    private static async Task<Results<Ok<ReservationView>, ProblemHttpResult>> FindOwnAsync(
        string reference, HttpContext context, BankDatabase database)
    {
        var view = await database.ReadAsync(async transaction =>
            await Withdrawal.FindAsync(transaction, reference) is { } withdrawal && withdrawal.CustomerId == context.CallerId()
                ? await ReservationView.OfAsync(transaction, withdrawal)
                : null);
        return view is null ? Refusal.NotFound("reservation").ToResult() : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<ReservationView>, ProblemHttpResult>> CancelAsync(
        string reference, HttpContext context, BankDatabase database, Reservations reservations, CodeWorker worker)
    {
        var outcome = await database.AttemptAsync(transaction => reservations.CancelAsync(transaction, context.CallerId(), reference));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        await worker.WakeForAsync(reference);
        return TypedResults.Ok(outcome.Value!);
    }

    private static async Task<Results<Accepted<ReservationView>, ProblemHttpResult>> AskAsync(
        string reference, AskForCode? request, HttpContext context, BankDatabase database, Reservations reservations, CodeWorker worker)
    {
        var outcome = await database.AttemptAsync(transaction =>
            reservations.AskAsync(transaction, context.CallerId(), reference, request is { Anew: true }));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        worker.Wake(outcome.Value.Serial);
        return TypedResults.Accepted($"/customer/reservations/{reference}", outcome.Value.View);
    }

    private static async Task<Ok<List<ReservationView>>> ListAsync(string? state, BankDatabase database) =>
        TypedResults.Ok(await database.ReadAsync(async transaction =>
            await ReservationView.OfAllAsync(transaction, await Withdrawal.NewestAsync(transaction, state))));

    private static async Task<IResult> SettleAsync(
        string reference, OperatorOutcome request, HttpContext context, IdempotentRequests requests, CashOut cashOut, AuditLog audit)
    {
        if (request.Outcome is not (WithdrawalState.Dispensed or WithdrawalState.NotDispensed) || request.Note.Length is 0 or > 200)
        {
            return Refusal.Malformed("outcome is dispensed or not-dispensed, note 1 to 200 characters.").ToResult();
        }

        return await requests.RunAsync<OperatorOutcome, ReservationView>(context, request, StatusCodes.Status200OK, async transaction =>
        {
            var outcome = await cashOut.SettleAsync(transaction, "clerk", reference, request.Outcome);
            if (outcome.Refusal is not null)
            {
                return outcome.Refusal;
            }

            await audit.AppendAsync(transaction, "clerk", AuditEvents.OperatorSettled, reference, new { request.Outcome, request.Note });
            return await ReservationView.OfAsync(transaction, outcome.Value!);
        });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlockDigitsAsync(string serial, BankDatabase database, AuditLog audit)
    {
        var done = await database.WriteAsync(async transaction =>
        {
            var unlocked = await DigitWindow.UnlockAsync(transaction, serial);
            if (unlocked)
            {
                await audit.AppendAsync(transaction, "clerk", AuditEvents.DigitsLockChanged, serial, new { locked = false });
            }

            return unlocked;
        });
        return done ? TypedResults.NoContent() : Refusal.NotFound("token").ToResult();
    }

    private static async Task<Ok<List<LimitView>>> ListLimitsAsync(BankDatabase database) =>
        TypedResults.Ok((await database.ReadAsync(Limits.ListAsync)).Select(limits => limits.ToView()).ToList());

    private static async Task<Results<Ok<LimitView>, ProblemHttpResult>> ChangeLimitAsync(
        string currency, LimitChange request, BankDatabase database, AuditLog audit)
    {
        var outcome = await database.AttemptAsync(transaction => Limits.ChangeAsync(transaction, audit, currency, request));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }
}
