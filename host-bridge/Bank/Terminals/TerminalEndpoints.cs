using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PaymentCode.Bank.Terminals;

/// <summary>Ten digits typed at a terminal.</summary>
/// <param name="Digits">Exactly ten digits.</param>
public sealed record TypedDigits(string Digits);

/// <summary>How it ended with the cash.</summary>
/// <param name="Reference">Reservation reference.</param>
/// <param name="State"><c>dispensed</c> or <c>not-dispensed</c>.</param>
public sealed record OutcomeView(string Reference, string State);

/// <summary>The endpoints of terminals and of the clerks that look after them.</summary>
internal static class TerminalEndpoints
{
    private const int LongestFrame = 8 * 1024 * 1024;

    public static IServiceCollection AddTerminals(this IServiceCollection services) => services
        .AddSingleton<RefusedMessages>().AddSingleton<TerminalMessages>().AddSingleton<SessionOpening>().AddSingleton<Verdicts>()
        .AddSingleton<OrderMoney>().AddSingleton<PinBlocks>().AddSingleton<TerminalEvents>().AddSingleton<OrderDriver>()
        .AddSingleton<TerminalWatch>().AddHostedService(provider => provider.GetRequiredService<TerminalWatch>());

    public static void MapTerminals(this IEndpointRouteBuilder app)
    {
        var clerk = app.MapGroupFor("/clerk/terminals", ClerkAuthentication.SchemeName).WithTags("terminals");
        clerk.MapPost("/", RegisterAsync);
        clerk.MapGet("/", ListAsync);
        clerk.MapGet("/{id}", FindAsync);
        clerk.MapPost("/{id}/authorise", (string id, BankDatabase database, AuditLog audit, OrderMoney money, TerminalWatch watch) =>
            MoveAsync(id, database, watch, transaction => Terminal.MoveAsync(transaction, id, Terminal.Authorised, "clerk", audit, money)));
        clerk.MapPost("/{id}/suspend", (string id, BankDatabase database, AuditLog audit, OrderMoney money, TerminalWatch watch) =>
            MoveAsync(id, database, watch, transaction => Terminal.MoveAsync(transaction, id, Terminal.Suspended, "clerk", audit, money)));
        clerk.MapPut("/{id}/board", (string id, AssignBoard request, BankDatabase database, AuditLog audit, TerminalWatch watch) =>
            MoveAsync(id, database, watch, transaction => TerminalBoards.AssignAsync(transaction, id, request, audit))).ProducesProblem(409);

        clerk.MapPut("/{id}/merchant", AssignAsync).ProducesProblem(404).ProducesProblem(409);

        var terminal = app.MapGroup("/terminals/{id}/sessions").WithTags("atm").RequireRateLimiting(Concurrency.Terminals)
            .WithMetadata(new RequestSizeLimitAttribute(EndpointLimits.LongestBody));
        terminal.ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        terminal.MapPost("/", OpenAsync).Accepts<OpenSession>("application/json").Produces<SessionView>(201);
        terminal.MapPost("/{sid}/frame", FrameAsync).WithMetadata(new RequestSizeLimitAttribute(LongestFrame))
            .Accepts<IFormFile>("image/png", "image/jpeg", "image/x-portable-graymap").Produces<VerdictView>();
        terminal.MapPost("/{sid}/digits", DigitsAsync).Accepts<TypedDigits>("application/json").Produces<VerdictView>();
        terminal.MapPost("/{sid}/dispensed", (HttpContext context, string id, string sid, TerminalMessages messages, CashOut cashOut) =>
            SettleAsync(context, id, sid, WithdrawalState.Dispensed, messages, cashOut)).Produces<OutcomeView>();
        terminal.MapPost("/{sid}/not-dispensed", (HttpContext context, string id, string sid, TerminalMessages messages, CashOut cashOut) =>
            SettleAsync(context, id, sid, WithdrawalState.NotDispensed, messages, cashOut)).Produces<OutcomeView>();
    }

    private static async Task<Results<Created<TerminalView>, ProblemHttpResult>> RegisterAsync(
        RegisterTerminal request, BankDatabase database, KeyRing keys, AuditLog audit, TimeProvider time, Randomness randomness)
    {
        var outcome = await database.AttemptAsync(transaction => Terminal.RegisterAsync(transaction, request, keys, audit, time, randomness));
        return outcome.Refusal is { } refusal ? refusal.ToResult()
            : TypedResults.Created($"/clerk/terminals/{outcome.Value!.TerminalId}", outcome.Value);
    }

