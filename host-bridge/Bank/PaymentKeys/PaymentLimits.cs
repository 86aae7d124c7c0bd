using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>Limits of payments with codes, as shown.</summary>
/// <param name="Currency">ISO 4217 letters.</param>
/// <param name="Single">Largest payment without the payment password.</param>
/// <param name="Daily">Largest sum of a day without it.</param>
/// <param name="DailyCount">Most payments of a day without it.</param>
/// <param name="HighestDaily">Largest sum of a day of all payments.</param>
public sealed record PaymentLimitView(string Currency, string Single, string Daily, int DailyCount, string HighestDaily);

/// <summary>New values of a row.</summary>
/// <param name="Single">Decimal string.</param>
/// <param name="Daily">Decimal string, not below the single one.</param>
/// <param name="DailyCount">1 to 1,000.</param>
/// <param name="HighestDaily">Decimal string, not below the daily one.</param>
public sealed record PaymentLimitChange(string Single, string Daily, int DailyCount, string HighestDaily);

/// <summary>What a customer has paid with codes today.</summary>
internal sealed class PaidToday
{
    public long WithoutMinor { get; init; }

    public long WithoutCount { get; init; }

    public long AllMinor { get; init; }
}

/// <summary>The limits of payments with codes.</summary>
internal sealed class PaymentLimits
{
    private const int MostCount = 1000;

    public string Currency { get; init; } = "";

    public long SingleMinor { get; init; }

    public long DailyMinor { get; init; }

    public int DailyCount { get; init; }

    public long HighestDailyMinor { get; init; }

    /// <summary>The currency's row. One that came into the limits table later starts with what withdrawals have.</summary>
    public static async Task<PaymentLimits> OfAsync(BankTransaction transaction, string currency) =>
        await transaction.FindAsync<PaymentLimits>(
            """
            SELECT currency, single_minor, daily_minor, daily_count, highest_daily_minor FROM payment_limits WHERE currency = @currency
            UNION ALL SELECT currency, single_minor, daily_minor, 10, 10 * daily_minor FROM limits
                WHERE currency = @currency AND NOT EXISTS (SELECT 1 FROM payment_limits WHERE currency = @currency)
            """, new { currency })
        ?? throw new InvalidOperationException($"There are no limits for {currency}.");

    public static Task<IReadOnlyList<PaymentLimits>> ListAsync(BankTransaction transaction) => transaction.ListAsync<PaymentLimits>(
        "SELECT currency, single_minor, daily_minor, daily_count, highest_daily_minor FROM payment_limits ORDER BY currency LIMIT 200");

    /// <summary>What counts against a customer's limits. His account is locked, so it stays true until the transaction ends.</summary>
    public static async Task<PaidToday> PaidTodayAsync(BankTransaction transaction, string customerId, DateTimeOffset now) =>
        (await transaction.FindAsync<PaidToday>(
            """
            SELECT CAST(COALESCE(SUM(CASE WHEN with_password = 0 THEN amount_minor ELSE 0 END), 0) AS BIGINT) AS without_minor,
                CAST(COALESCE(SUM(1 - with_password), 0) AS BIGINT) AS without_count,
                CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) AS all_minor
            FROM payment_codes WHERE customer_id = @customerId AND verdict = 'approved' AND at >= @Midnight
            """,
            new { customerId, Midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds() }))!;

    public static async Task<Outcome<PaymentLimitView>> ChangeAsync(
        BankTransaction transaction, AuditLog audit, string letters, PaymentLimitChange change)
    {
        if (Ledger.Currency.Find(letters) is not { } currency || !await Limits.ExistsAsync(transaction, letters))
        {
            return Limits.UnknownCurrency(letters);
        }

        if (!currency.TryParse(change.Single, out var single) || !currency.TryParse(change.Daily, out var daily) || daily < single
            || !currency.TryParse(change.HighestDaily, out var highest) || highest < daily)
        {
            return Limits.InvalidAmount(currency);
        }

        if (change.DailyCount is < 1 or > MostCount)
        {
            return Refusal.Malformed($"dailyCount is 1 to {MostCount}.");
        }

        await transaction.ExecuteOneAsync(
            """
            INSERT INTO payment_limits (currency, single_minor, daily_minor, daily_count, highest_daily_minor)
            VALUES (@letters, @single, @daily, @DailyCount, @highest)
            ON CONFLICT (currency) DO UPDATE SET
                single_minor = @single, daily_minor = @daily, daily_count = @DailyCount, highest_daily_minor = @highest
            """, new { letters, single, daily, change.DailyCount, highest });
        await audit.AppendAsync(transaction, "clerk", PaymentEvents.LimitChanged, letters, new { single, daily, change.DailyCount, highest });
        return (await OfAsync(transaction, letters)).ToView();
    }

    /// <summary>Whether a payment is within what needs no password.</summary>
    public bool AllowWithoutPassword(long amountMinor, PaidToday paid) =>
        amountMinor <= SingleMinor && amountMinor <= DailyMinor - paid.WithoutMinor && paid.WithoutCount < DailyCount;

    public PaymentLimitView ToView()
    {
        var currency = Ledger.Currency.Of(Currency);
        return new PaymentLimitView(
            Currency, currency.Format(SingleMinor), currency.Format(DailyMinor), DailyCount, currency.Format(HighestDailyMinor));
    }
}
