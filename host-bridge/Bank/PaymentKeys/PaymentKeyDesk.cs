using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>A customer's payment codes as shown to him.</summary>
/// <param name="Allowed">Whether the bank has put him on the allow list.</param>
/// <param name="Registered">Whether his account has a key.</param>
/// <param name="KeyVersion">Version of the key, null if there is none.</param>
/// <param name="Device"><c>phone</c> or the serial number of the token that has key and indices; null if none has.</param>
/// <param name="Batch">Number of the device's batch.</param>
/// <param name="CodesLeft">Indices that the bank has not seen used.</param>
public sealed record PaymentKeyView(bool Allowed, bool Registered, int? KeyVersion, string? Device, long? Batch, int? CodesLeft);

/// <summary>The keys of accounts and the batches of indices that devices get.</summary>
internal sealed class PaymentKeyDesk
{
    /// <summary>The device of a batch that the phone page fetched.</summary>
    public const string Phone = "phone";

    private const string KeyPurpose = "payment key";
    private const int MostVersions = ushort.MaxValue;
    private static readonly Refusal NotRegistered = new("not-registered", 409, "The account has no payment key; register it first.");
    private static readonly Refusal Exhausted = new("indices-exhausted", 503, "All indices of this bank's prefix are in use.");
    private static readonly Refusal VersionsUsedUp = new("payment-key-used-up", 409, "The account has had 65,535 payment keys.");
    private readonly AuditLog _audit;
    private readonly KeyRing _keys;
    private readonly PaymentIndices _indices;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;

    public PaymentKeyDesk(AuditLog audit, KeyRing keys, PaymentIndices indices, TimeProvider time, Randomness randomness) =>
        (_audit, _keys, _indices, _time, _randomness) = (audit, keys, indices, time, randomness);

    /// <summary>The key of an account.</summary>
    public static async Task<byte[]> KeyAsync(BankTransaction transaction, KeyRing keys, string customerId, int version) =>
        keys.Unwrap(KeyPurpose, Owner(customerId, version), (await transaction.FindAsync<byte[]>(
            "SELECT key_wrapped FROM payment_keys WHERE customer_id = @customerId AND version = @version", new { customerId, version }))!);

    public static async Task<PaymentKeyView> ViewAsync(BankTransaction transaction, string customerId)
    {
        var allowed = await PaymentUsers.IsAllowedAsync(transaction, customerId);
        var version = await LiveVersionAsync(transaction, customerId);
        var batch = (await PaymentBatch.LiveAsync(transaction, customerId)).FirstOrDefault(live => live.Proved != 0);
        return new PaymentKeyView(allowed, version is not null, version, batch?.Device, batch?.Number,
            batch is null ? null : PaymentIndices.SlotSize - batch.NextPosition);
    }

    /// <summary>Makes the account's key. A second time is refused: a key that is in use is changed by rotation only.</summary>
    public async Task<Outcome<PaymentKeyView>> RegisterAsync(BankTransaction transaction, string customerId)
    {
        await transaction.ExecuteAsync(
            """
            INSERT INTO payment_accounts (customer_id, newest_version, newest_batch) VALUES (@customerId, 0, 0) ON CONFLICT DO NOTHING
            """, new { customerId });
        await LockAsync(transaction, customerId);
        if (await LiveVersionAsync(transaction, customerId) is not null)
        {
            return new Refusal("already-registered", 409, "The account has a payment key already; rotate it to get another one.");
        }

        return await MakeKeyAsync(transaction, customerId) is { } refusal ? refusal : await ViewAsync(transaction, customerId);
    }

    /// <summary>Deletes the pair of account and key with all its batches. Payments that are under way hold a batch's lock; those after find nothing.</summary>
    public async Task<Outcome<bool>> RevokeAsync(BankTransaction transaction, string customerId, string actor)
    {
        if (!await LockAsync(transaction, customerId) || await LiveVersionAsync(transaction, customerId) is null)
        {
            return Refusal.NotFound("payment key");
        }

        await transaction.ExecuteAsync("DELETE FROM payment_batches WHERE customer_id = @customerId", new { customerId });
        await transaction.ExecuteAsync("DELETE FROM payment_keys WHERE customer_id = @customerId", new { customerId });
        await _audit.AppendAsync(transaction, actor, PaymentEvents.Revoked, customerId);
        return true;
    }

    /// <summary>Makes a new key in the place of the old one, whose codes live on for their remaining life.</summary>
    public async Task<Outcome<PaymentKeyView>> RotateAsync(BankTransaction transaction, string customerId)
    {
        if (!await LockAsync(transaction, customerId) || await LiveVersionAsync(transaction, customerId) is null)
        {
            return NotRegistered;
        }

        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await transaction.ExecuteAsync(
            "UPDATE payment_keys SET retired_at = @now WHERE customer_id = @customerId AND retired_at IS NULL", new { now, customerId });
        await transaction.ExecuteAsync(
            "UPDATE payment_batches SET retired_at = @now WHERE customer_id = @customerId AND retired_at IS NULL", new { now, customerId });
        return await MakeKeyAsync(transaction, customerId) is { } refusal ? refusal : await ViewAsync(transaction, customerId);
    }

