using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;

namespace PaymentCode.Bank.Purchases;

/// <summary>Gives back a purchase, or a part of it.</summary>
/// <param name="Note">Why, 1 to 200 characters; it goes to the audit log.</param>
/// <param name="Amount">Decimal string; all that is left of the purchase if not given.</param>
public sealed record RefundPurchase(string Note, string? Amount = null);

/// <summary>Refunds: from the merchant's account to the customer's, never more than was paid.</summary>
internal sealed class Refunds
{
    private readonly AuditLog _audit;
    private readonly LedgerBook _ledger;
    private readonly TimeProvider _time;

    public Refunds(AuditLog audit, LedgerBook ledger, TimeProvider time) => (_audit, _ledger, _time) = (audit, ledger, time);

    /// <summary>What has been given back of a purchase, minor units.</summary>
    public static Task<long> SumAsync(BankTransaction transaction, string reference) => transaction.ValueAsync<long>(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM refunds WHERE reference = @reference", new { reference });

    /// <summary>Refunds once; the caller has the idempotency key.</summary>
    public async Task<Outcome<OrderView>> RefundAsync(BankTransaction transaction, string reference, RefundPurchase request)
    {
        if (request.Note.Length is 0 or > 200)
        {
            return Refusal.Malformed("note is 1 to 200 characters.");
        }

        var order = await TerminalOrder.LockAsync(transaction, reference);
        if (order is not { Kind: TerminalOrder.Purchase })
        {
            return Refusal.NotFound("purchase");
        }

        if (order.State != OrderState.Completed)
        {
            return OrderEndpoints.WrongState(order);
        }

        var currency = Currency.Of(order.Currency);
        var left = order.AmountMinor - await SumAsync(transaction, reference);
        var amountMinor = left;
        if (request.Amount is not null && !currency.TryParse(request.Amount, out amountMinor))
        {
            return Limits.InvalidAmount(currency);
        }

        if (amountMinor > left || left == 0)
        {
            return new Refusal("over-refund", 409, $"Of this purchase {currency.Format(left)} {currency.Letters} are left to be given back.");
        }

        if ((await LedgerBook.LockAsync(transaction, order.PayeeAccount!)).AvailableMinor < amountMinor)
        {
            return new Refusal("insufficient-funds", 409, "The merchant's balance is lower than that.");
        }

        await LedgerBook.LockAsync(transaction, order.PayerAccount!);
        await transaction.ExecuteOneAsync(
            "INSERT INTO refunds (reference, amount_minor, note, at) VALUES (@reference, @amountMinor, @Note, @At)",
            new { reference, amountMinor, request.Note, At = _time.GetUtcNow().ToUnixTimeMilliseconds() });
        await _ledger.PostAsync(
            transaction, "clerk", "purchase-refund", reference, new Entry(order.PayeeAccount!, -amountMinor), new Entry(order.PayerAccount!, amountMinor));
        await _audit.AppendAsync(transaction, "clerk", AuditEvents.PurchaseRefunded, reference, new { amountMinor, request.Note });
        return await OrderView.OfAsync(transaction, order);
    }
}
