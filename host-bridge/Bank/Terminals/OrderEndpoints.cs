using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Idempotency;
using PaymentCode.Bank.Purchases;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>An operator's finding at a terminal that is out of reach.</summary>
/// <param name="Outcome"><c>completed</c> or <c>reversed</c>.</param>
/// <param name="Note">What was found, 1 to 200 characters; it goes to the audit log.</param>
public sealed record OrderOutcome(string Outcome, string Note);

/// <summary>The endpoints of purchases and transfers made at terminals.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        foreach (var kind in (string[])[TerminalOrder.Purchase, TerminalOrder.Transfer])
        {
            var clerk = app.MapGroupFor($"/clerk/{kind}s", ClerkAuthentication.SchemeName).WithTags(kind + "s");
            clerk.MapGet("/", async (string? state, BankDatabase database) => TypedResults.Ok(await ListAsync(database, kind, null, state)));
            clerk.MapGet("/{reference}", (string reference, BankDatabase database) => FindAsync(database, kind, reference, null));
            clerk.MapPost("/{reference}/outcome", (
                string reference, OrderOutcome request, HttpContext context, IdempotentRequests requests, OrderDriver driver, AuditLog audit) =>
                SettleAsync(kind, reference, request, context, requests, driver, audit)).Produces<OrderView>().ProducesProblem(404).ProducesProblem(409);
            var customer = app.MapGroupFor($"/customer/{kind}s", CustomerAuthentication.SchemeName).WithTags(kind + "s");
            customer.MapGet("/", async (HttpContext context, BankDatabase database) =>
                TypedResults.Ok(await ListAsync(database, kind, context.CallerId(), null)));
            customer.MapGet("/{reference}", (string reference, HttpContext context, BankDatabase database) =>
                FindAsync(database, kind, reference, context.CallerId()));
        }

        app.MapGroupFor("/clerk/purchases", ClerkAuthentication.SchemeName).WithTags("purchases")
            .MapPost("/{reference}/refunds", RefundAsync).Produces<OrderView>(201).ProducesProblem(404).ProducesProblem(409);
        var limits = app.MapGroupFor("/clerk/order-limits", ClerkAuthentication.SchemeName).WithTags("limits");
        limits.MapGet("/", async (BankDatabase database) => TypedResults.Ok(await database.ReadAsync(OrderLimits.ListAsync)));
        limits.MapPut("/{currency}/{kind}", ChangeLimitAsync);
    }

    public static Refusal WrongState(TerminalOrder order) =>
        new("wrong-state", 409, $"The {order.Kind} {order.Reference} is {order.State}; that cannot be done to it.");

    private static Task<List<OrderView>> ListAsync(BankDatabase database, string kind, string? customerId, string? state) =>
        database.ReadAsync(async transaction =>
            await OrderView.OfAllAsync(transaction, await TerminalOrder.NewestAsync(transaction, kind, customerId, state)));

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult>> FindAsync(BankDatabase database, string kind, string reference, string? customerId)
    {
        var view = await database.ReadAsync(async transaction =>
            await TerminalOrder.FindAsync(transaction, reference) is { } order && order.Kind == kind && (customerId is null || order.CustomerId == customerId)
                ? await OrderView.OfAsync(transaction, order)
                : null);
        return view is null ? Refusal.NotFound(kind).ToResult() : TypedResults.Ok(view);
    }

    private static async Task<IResult> SettleAsync(
        string kind, string reference, OrderOutcome request, HttpContext context, IdempotentRequests requests, OrderDriver driver, AuditLog audit)
    {
        if (request.Outcome is not (OrderState.Completed or OrderState.Reversed) || request.Note.Length is 0 or > 200)
        {
            return Refusal.Malformed("outcome is completed or reversed, note 1 to 200 characters.").ToResult();
        }

        return await requests.RunAsync<OrderOutcome, OrderView>(context, request, StatusCodes.Status200OK, async transaction =>
        {
            var order = await TerminalOrder.LockAsync(transaction, reference);
            if (order is null || order.Kind != kind)
            {
                return Refusal.NotFound(kind);
            }

            if (order.State != OrderState.Approved)
            {
                return WrongState(order);
            }

            await driver.SettleAsync(transaction, order, "clerk", request.Outcome == OrderState.Completed);
            await audit.AppendAsync(transaction, "clerk", AuditEvents.OrderSettled, reference, new { request.Outcome, request.Note });
            return await OrderView.OfAsync(transaction, order);
        });
    }

    private static Task<IResult> RefundAsync(
        string reference, RefundPurchase request, HttpContext context, IdempotentRequests requests, Refunds refunds) =>
        requests.RunAsync(context, request, StatusCodes.Status201Created, transaction => refunds.RefundAsync(transaction, reference, request));

    private static async Task<Results<Ok<OrderLimitView>, ProblemHttpResult>> ChangeLimitAsync(
        string currency, string kind, OrderLimitChange request, BankDatabase database, AuditLog audit)
    {
        var outcome = await database.AttemptAsync(transaction => OrderLimits.ChangeAsync(transaction, audit, currency, kind, request));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }
}
