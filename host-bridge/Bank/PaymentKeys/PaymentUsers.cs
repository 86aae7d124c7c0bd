using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>Whether an account is on the allow list.</summary>
/// <param name="CustomerId">Customer id.</param>
/// <param name="Allowed">Whether it is.</param>
public sealed record PaymentUserView(string CustomerId, bool Allowed);

/// <summary>The allow list: who may fetch a key and pay with codes.</summary>
internal static class PaymentUsers
{
    public static async Task<bool> IsAllowedAsync(BankTransaction transaction, string customerId) =>
        await transaction.ValueAsync<long>("SELECT COUNT(*) FROM payment_users WHERE customer_id = @customerId", new { customerId }) > 0;

    public static async Task<IReadOnlyList<PaymentUserView>> ListAsync(BankTransaction transaction) =>
        [.. (await transaction.ListAsync<string>("SELECT customer_id FROM payment_users ORDER BY added_at DESC, customer_id LIMIT 100"))
            .Select(id => new PaymentUserView(id, true))];

    /// <summary>Puts a customer on the list. Again changes nothing.</summary>
    public static async Task<Outcome<PaymentUserView>> AddAsync(BankTransaction transaction, string customerId, AuditLog audit, TimeProvider time)
    {
        if (await Customer.FindAsync(transaction, customerId) is null)
        {
            return Refusal.NotFound("customer");
        }

        var added = await transaction.ExecuteAsync(
            "INSERT INTO payment_users (customer_id, added_at) VALUES (@customerId, @At) ON CONFLICT DO NOTHING",
            new { customerId, At = time.GetUtcNow().ToUnixTimeMilliseconds() });
        if (added > 0)
        {
            await audit.AppendAsync(transaction, "clerk", PaymentEvents.UserChanged, customerId, new { allowed = true });
        }

        return new PaymentUserView(customerId, true);
    }

    /// <summary>
    /// Takes a customer off the list. Payments that are under way hold the lock of his account: once this is committed, no code of his is accepted.
    /// </summary>
    public static async Task<Outcome<PaymentUserView>> RemoveAsync(BankTransaction transaction, string customerId, AuditLog audit)
    {
        if (await Customer.FindAsync(transaction, customerId) is not { } customer)
        {
            return Refusal.NotFound("customer");
        }

        await LedgerBook.LockAsync(transaction, customer.AccountId);
        if (await transaction.ExecuteAsync("DELETE FROM payment_users WHERE customer_id = @customerId", new { customerId }) > 0)
        {
            await audit.AppendAsync(transaction, "clerk", PaymentEvents.UserChanged, customerId, new { allowed = false });
        }

        return new PaymentUserView(customerId, false);
    }
}
