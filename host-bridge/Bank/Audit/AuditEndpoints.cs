using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Audit;

/// <summary>A record as shown.</summary>
/// <param name="Id">Number.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Event">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">More.</param>
public sealed record AuditView(long Id, DateTimeOffset At, string Actor, string Event, string Subject, JsonElement Detail);

/// <summary>The head of the chain, to be kept elsewhere.</summary>
/// <param name="Records">Chained records.</param>
/// <param name="Head">Hash of the newest one, 64 hexadecimal digits.</param>
public sealed record AuditHeadView(long Records, string Head);

/// <summary>The clerk's view of the audit log.</summary>
internal static class AuditEndpoints
{
    private const int LargestPage = 500;
    private const int DefaultPage = 100;

    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditLog>().AddSingleton<AuditChain>()
        .AddSingleton<AuditChainWorker>().AddHostedService(provider => provider.GetRequiredService<AuditChainWorker>());

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var clerk = app.MapGroupFor("/clerk/audit", ClerkAuthentication.SchemeName).WithTags("audit");
        clerk.MapGet("/", ListAsync);
        clerk.MapGet("/head", HeadAsync);
    }

    private static async Task<Ok<List<AuditView>>> ListAsync(
        BankDatabase database, long? after = null, int? limit = null, string? @event = null)
    {
        var records = await database.ReadAsync(transaction => transaction.ListAsync<AuditRecord>(
            $"""
             SELECT id, at, actor, event, subject, detail FROM audit_records
             WHERE id > @After {(@event is null ? "" : "AND event = @Name")} ORDER BY id LIMIT @Limit
             """, new { After = after ?? 0, Name = @event, Limit = Math.Clamp(limit ?? DefaultPage, 1, LargestPage) }));
        return TypedResults.Ok(records.Select(record => new AuditView(
            record.Id, DateTimeOffset.FromUnixTimeMilliseconds(record.At), record.Actor, record.Event, record.Subject,
            JsonElement.Parse(record.Detail))).ToList());
    }

    private static async Task<Ok<AuditHeadView>> HeadAsync(BankDatabase database, AuditChainWorker worker)
    {
        await worker.CatchUpAsync();
        var last = await database.ReadAsync(AuditChain.LastAsync);
        return TypedResults.Ok(new AuditHeadView(last?.Position ?? 0, Convert.ToHexStringLower(last?.Hash ?? AuditRecord.Genesis)));
    }
}
