using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;

namespace PaymentCode.Bank.Transfers;

/// <summary>The endpoints of receivers' names.</summary>
internal static class ReceiverEndpoints
{
    public static IServiceCollection AddTransfers(this IServiceCollection services) =>
        services.AddSingleton<Receivers>().AddSingleton<TransferConfirmations>().AddSingleton<ITerminalBusiness, TransferRules>();

    public static void MapReceivers(this IEndpointRouteBuilder app)
    {
        var clerk = app.MapGroupFor("/clerk/customers/{id}/receivers", ClerkAuthentication.SchemeName).WithTags("transfers");
        clerk.MapPost("/", (string id, RegisterReceiver request, BankDatabase database, Receivers receivers) =>
            RegisterAsync("clerk", id, request, database, receivers));
        clerk.MapGet("/", (string id, BankDatabase database) => ListAsync(id, database));
        clerk.MapDelete("/{name}", (string id, string name, BankDatabase database, Receivers receivers) =>
            DeleteAsync("clerk", id, name, database, receivers));

        var customer = app.MapGroupFor("/customer/receivers", CustomerAuthentication.SchemeName).WithTags("transfers");
        customer.MapPost("/", (RegisterReceiver request, HttpContext context, BankDatabase database, Receivers receivers) =>
            RegisterAsync("customer:" + context.CallerId(), context.CallerId(), request, database, receivers));
        customer.MapGet("/", (HttpContext context, BankDatabase database) => ListAsync(context.CallerId(), database));
        customer.MapDelete("/{name}", (string name, HttpContext context, BankDatabase database, Receivers receivers) =>
            DeleteAsync("customer:" + context.CallerId(), context.CallerId(), name, database, receivers));
    }

    private static async Task<Results<Ok<ReceiverView>, ProblemHttpResult>> RegisterAsync(
        string actor, string customerId, RegisterReceiver request, BankDatabase database, Receivers receivers)
    {
        var outcome = await database.AttemptAsync(transaction => receivers.RegisterAsync(transaction, actor, customerId, request));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }

    private static async Task<Ok<IReadOnlyList<ReceiverView>>> ListAsync(string customerId, BankDatabase database) =>
        TypedResults.Ok(await database.ReadAsync(transaction => Receivers.OfCustomerAsync(transaction, customerId)));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string actor, string customerId, string name, BankDatabase database, Receivers receivers)
    {
        var outcome = await database.AttemptAsync(transaction => receivers.DeleteAsync(transaction, actor, customerId, name));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.NoContent();
    }
}