    private static async Task<Ok<List<TerminalView>>> ListAsync(BankDatabase database) =>
        TypedResults.Ok(await database.ReadAsync(async transaction =>
    {
        var views = new List<TerminalView>();
        foreach (var terminal in await Terminal.ListAsync(transaction))
        {
            views.Add(await terminal.ToViewAsync(transaction));
        }

        return views;
    }));

    private static async Task<Results<Ok<TerminalView>, ProblemHttpResult>> FindAsync(string id, BankDatabase database)
    {
        var view = await database.ReadAsync(async transaction =>
            await Terminal.FindAsync(transaction, id) is { } terminal ? await terminal.ToViewAsync(transaction) : null);
        return view is null ? Refusal.NotFound("terminal").ToResult() : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<TerminalView>, ProblemHttpResult>> MoveAsync(
        string id, BankDatabase database, TerminalWatch watch, Func<BankTransaction, Task<Outcome<TerminalView>>> work)
    {
        var outcome = await database.AttemptAsync(work);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToResult();
        }

        watch.WakeFor(outcome.Value!.Board);
        return TypedResults.Ok(outcome.Value);
    }

    private static async Task<Results<Ok<TerminalView>, ProblemHttpResult>> AssignAsync(
        string id, AssignMerchant request, BankDatabase database, AuditLog audit, TimeProvider time)
    {
        var outcome = await database.AttemptAsync(transaction => Merchants.AssignAsync(transaction, id, request, audit, time));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }

    private static Task OpenAsync(
        HttpContext context, string id, TerminalMessages messages, SessionOpening opening, IOptions<JsonOptions> json) =>
        messages.ServeAsync(context, id, Access.Authorised, body => Parse<OpenSession>(body, json), async (transaction, request) =>
            request is null ? messages.Answer(Refusal.Malformed("The body is {\"phone\",\"pin\"}."))
            : await opening.TryOpenAsync(transaction, id, request) is { } session ? messages.Answer(StatusCodes.Status201Created, session)
            : messages.Answer(new Refusal("session-refused", 403, "Number or PIN is wrong, or no reservation waits.")));

    private static Task FrameAsync(HttpContext context, string id, string sid, TerminalMessages messages, Verdicts verdicts) =>
        messages.ServeAsync(context, id, Access.Authorised, FrameReading.Of, async (transaction, reading) =>
            Answer(messages, await verdicts.DecideFrameAsync(transaction, id, sid, reading)));

    private static Task DigitsAsync(
        HttpContext context, string id, string sid, TerminalMessages messages, Verdicts verdicts, IOptions<JsonOptions> json) =>
        messages.ServeAsync(context, id, Access.Authorised, body => Parse<TypedDigits>(body, json), async (transaction, request) =>
            request is not { Digits.Length: 10 } || !request.Digits.All(char.IsAsciiDigit)
                ? messages.Answer(Refusal.Malformed("The body is {\"digits\"} with ten digits."))
            : Answer(messages, await verdicts.DecideDigitsAsync(transaction, id, sid, request.Digits)));

    private static Task SettleAsync(
        HttpContext context, string id, string sid, string outcome, TerminalMessages messages, CashOut cashOut) =>
        messages.ServeAsync(context, id, Access.Registered, _ => true, async (transaction, _) =>
        {
            var session = await CaptureSession.LockAsync(transaction, sid, id);
            if (session is null)
            {
                return messages.Answer(Refusal.NotFound("session"));
            }

            if (session.State != CaptureSession.Approved)
            {
                // The ATM has given this session up; nothing of it that is still under way may be approved now.
                await session.SaveAsync(transaction, CaptureSession.Ended, session.FalsePictures);
                return messages.Answer(new Refusal("wrong-state", 409, "Nothing was approved in this session."));
            }

            var settled = await cashOut.SettleAsync(transaction, "terminal:" + id, session.Reference, outcome);
            return settled.Refusal is { } refusal ? messages.Answer(refusal)
                : messages.Answer(200, new OutcomeView(session.Reference, settled.Value!.State));
        });

    private static TerminalAnswer Answer(TerminalMessages messages, VerdictView? verdict) =>
        verdict is null ? messages.Answer(Refusal.NotFound("session")) : messages.Answer(StatusCodes.Status200OK, verdict);

    private static T? Parse<T>(byte[] body, IOptions<JsonOptions> json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, json.Value.SerializerOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
