using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>
/// Counts wrong secrets in a row by what was typed as the user's name, whether the bank knows it or not: after a few each further one
/// closes that name for 30 seconds, doubling up to one hour. Nothing is locked for good, so that a stranger cannot lock a customer out for
/// long.
/// </summary>
internal sealed class Throttle
{
    public const string Login = "login";
    public const string Pin = "pin";
    private const long FirstDelayMs = 30_000;
    private const long LongestDelayMs = 3_600_000;
    private readonly KeyRing _keys;
    private readonly TimeProvider _time;

    public Throttle(KeyRing keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>The name under which a phone number is counted.</summary>
    public string Subject(string phone) => Convert.ToHexStringLower(_keys.MacText("throttle subject", phone), 0, 16);

    /// <summary>
    /// Milliseconds until the next attempt is looked at, 0 if now. The count is locked until the transaction ends, so that attempts at once
    /// queue up.
    /// </summary>
    public async Task<long> LockAsync(BankTransaction transaction, string kind, string subject)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await transaction.ExecuteAsync(
            """
            INSERT INTO throttles (kind, subject, failures, not_before, changed_at) VALUES (@kind, @subject, 0, 0, @now)
            ON CONFLICT DO NOTHING
            """,
            new { kind, subject, now });
        var notBefore = await transaction.FindAsync<long>(
            "SELECT not_before FROM throttles WHERE kind = @kind AND subject = @subject" + transaction.ForUpdate,
            new { kind, subject });
        return Math.Max(0, notBefore - now);
    }

    /// <summary>Counts a wrong one. <paramref name="free"/> are without a delay.</summary>
    public async Task FailAsync(BankTransaction transaction, string kind, string subject, int free)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var failures = await transaction.ValueAsync<long>(
            "UPDATE throttles SET failures = failures + 1, changed_at = @now WHERE kind = @kind AND subject = @subject RETURNING failures",
            new { now, kind, subject });
        if (failures >= free)
        {
            var delay = Math.Min(LongestDelayMs, FirstDelayMs << (int)Math.Min(20, failures - free));
            await transaction.ExecuteOneAsync("UPDATE throttles SET not_before = @NotBefore WHERE kind = @kind AND subject = @subject",
                new { NotBefore = now + delay, kind, subject });
        }
    }

    /// <summary>A right one ends the count.</summary>
    public static Task ClearAsync(BankTransaction transaction, string kind, string subject) =>
        transaction.ExecuteAsync("DELETE FROM throttles WHERE kind = @kind AND subject = @subject", new { kind, subject });

    /// <summary>Forgets counts that have stood still for a day.</summary>
    public Task ForgetAsync(BankTransaction transaction) => transaction.ExecuteAsync("DELETE FROM throttles WHERE changed_at < @Before",
        new { Before = _time.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds() });
}
