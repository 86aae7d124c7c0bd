using System.Security.Cryptography;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>What became of a payment password that was typed at a terminal.</summary>
internal enum PaymentPasswordCheck
{
    /// <summary>It is right; the count of wrong ones is 0 again.</summary>
    Right,

    /// <summary>It is wrong and was counted.</summary>
    Wrong,

    /// <summary>Too many wrong ones: it is not looked at until a clerk frees it.</summary>
    Locked,

    /// <summary>The customer has not set one.</summary>
    NotSet,
}

/// <summary>
/// The customer's payment password, six digits, for purchases at a terminal. Like the pick-up PIN it is stored as an HMAC under a key derived from the
/// master key; unlike it, three wrong ones in a row lock it until a clerk frees it, because it is typed at terminals of others.
/// </summary>
internal sealed class PaymentPassword
{
    /// <summary>Wrong ones in a row after which it is locked.</summary>
    public const int MostWrong = 3;

    private readonly AuditLog _audit;
    private readonly KeyRing _keys;
    private readonly TimeProvider _time;

    public PaymentPassword(AuditLog audit, KeyRing keys, TimeProvider time) => (_audit, _keys, _time) = (audit, keys, time);

    /// <summary>Sets or changes it. The caller has seen that the customer is who he says, and that it is six digits.</summary>
    /// <returns>Refused while it is locked: else whoever locked it could go on guessing.</returns>
    public async Task<Outcome<bool>> SetAsync(BankTransaction transaction, string customerId, string password)
    {
        var changed = await transaction.ExecuteAsync(
            """
            INSERT INTO payment_passwords (customer_id, mac, set_at) VALUES (@customerId, @Mac, @At)
            ON CONFLICT (customer_id) DO UPDATE SET mac = @Mac, wrong = 0, set_at = @At WHERE payment_passwords.wrong < @MostWrong
            """,
            new { customerId, Mac = Mac(customerId, password), At = _time.GetUtcNow().ToUnixTimeMilliseconds(), MostWrong });
        if (changed == 0)
        {
            return new Refusal("payment-password-locked", 409, "The payment password is locked; the bank's clerk can free it.");
        }

        await _audit.AppendAsync(transaction, "customer:" + customerId, AuditEvents.PaymentPasswordChanged, customerId);
        return true;
    }

    /// <summary>Checks it and counts a wrong one; the caller commits whatever it decides. The count is locked until the transaction ends.</summary>
    public async Task<PaymentPasswordCheck> CheckAsync(BankTransaction transaction, string customerId, string password)
    {
        var row = await transaction.FindAsync<Row>(
            "SELECT mac, wrong FROM payment_passwords WHERE customer_id = @customerId" + transaction.ForUpdate, new { customerId });
        if (row is null)
        {
            return PaymentPasswordCheck.NotSet;
        }

        if (row.Wrong >= MostWrong)
        {
            return PaymentPasswordCheck.Locked;
        }

        var right = CryptographicOperations.FixedTimeEquals(Mac(customerId, password), row.Mac);
        var wrong = right ? 0 : row.Wrong + 1;
        await transaction.ExecuteOneAsync(
            "UPDATE payment_passwords SET wrong = @wrong WHERE customer_id = @customerId", new { wrong, customerId });
        if (wrong == MostWrong)
        {
            await _audit.AppendAsync(transaction, "bank", AuditEvents.PaymentPasswordLocked, customerId, new { locked = true });
        }

        return right ? PaymentPasswordCheck.Right : wrong == MostWrong ? PaymentPasswordCheck.Locked : PaymentPasswordCheck.Wrong;
    }

    /// <summary>Whether one is set, and whether it is locked.</summary>
    public static async Task<(bool IsSet, bool IsLocked)> StateAsync(BankTransaction transaction, string customerId)
    {
        var row = await transaction.FindAsync<Row>(
            "SELECT mac, wrong FROM payment_passwords WHERE customer_id = @customerId", new { customerId });
        return (row is not null, row?.Wrong >= MostWrong);
    }

    /// <summary>A clerk frees it. False if the customer has none.</summary>
    public async Task<bool> FreeAsync(BankTransaction transaction, string customerId)
    {
        var freed = await transaction.ExecuteAsync(
            "UPDATE payment_passwords SET wrong = 0 WHERE customer_id = @customerId", new { customerId }) > 0;
        if (freed)
        {
            await _audit.AppendAsync(transaction, "clerk", AuditEvents.PaymentPasswordLocked, customerId, new { locked = false });
        }

        return freed;
    }

    private byte[] Mac(string customerId, string password) => _keys.MacText("payment password", customerId, password);

    private sealed class Row
    {
        public byte[] Mac { get; init; } = [];

        public long Wrong { get; init; }
    }
}
