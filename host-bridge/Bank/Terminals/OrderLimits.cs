using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>Limits of purchases or transfers in one currency, as shown.</summary>
/// <param name="Currency">ISO 4217 letters.</param>
/// <param name="Kind"><c>purchase</c> or <c>transfer</c>.</param>
/// <param name="Single">Largest single amount.</param>
/// <param name="Daily">Largest sum of a day and customer.</param>
/// <param name="PasswordAbove">Purchases: up to this amount without the payment password.</param>
/// <param name="FreePayments">Purchases: so many of a day without the payment password, then one with it.</param>
public sealed record OrderLimitView(string Currency, string Kind, string Single, string Daily, string PasswordAbove, int FreePayments);

/// <summary>New limits.</summary>
/// <param name="Single">Decimal string.</param>
/// <param name="Daily">Decimal string, not below the single one.</param>
/// <param name="PasswordAbove">Decimal string.</param>
/// <param name="FreePayments">0 to 1,000.</param>
public sealed record OrderLimitChange(string Single, string Daily, string PasswordAbove, int FreePayments);

/// <summary>The limits of purchases and transfers, and what a customer has used of them.</summary>
internal sealed class OrderLimits
{
    private const int DefaultSingle = 5_000;
    private const int DefaultDaily = 20_000;
    private const int DefaultPasswordAbove = 1_000;
    private const int DefaultFreePayments = 10;
    private const int MostFreePayments = 1_000;

    public string Currency { get; init; } = "";

    public string Kind { get; init; } = "";

    public long SingleMinor { get; init; }

    public long DailyMinor { get; init; }

    public long PasswordAboveMinor { get; init; }

    public long FreePayments { get; init; }

    /// <summary>The limits in force.</summary>
    public static async Task<OrderLimits> OfAsync(BankTransaction transaction, string currency, string kind) =>
        await transaction.FindAsync<OrderLimits>(
            """
            SELECT currency, kind, single_minor, daily_minor, password_above_minor, free_payments FROM order_limits WHERE currency = @currency AND kind = @kind
            """, new { currency, kind })
        ?? Default(Ledger.Currency.Of(currency), kind);

    /// <summary>Whether a further amount is within them: beside what was paid today and what is held. The payer's account is locked.</summary>
    public static async Task<bool> AllowAsync(BankTransaction transaction, TerminalOrder order, string customerId, DateTimeOffset now)
    {
        var limits = await OfAsync(transaction, order.Currency, order.Kind);
        var used = await transaction.ValueAsync<long>(
            """
            SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM terminal_orders
            WHERE customer_id = @customerId AND kind = @Kind AND currency = @Currency AND reference <> @Reference
                AND (state = 'approved' OR (state = 'completed' AND approved_at >= @Midnight)
                    OR EXISTS (SELECT 1 FROM holds WHERE holds.reference = terminal_orders.reference AND holds.state = 'active'))
            """, new { customerId, order.Kind, order.Currency, order.Reference, Midnight = MidnightMs(now) });
        return order.AmountMinor <= limits.SingleMinor && order.AmountMinor <= limits.DailyMinor - used;
    }

    /// <summary>Whether a purchase takes the payment password: a large one, or one after many without.</summary>
    public static async Task<bool> NeedPasswordAsync(BankTransaction transaction, TerminalOrder order, DateTimeOffset now)
    {
        var limits = await OfAsync(transaction, order.Currency, order.Kind);
        if (order.AmountMinor > limits.PasswordAboveMinor)
        {
            return true;
        }

        var free = await transaction.ValueAsync<long>(
            """
            SELECT COUNT(*) FROM terminal_orders
            WHERE customer_id = @CustomerId AND kind = @Kind AND state IN ('approved', 'completed') AND with_password = 0 AND approved_at >= @Midnight
                AND approved_at > (SELECT COALESCE(MAX(approved_at), 0) FROM terminal_orders
                    WHERE customer_id = @CustomerId AND kind = @Kind AND state IN ('approved', 'completed') AND with_password = 1)
            """, new { order.CustomerId, order.Kind, Midnight = MidnightMs(now) });
        return free >= limits.FreePayments;
    }

    public static async Task<IReadOnlyList<OrderLimitView>> ListAsync(BankTransaction transaction)
    {
        var views = new List<OrderLimitView>();
        foreach (var row in await Limits.ListAsync(transaction))
        {
            views.Add((await OfAsync(transaction, row.Currency, TerminalOrder.Purchase)).ToView());
            views.Add((await OfAsync(transaction, row.Currency, TerminalOrder.Transfer)).ToView());
        }

        return views;
    }

    public static async Task<Outcome<OrderLimitView>> ChangeAsync(
        BankTransaction transaction, AuditLog audit, string letters, string kind, OrderLimitChange change)
    {
        if (kind is not (TerminalOrder.Purchase or TerminalOrder.Transfer))
        {
            return Refusal.NotFound("limit");
        }

        if (Ledger.Currency.Find(letters) is not { } currency || !await Limits.ExistsAsync(transaction, letters))
        {
            return Limits.UnknownCurrency(letters);
        }

        if (!currency.TryParse(change.Single, out var single) || !currency.TryParse(change.Daily, out var daily) || daily < single
            || !currency.TryParse(change.PasswordAbove, out var above) || change.FreePayments is < 0 or > MostFreePayments)
        {
            return Limits.InvalidAmount(currency);
        }

        await transaction.ExecuteOneAsync(
            """
            INSERT INTO order_limits (currency, kind, single_minor, daily_minor, password_above_minor, free_payments)
            VALUES (@letters, @kind, @single, @daily, @above, @FreePayments)
            ON CONFLICT (currency, kind) DO UPDATE
            SET single_minor = @single, daily_minor = @daily, password_above_minor = @above, free_payments = @FreePayments
            """, new { letters, kind, single, daily, above, change.FreePayments });
        await audit.AppendAsync(transaction, "clerk", AuditEvents.OrderLimitChanged, letters, new { kind, single, daily, above, change.FreePayments });
        return (await OfAsync(transaction, letters, kind)).ToView();
    }

    private static OrderLimits Default(Currency currency, string kind)
    {
        var unit = (long)Math.Pow(10, currency.Exponent);
        return new OrderLimits
        {
            Currency = currency.Letters,
            Kind = kind,
            SingleMinor = DefaultSingle * unit,
            DailyMinor = DefaultDaily * unit,
            PasswordAboveMinor = DefaultPasswordAbove * unit,
            FreePayments = DefaultFreePayments,
        };
    }

    private static long MidnightMs(DateTimeOffset now) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private OrderLimitView ToView()
    {
        var currency = Ledger.Currency.Of(Currency);
        return new OrderLimitView(
            Currency, Kind, currency.Format(SingleMinor), currency.Format(DailyMinor), currency.Format(PasswordAboveMinor), (int)FreePayments);
    }
}
