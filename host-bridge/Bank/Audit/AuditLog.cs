using System.Text.Json;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Audit;

/// <summary>Appends to the audit log, in the transaction that does what is recorded: both are committed, or neither.</summary>
public sealed class AuditLog
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web);
    private readonly TimeProvider _time;

    /// <summary>Makes the log on the bank's clock.</summary>
    public AuditLog(TimeProvider time) => _time = time;

    /// <summary>Appends a record.</summary>
    /// <param name="transaction">The transaction of what is recorded.</param>
    /// <param name="actor">Who: <c>clerk</c>, <c>customer:ID</c>, <c>terminal:ID</c>, <c>token:SERIAL</c> or <c>bank</c>.</param>
    /// <param name="name">What, as <c>thing.happened</c>.</param>
    /// <param name="subject">To what: an id.</param>
    /// <param name="detail">An object of a few values, stored as JSON; never a secret.</param>
    public Task AppendAsync(BankTransaction transaction, string actor, string name, string subject, object? detail = null) =>
        transaction.ExecuteOneAsync(
            "INSERT INTO audit_records (at, actor, event, subject, detail) VALUES (@At, @Actor, @Name, @Subject, @Detail)",
            new
            {
                At = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                Actor = actor,
                Name = name,
                Subject = subject,
                Detail = detail is null ? "{}" : Detail(detail),
            });

    /// <summary>The stored form of a detail.</summary>
    internal static string Detail(object detail) => JsonSerializer.Serialize(detail, Compact);
}
