using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Cards;

/// <summary>Issues a contactless card.</summary>
/// <param name="Device">What it is bound to: <c>token:SERIAL</c> or <c>terminal:ID</c>; the customer's token if not given.</param>
public sealed record IssueCard(string? Device = null);

/// <summary>Sets the secret that is typed for a card.</summary>
/// <param name="Secret">4 to 12 digits.</param>
public sealed record CardSecret(string Secret)
{
    /// <summary>Says nothing.</summary>
    public override string ToString() => "a card's secret";
}

/// <summary>Binds a card to another device.</summary>
/// <param name="Device"><c>token:SERIAL</c> or <c>terminal:ID</c>.</param>
public sealed record BindCard(string Device);

/// <summary>The endpoints of contactless cards.</summary>
internal static class CardEndpoints
{
    public static IServiceCollection AddCards(this IServiceCollection services) =>
        services.AddSingleton<CardKeys>().AddSingleton<CardDesk>().AddSingleton<CardReading>();

    public static void MapCards(this IEndpointRouteBuilder app)
    {
        var ofCustomer = app.MapGroupFor("/clerk/customers/{id}/cards", ClerkAuthentication.SchemeName).WithTags("cards");
        ofCustomer.MapPost("/", IssueAsync);
        ofCustomer.MapGet("/", (string id, BankDatabase database) => ListAsync(id, database));
        var clerk = app.MapGroupFor("/clerk/cards/{cardId}", ClerkAuthentication.SchemeName).WithTags("cards");
        clerk.MapPut("/secret", (string cardId, CardSecret request, BankDatabase database, CardDesk desk) =>
            AnswerAsync(database, transaction => desk.SetSecretAsync(transaction, "clerk", null, cardId, request.Secret)));
        clerk.MapPut("/device", (string cardId, BindCard request, BankDatabase database, CardDesk desk) =>
            AnswerAsync(database, transaction => desk.BindToAsync(transaction, cardId, request.Device)));
        clerk.MapPost("/unlock", (string cardId, BankDatabase database, CardDesk desk) =>
            AnswerAsync(database, transaction => desk.MoveAsync(transaction, cardId, BankCard.Locked, BankCard.Active)));
        clerk.MapPost("/close", (string cardId, BankDatabase database, CardDesk desk) =>
            AnswerAsync(database, transaction => desk.MoveAsync(transaction, cardId, BankCard.Locked, BankCard.Closed)));

        var customer = app.MapGroupFor("/customer/cards", CustomerAuthentication.SchemeName).WithTags("cards");
        customer.MapGet("/", (HttpContext context, BankDatabase database) => ListAsync(context.CallerId(), database));
        customer.MapPut("/{cardId}/secret", (string cardId, CardSecret request, HttpContext context, BankDatabase database, CardDesk desk) =>
            AnswerAsync(database, transaction =>
                desk.SetSecretAsync(transaction, "customer:" + context.CallerId(), context.CallerId(), cardId, request.Secret)));
    }

    private static async Task<Results<Created<IssuedCard>, ProblemHttpResult>> IssueAsync(
        string id, IssueCard? request, BankDatabase database, CardDesk desk)
    {
        var outcome = await database.AttemptAsync(transaction => desk.IssueAsync(transaction, id, request ?? new IssueCard()));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Created($"/clerk/cards/{outcome.Value!.Card.CardId}", outcome.Value);
    }

    private static async Task<Ok<List<BankCardView>>> ListAsync(string customerId, BankDatabase database) =>
        TypedResults.Ok((await database.ReadAsync(transaction => BankCard.OfCustomerAsync(transaction, customerId))).Select(card => card.ToView()).ToList());

    private static async Task<Results<Ok<BankCardView>, ProblemHttpResult>> AnswerAsync(
        BankDatabase database, Func<BankTransaction, Task<Outcome<BankCardView>>> work)
    {
        var outcome = await database.AttemptAsync(work);
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }
}
