using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>Asks for key and indices.</summary>
/// <param name="Validity">Validity of the codes in seconds, 30, 60, 180 or 600; 60 if not given. A phone may choose another one for each code.</param>
public sealed record FetchPaymentKey(int? Validity = null);

/// <summary>Key and indices for a phone. The key is a secret of the account's.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="KeyVersion">Version of the key.</param>
/// <param name="Prefix">The issuer's prefix, two digits.</param>
/// <param name="Validity">Validity chosen, in seconds.</param>
/// <param name="Validities">Validities to choose from, in seconds.</param>
/// <param name="Batch">Number of the batch.</param>
/// <param name="Indices">Indices of ten digits, in the order of their use.</param>
/// <param name="Currency">Currency of the account.</param>
/// <param name="Exponent">Its decimal places.</param>
/// <param name="CurrencyNumber">Its ISO 4217 number.</param>
/// <param name="Time">The bank's time, milliseconds since 1970-01-01 UTC: the phone keeps the difference from its own.</param>
public sealed record PhoneKeyView(
    string Key, int KeyVersion, string Prefix, int Validity, IReadOnlyList<int> Validities, long Batch, IReadOnlyList<string> Indices, string Currency,
    int Exponent, int CurrencyNumber, long Time)
{
    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"payment key version {KeyVersion}, batch {Batch}";
}

/// <summary>The endpoints of payment keys: the customer's own, and those of the clerk who keeps the allow list.</summary>
internal static class PaymentKeyEndpoints
{
    public static void MapPaymentKeys(this IEndpointRouteBuilder app)
    {
        var customer = app.MapGroupFor("/customer", CustomerAuthentication.SchemeName).WithTags("payment codes");
        customer.MapGet("/payment-key", FindAsync);
        customer.MapPost("/payment-key", RegisterAsync).Produces<PaymentKeyView>(201).ProducesProblem(409);
        customer.MapDelete("/payment-key", RevokeOwnAsync).ProducesProblem(404);
        customer.MapPost("/payment-key/rotate", RotateAsync).ProducesProblem(409);
        customer.MapPost("/payment-key/fetch", FetchAsync).ProducesProblem(403).ProducesProblem(409);
        customer.MapPost("/payment-key/token", FetchToTokenAsync).ProducesProblem(403).ProducesProblem(409).ProducesProblem(502);
        customer.MapGet("/payments", async (HttpContext context, BankDatabase database) => TypedResults.Ok(
            await database.ReadAsync(transaction => PaymentHistory.NewestAsync(transaction, context.CallerId()))));
        customer.MapGet("/payment-codes/{code}", OutcomeAsync);

        var clerk = app.MapGroupFor("/clerk", ClerkAuthentication.SchemeName).WithTags("payment codes");
        clerk.MapGet("/payment-users", async (BankDatabase database) => TypedResults.Ok(await database.ReadAsync(PaymentUsers.ListAsync)));
        clerk.MapGet("/payment-users/{id}", IsAllowedAsync).ProducesProblem(404);
        clerk.MapPut("/payment-users/{id}", (string id, BankDatabase database, AuditLog audit, TimeProvider time) =>
            AnswerAsync(database.AttemptAsync(transaction => PaymentUsers.AddAsync(transaction, id, audit, time)))).ProducesProblem(404);
        clerk.MapDelete("/payment-users/{id}", (string id, BankDatabase database, AuditLog audit) =>
            AnswerAsync(database.AttemptAsync(transaction => PaymentUsers.RemoveAsync(transaction, id, audit)))).ProducesProblem(404);
        clerk.MapDelete("/payment-users/{id}/key", RevokeByClerkAsync).ProducesProblem(404);
        clerk.MapPost("/terminals/{id}/payment-codes/free", FreeAsync).ProducesProblem(404);
        clerk.MapGet("/payment-limits", async (BankDatabase database) => TypedResults.Ok(
            (await database.ReadAsync(PaymentLimits.ListAsync)).Select(limits => limits.ToView()).ToList()));
        clerk.MapPut("/payment-limits/{currency}", (string currency, PaymentLimitChange request, BankDatabase database, AuditLog audit) =>
            AnswerAsync(database.AttemptAsync(transaction => PaymentLimits.ChangeAsync(transaction, audit, currency, request))));
    }

    private static async Task<Ok<PaymentKeyView>> FindAsync(HttpContext context, BankDatabase database) =>
        TypedResults.Ok(await database.ReadAsync(transaction => PaymentKeyDesk.ViewAsync(transaction, context.CallerId())));

