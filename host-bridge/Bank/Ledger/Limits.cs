using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Ledger;

/// <summary>A row of the limits table as shown.</summary>
/// <param name="Currency">ISO 4217 letters.</param>
/// <param name="Exponent">Decimal places.</param>
/// <param name="Single">Largest single withdrawal.</param>
/// <param name="Daily">Largest sum of a day.</param>
public sealed record LimitView(string Currency, int Exponent, string Single, string Daily);

/// <summary>New values of a row.</summary>
/// <param name="Single">Decimal string.</param>
/// <param name="Daily">Decimal string, not below the single one.</param>
public sealed record LimitChange(string Single, string Daily);

/// <summary>The limits table: which currencies there are accounts in, and how much may be withdrawn.</summary>
internal sealed class Limits
{
    public string Currency { get; init; } = "";

    public long SingleMinor { get; init; }

    public long DailyMinor { get; init; }

    public static async Task<bool> ExistsAsync(BankTransaction transaction, string currency) =>
        await FindAsync(transaction, currency) is not null;

    public static Task<Limits?> FindAsync(BankTransaction transaction, string currency) =>
        transaction.FindAsync<Limits>(
            "SELECT currency, single_minor, daily_minor FROM limits WHERE currency = @currency", new { currency });

    public static Task<IReadOnlyList<Limits>> ListAsync(BankTransaction transaction) =>
        transaction.ListAsync<Limits>("SELECT currency, single_minor, daily_minor FROM limits ORDER BY currency LIMIT 200");

    public static async Task<Outcome<LimitView>> ChangeAsync(
        BankTransaction transaction, AuditLog audit, string letters, LimitChange change)
    {
        if (Ledger.Currency.Find(letters) is not { } currency)
        {
            return UnknownCurrency(letters);
        }

        if (!currency.TryParse(change.Single, out var single) || !currency.TryParse(change.Daily, out var daily) || daily < single)
        {
            return InvalidAmount(currency);
        }

        await transaction.ExecuteOneAsync(
            """
            INSERT INTO limits (currency, single_minor, daily_minor) VALUES (@letters, @single, @daily)
            ON CONFLICT (currency) DO UPDATE SET single_minor = @single, daily_minor = @daily
            """, new { letters, single, daily });
        await audit.AppendAsync(transaction, "clerk", AuditEvents.LimitChanged, letters, new { single, daily });
        return (await FindAsync(transaction, letters))!.ToView();
    }

    public LimitView ToView()
    {
        var currency = Ledger.Currency.Of(Currency);
        return new LimitView(Currency, currency.Exponent, currency.Format(SingleMinor), currency.Format(DailyMinor));
    }

    public static Refusal UnknownCurrency(string letters) =>
        new("unknown-currency", 400, $"{(letters.Length <= 8 ? letters : "This")} is no currency that this bank keeps accounts in.");

    public static Refusal CurrencyMismatch(string letters) => new("currency-mismatch", 409, $"The account is kept in {letters}.");

    public static Refusal InvalidAmount(Currency currency) => new("invalid-amount", 400,
        $"An amount is a decimal string above 0 with exactly {currency.Exponent} decimal places in {currency.Letters}, within its bounds.");
}
