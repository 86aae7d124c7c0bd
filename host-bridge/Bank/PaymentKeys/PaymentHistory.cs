using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>What became of a code.</summary>
/// <param name="Verdict">
/// <c>approved</c>, <c>refused</c>, <c>reversed</c> (the terminal that it was typed at never had the approval, and the money was given back), or <c>unused</c>: no terminal
/// has shown it to the bank.
/// </param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="PaymentId">Id of the payment.</param>
/// <param name="Amount">Amount that the terminal claimed.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Merchant">Whose terminal it was.</param>
/// <param name="At">When.</param>
public sealed record PaymentOutcomeView(
    string Verdict, string? Reason = null, string? PaymentId = null, string? Amount = null, string? Currency = null, string? Merchant = null,
    DateTimeOffset? At = null);

/// <summary>What a customer may see of his codes.</summary>
internal static class PaymentHistory
{
    private const string Columns =
        """
        SELECT CASE WHEN t.state = 'reversed' THEN t.state ELSE p.verdict END AS verdict,
            p.reason, p.payment_id, p.amount_minor, p.currency, m.name AS merchant, p.at
        FROM payment_codes p JOIN merchants m ON m.id = p.merchant_id LEFT JOIN terminal_orders t ON t.payment_id = p.payment_id
        WHERE p.customer_id = @customerId
        """;

    public static async Task<IReadOnlyList<PaymentOutcomeView>> NewestAsync(BankTransaction transaction, string customerId) =>
        [.. (await transaction.ListAsync<Row>(Columns + " ORDER BY p.id DESC LIMIT 100", new { customerId })).Select(row => row.ToView())];

    /// <summary>The newest verdict about a code, an approval before all others. Another customer's code looks like an unused one.</summary>
    public static async Task<PaymentOutcomeView> OfCodeAsync(BankTransaction transaction, string customerId, PaymentCodeNumber code)
    {
        var rows = await transaction.ListAsync<Row>(
            Columns + " AND p.code_index = @Index ORDER BY CASE p.verdict WHEN 'approved' THEN 0 ELSE 1 END, p.id DESC LIMIT 1",
            new { customerId, code.Index });
        return rows.Count == 0 ? new PaymentOutcomeView("unused") : rows[0].ToView();
    }

    /// <summary>The payment that a terminal took with a code and was not reversed, or null.</summary>
    public static async Task<EarlierPayment?> AtTerminalAsync(BankTransaction transaction, PaymentBatch batch, PaymentCodeNumber code, Terminal terminal)
    {
        var rows = await transaction.ListAsync<Row>(
            Columns + " AND p.code_index = @Index AND p.batch = @Number AND p.terminal_id = @Id AND p.verdict = 'approved' AND COALESCE(t.state, '') <> 'reversed' LIMIT 1",
            new { customerId = batch.CustomerId, code.Index, batch.Number, terminal.Id });
        return rows.Select(row => row.ToView()).Select(paid => new EarlierPayment(paid.PaymentId!, paid.Amount!, paid.Currency!, paid.At!.Value)).FirstOrDefault();
    }

    private sealed class Row
    {
        public string Verdict { get; init; } = "";

        public string? Reason { get; init; }

        public string? PaymentId { get; init; }

        public long AmountMinor { get; init; }

        public string Currency { get; init; } = "";

        public string Merchant { get; init; } = "";

        public long At { get; init; }

        public PaymentOutcomeView ToView() => new(
            Verdict, Reason, PaymentId, Ledger.Currency.Of(Currency).Format(AmountMinor), Currency, Merchant,
            DateTimeOffset.FromUnixTimeMilliseconds(At));
    }
}