    private static async Task<Results<Created<PaymentKeyView>, ProblemHttpResult>> RegisterAsync(
        HttpContext context, BankDatabase database, PaymentKeyDesk desk)
    {
        var outcome = await database.AttemptAsync(transaction => desk.RegisterAsync(transaction, context.CallerId()));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Created("/customer/payment-key", outcome.Value);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeOwnAsync(
        HttpContext context, BankDatabase database, PaymentKeyDesk desk, IPaymentKeyChannel channel, CancellationToken cancellation) =>
        RevokeAsync(context.CallerId(), "customer:" + context.CallerId(), database, desk, channel, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeByClerkAsync(
        string id, BankDatabase database, PaymentKeyDesk desk, IPaymentKeyChannel channel, CancellationToken cancellation) =>
        RevokeAsync(id, "clerk", database, desk, channel, cancellation);

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, string actor, BankDatabase database, PaymentKeyDesk desk, IPaymentKeyChannel channel, CancellationToken cancellation)
    {
        var devices = await database.ReadAsync(transaction => PaymentBatch.LiveAsync(transaction, id));
        var outcome = await database.AttemptAsync(transaction => desk.RevokeAsync(transaction, id, actor));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        // The revocation is done. That the token forgets what is worth nothing any more is tidiness: it is not waited for if no bridge has it.
        foreach (var serial in devices.Select(batch => batch.Device).Where(device => device != PaymentKeyDesk.Phone).Distinct())
        {
            await channel.PutPaymentKeyAsync(serial, [], cancellation);
        }

        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<PaymentKeyView>, ProblemHttpResult>> RotateAsync(
        HttpContext context, BankDatabase database, PaymentKeyDesk desk) =>
        AnswerAsync(database.AttemptAsync(transaction => desk.RotateAsync(transaction, context.CallerId())));

    private static async Task<Results<Ok<PhoneKeyView>, ProblemHttpResult>> FetchAsync(
        FetchPaymentKey? request, HttpContext context, BankDatabase database, PaymentKeyDesk desk, TimeProvider time)
    {
        if (!TryValidity(request, out var validity))
        {
            return InvalidValidity.ToResult();
        }

        var outcome = await database.AttemptAsync(transaction =>
            desk.FetchAsync(transaction, context.CallerId(), PaymentKeyDesk.Phone, validity));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        var customer = (await database.ReadAsync(transaction => Customer.FindAsync(transaction, context.CallerId())))!;
        var currency = Ledger.Currency.Of(customer.Currency);
        var data = outcome.Value!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PhoneKeyView(
            Convert.ToHexStringLower(data.Key), data.KeyVersion, data.Prefix.ToString("D2", null), validity, PaymentCodeTime.Validities(), data.Batch,
            [.. Enumerable.Range(0, data.Count).Select(position => data.IndexAt(position).ToString("D10", null))],
            currency.Letters, currency.Exponent, currency.Numeric, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private static async Task<Results<Ok<PaymentKeyView>, ProblemHttpResult>> FetchToTokenAsync(
        FetchPaymentKey? request, HttpContext context, BankDatabase database, PaymentKeyDesk desk, IPaymentKeyChannel channel,
        CancellationToken cancellation)
    {
        if (!TryValidity(request, out var validity))
        {
            return InvalidValidity.ToResult();
        }

        var id = context.CallerId();
        var token = await database.ReadAsync(transaction => BoundToken.OfCustomerAsync(transaction, id));
        if (token is not { State: BoundToken.Active, KeyVersion: > 0 })
        {
            return new Refusal("no-token", 409, "No active token is bound to the card; the bank's clerk can bind one.").ToResult();
        }

        var outcome = await database.AttemptAsync(transaction => desk.FetchAsync(transaction, id, token.Serial, validity));
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        var reply = await channel.PutPaymentKeyAsync(token.Serial, outcome.Value!.ToBytes(), cancellation);
        if (reply.Kind != TokenReplyKind.Confirmed)
        {
            return TokenRules.Unreached(reply).ToResult();
        }

        await database.WriteAsync(transaction => desk.ProveAsync(transaction, id, token.Serial, outcome.Value.Batch));
        return TypedResults.Ok(await database.ReadAsync(transaction => PaymentKeyDesk.ViewAsync(transaction, id)));
    }

    private static async Task<Results<Ok<PaymentOutcomeView>, ProblemHttpResult>> OutcomeAsync(
        string code, HttpContext context, BankDatabase database) =>
        PaymentCodeNumber.TryParse(code, out var parsed)
            ? TypedResults.Ok(await database.ReadAsync(transaction => PaymentHistory.OfCodeAsync(transaction, context.CallerId(), parsed)))
            : Refusal.Malformed("A payment code is 18 digits.").ToResult();

    private static async Task<Results<Ok<PaymentUserView>, ProblemHttpResult>> IsAllowedAsync(string id, BankDatabase database)
    {
        var view = await database.ReadAsync(async transaction => await Customer.FindAsync(transaction, id) is null ? null
            : new PaymentUserView(id, await PaymentUsers.IsAllowedAsync(transaction, id)));
        return view is null ? Refusal.NotFound("customer").ToResult() : TypedResults.Ok(view);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FreeAsync(string id, BankDatabase database, WrongCodes wrong) =>
        await database.WriteAsync(transaction => wrong.FreeAsync(transaction, id))
            ? TypedResults.NoContent() : Refusal.NotFound("terminal").ToResult();

    private static async Task<Results<Ok<T>, ProblemHttpResult>> AnswerAsync<T>(Task<Outcome<T>> work)
    {
        var outcome = await work;
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value);
    }

    private static readonly Refusal InvalidValidity = Refusal.Malformed("validity is 30, 60, 180 or 600 seconds.");

    private static bool TryValidity(FetchPaymentKey? request, out int validity)
    {
        validity = request?.Validity ?? PaymentCodeTime.DefaultValidity;
        return PaymentCodeTime.IsValidity(validity);
    }
}
