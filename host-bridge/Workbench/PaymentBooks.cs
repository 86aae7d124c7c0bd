using PaymentCode.Core.Codes;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>What the bank's books say of the customer's payment codes.</summary>
internal sealed class PaymentBooks
{
    private readonly WorldParts _parts;

    /// <summary>The books of a world's bank.</summary>
    public PaymentBooks(WorldParts parts) => _parts = parts;

    /// <summary>The key of his codes, or null.</summary>
    public PaymentKeyView? Key { get; private set; }

    /// <summary>His payments by code, newest first.</summary>
    public IReadOnlyList<PaymentRow> Payments { get; private set; } = [];

    /// <summary>Looks into the books again.</summary>
    public void Refresh()
    {
        Key = _parts.Books.Rows(
            """
            SELECT k.version, b.device FROM payment_keys k
            LEFT JOIN payment_batches b ON b.customer_id = k.customer_id AND b.retired_at IS NULL AND b.proved <> 0
            WHERE k.customer_id = @id AND k.retired_at IS NULL
            """,
            row => new PaymentKeyView(row.GetInt32(0), !row.IsDBNull(1) && row.GetString(1) != "phone", !row.IsDBNull(1) && row.GetString(1) == "phone"),
            ("@id", _parts.Customer.Id)).FirstOrDefault();
        Payments = _parts.Books.Rows(
            """
            SELECT p.payment_id, m.name, p.amount_minor, p.currency, CASE WHEN t.state = 'reversed' THEN t.state ELSE p.verdict END, p.at
            FROM payment_codes p JOIN merchants m ON m.id = p.merchant_id LEFT JOIN terminal_orders t ON t.payment_id = p.payment_id
            WHERE p.customer_id = @id AND p.verdict = 'approved' ORDER BY p.id DESC LIMIT 20
            """,
            row => new PaymentRow(
                row.GetString(0), row.GetString(1), Money.Format(row.GetInt64(2)), row.GetString(3), row.GetString(4), BankBooks.Utc(row.GetInt64(5))),
            ("@id", _parts.Customer.Id));
    }

    /// <summary>Whether a terminal has shown a code to the bank, whatever became of it.</summary>
    public bool IsDecided(string digits) => PaymentCodeNumber.TryParse(digits, out var code)
        && _parts.Books.Rows(
            "SELECT COUNT(*) FROM payment_codes WHERE customer_id = @id AND code_index = @index", row => row.GetInt64(0),
            ("@id", _parts.Customer.Id), ("@index", code.Index))[0] > 0;
}
