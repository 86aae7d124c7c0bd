using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>A batch of indices that a device has, and how far it has used them.</summary>
internal sealed class PaymentBatch
{
    /// <summary>The position after the last redeemed one, and this many in all, are accepted.</summary>
    public const int LookAhead = 3;

    /// <summary>Wrong authenticators with indices that are not over that end them.</summary>
    public const int MostWrong = 3;

    /// <summary>Time within which the next code must follow one that lay beyond the look-ahead.</summary>
    public static readonly TimeSpan SkipPatience = TimeSpan.FromMinutes(10);

    private const string Columns =
        """
        SELECT slot, customer_id, key_version, number, device, validity, next_position, wrong_position, wrong, skipped_to, skipped_at, proved, issued_at,
            retired_at
        FROM payment_batches
        """;

    public long Slot { get; init; }

    public string CustomerId { get; init; } = "";

    public int KeyVersion { get; init; }

    public long Number { get; init; }

    /// <summary><c>phone</c>, or the token's serial number.</summary>
    public string Device { get; init; } = "";

    public int Validity { get; init; }

    /// <summary>Positions below this one are refused for ever.</summary>
    public int NextPosition { get; init; }

    public int WrongPosition { get; init; }

    public int Wrong { get; init; }

    public int SkippedTo { get; init; }

    public long SkippedAt { get; init; }

    public long Proved { get; init; }

    public long IssuedAt { get; init; }

    /// <summary>When another batch took its place, in milliseconds; codes made before live on for their remaining life.</summary>
    public long? RetiredAt { get; init; }

    public static Task<PaymentBatch?> LockAsync(BankTransaction transaction, long slot) =>
        transaction.FindAsync<PaymentBatch>(Columns + " WHERE slot = @slot" + transaction.ForUpdate, new { slot });

    /// <summary>Those of a customer that are not retired, newest first: at most one that is proved, and one that may have been lost on its way.</summary>
    public static Task<IReadOnlyList<PaymentBatch>> LiveAsync(BankTransaction transaction, string customerId) =>
        transaction.ListAsync<PaymentBatch>(
            Columns + " WHERE customer_id = @customerId AND retired_at IS NULL ORDER BY number DESC LIMIT 8", new { customerId });

    public Task InsertAsync(BankTransaction transaction) => transaction.ExecuteOneAsync(
        """
        INSERT INTO payment_batches (slot, customer_id, key_version, number, device, validity, proved, issued_at)
        VALUES (@Slot, @CustomerId, @KeyVersion, @Number, @Device, @Validity, @Proved, @IssuedAt)
        """, this);

    /// <summary>The device has it: whatever it had before is retired.</summary>
    public async Task ProveAsync(BankTransaction transaction, long nowMs)
    {
        await transaction.ExecuteOneAsync("UPDATE payment_batches SET proved = 1 WHERE slot = @Slot", new { Slot });
        await transaction.ExecuteAsync(
            "UPDATE payment_batches SET retired_at = @nowMs WHERE customer_id = @CustomerId AND number <> @Number AND retired_at IS NULL",
            new { nowMs, CustomerId, Number });
    }

    /// <summary>The position was redeemed, or is ended: it and those before it are over.</summary>
    public Task EndAsync(BankTransaction transaction, int position) => transaction.ExecuteOneAsync(
        "UPDATE payment_batches SET next_position = @Next, skipped_to = -1 WHERE slot = @Slot AND next_position <= @position",
        new { Next = position + 1, Slot, position });

    /// <summary>Remembers a code beyond the look-ahead.</summary>
    public Task SkipAsync(BankTransaction transaction, int position, long nowMs) => transaction.ExecuteOneAsync(
        "UPDATE payment_batches SET skipped_to = @position, skipped_at = @nowMs WHERE slot = @Slot", new { position, nowMs, Slot });

    /// <summary>
    /// Counts a wrong authenticator with an index that is not over. Those with the other indices that are not over count too, or else who has seen two codes could try with
    /// one and the other in turn for ever; too many end the last index tried, and with it those before.
    /// </summary>
    public async Task CountWrongAsync(BankTransaction transaction, int position)
    {
        var isCounting = Wrong > 0 && WrongPosition >= NextPosition;
        var wrong = isCounting ? Wrong + 1 : 1;
        var last = isCounting ? Math.Max(position, WrongPosition) : position;
        await transaction.ExecuteOneAsync(
            "UPDATE payment_batches SET wrong_position = @last, wrong = @wrong WHERE slot = @Slot", new { last, wrong, Slot });
        if (wrong >= MostWrong)
        {
            await EndAsync(transaction, last);
        }
    }

    /// <summary>Whether a code at the position may be accepted: within the look-ahead, or directly after one that lay beyond it.</summary>
    public bool Accepts(int position, int lookAhead, long nowMs) => position >= NextPosition
        && (position < NextPosition + lookAhead
            || (SkippedTo >= NextPosition && position == SkippedTo + 1 && nowMs - SkippedAt <= SkipPatience.TotalMilliseconds));

    /// <summary>Forgets batches whose last codes are dead, and retired keys that no batch names any more.</summary>
    public static async Task ForgetAsync(BankTransaction transaction, long nowMs)
    {
        var before = nowMs - (1000L * Core.Codes.PaymentCodeTime.LongestValidity);
        await transaction.ExecuteAsync("DELETE FROM payment_batches WHERE retired_at < @before", new { before });
        await transaction.ExecuteAsync(
            """
            DELETE FROM payment_keys WHERE retired_at < @before AND NOT EXISTS (SELECT 1 FROM payment_batches b
                WHERE b.customer_id = payment_keys.customer_id AND b.key_version = payment_keys.version)
            """, new { before });
    }
}