    /// <summary>
    /// Gives a device the key and a batch. A phone has it with the answer, and what another device had is retired at once; a token has to prove it, and gets the
    /// same batch until it has.
    /// </summary>
    public async Task<Outcome<PaymentKeyData>> FetchAsync(BankTransaction transaction, string customerId, string device, int validity)
    {
        if (!await PaymentUsers.IsAllowedAsync(transaction, customerId))
        {
            return new Refusal("not-on-list", 403, "Payment codes are not open to this account; ask the bank.");
        }

        if (!await LockAsync(transaction, customerId) || await LiveVersionAsync(transaction, customerId) is not { } version)
        {
            return NotRegistered;
        }

        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await PaymentBatch.ForgetAsync(transaction, now);
        var batch = (await PaymentBatch.LiveAsync(transaction, customerId)).FirstOrDefault(live => live.Proved == 0 && live.Device == device);
        if (batch is null)
        {
            if (await PaymentIndices.TakeSlotAsync(transaction) is not { } slot)
            {
                return Exhausted;
            }

            // What was sent elsewhere and never proved is not waited for: at most two batches of an account are good at a time.
            await transaction.ExecuteAsync(
                "UPDATE payment_batches SET retired_at = @now WHERE customer_id = @customerId AND proved = 0 AND retired_at IS NULL", new { now, customerId });
            batch = await AddBatchAsync(transaction, customerId, slot, version, device, validity, now);
        }

        await _audit.AppendAsync(transaction, "customer:" + customerId, PaymentEvents.Fetched, customerId, new { device, batch.Number, version });
        return new PaymentKeyData(await KeyAsync(transaction, _keys, customerId, version), (ushort)version, PaymentIndices.Prefix, validity,
            (uint)batch.Number, _indices.Pack(batch.Slot));
    }

    /// <summary>The token proved that it has a batch.</summary>
    public async Task ProveAsync(BankTransaction transaction, string customerId, string serial, long number)
    {
        await LockAsync(transaction, customerId);
        var batch = (await PaymentBatch.LiveAsync(transaction, customerId)).FirstOrDefault(live => live.Number == number);
        if (batch is not null)
        {
            await batch.ProveAsync(transaction, _time.GetUtcNow().ToUnixTimeMilliseconds());
            await _audit.AppendAsync(transaction, "token:" + serial, PaymentEvents.Proved, customerId, new { number });
        }
    }

    private async Task<PaymentBatch> AddBatchAsync(
        BankTransaction transaction, string customerId, long slot, int version, string device, int validity, long now)
    {
        var number = await transaction.ValueAsync<long>(
            "UPDATE payment_accounts SET newest_batch = newest_batch + 1 WHERE customer_id = @customerId RETURNING newest_batch", new { customerId });
        var batch = new PaymentBatch
        {
            Slot = slot,
            CustomerId = customerId,
            KeyVersion = version,
            Number = number,
            Device = device,
            Validity = validity,
            Proved = device == Phone ? 1 : 0,
            IssuedAt = now,
        };
        await batch.InsertAsync(transaction);
        if (device == Phone)
        {
            await batch.ProveAsync(transaction, now);
        }

        return batch;
    }

    private async Task<Refusal?> MakeKeyAsync(BankTransaction transaction, string customerId)
    {
        var version = await transaction.ValueAsync<int>(
            "UPDATE payment_accounts SET newest_version = newest_version + 1 WHERE customer_id = @customerId RETURNING newest_version",
            new { customerId });
        if (version > MostVersions)
        {
            return VersionsUsedUp;
        }

        await transaction.ExecuteOneAsync(
            "INSERT INTO payment_keys (customer_id, version, key_wrapped, created_at) VALUES (@customerId, @version, @Wrapped, @At)",
            new
            {
                customerId,
                version,
                Wrapped = _keys.Wrap(
                    KeyPurpose, Owner(customerId, version), _randomness.Bytes(PaymentCodeNumber.KeyLength)),
                At = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        await _audit.AppendAsync(transaction, "customer:" + customerId, PaymentEvents.KeyMade, customerId, new { version });
        return null;
    }

    /// <summary>Locks the account's row, the first lock of everything that changes keys or batches. False if it never registered.</summary>
    private static async Task<bool> LockAsync(BankTransaction transaction, string customerId) =>
        await transaction.FindAsync<string>(
            "SELECT customer_id FROM payment_accounts WHERE customer_id = @customerId" + transaction.ForUpdate, new { customerId }) is not null;

    private static Task<int?> LiveVersionAsync(BankTransaction transaction, string customerId) => transaction.FindAsync<int?>(
        "SELECT version FROM payment_keys WHERE customer_id = @customerId AND retired_at IS NULL", new { customerId });

    private static string Owner(string customerId, int version) => $"{customerId} {version}";
}
