using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Ledger;

/// <summary>One line of a posting.</summary>
/// <param name="AccountId">Account.</param>
/// <param name="AmountMinor">Minor units, credit positive.</param>
public readonly record struct Entry(string AccountId, long AmountMinor);

/// <summary>An account as locked by a transaction.</summary>
public sealed class Account
{
    /// <summary><c>kind:owner:currency</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>ISO 4217 letters.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Sum of the account's entries, minor units.</summary>
    public long BalanceMinor { get; init; }

    /// <summary>Sum of its active holds, minor units.</summary>
    public long HeldMinor { get; init; }

    /// <summary>What can still be held or paid, minor units.</summary>
    public long AvailableMinor => BalanceMinor - HeldMinor;
}

/// <summary>
/// Double entry in minor units. Every posting sums to zero and is audited with its entries; a balance is changed together with the entries
/// that explain it; a hold lowers what is available without a posting.
/// </summary>
public sealed class LedgerBook
{
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    /// <summary>Makes the book.</summary>
    public LedgerBook(AuditLog audit, TimeProvider time) => (_audit, _time) = (audit, time);

    /// <summary>Id of an account: a customer's, the counter's cash, money in transit at an ATM, cash that an ATM paid out, or a merchant's.</summary>
    /// <param name="kind"><c>customer</c>, <c>counter</c>, <c>transit</c>, <c>atm</c>, <c>merchant</c>, or what a feature calls its own.</param>
    /// <param name="owner">Customer id, terminal id, merchant id, or <c>bank</c>.</param>
    /// <param name="currency">ISO 4217 letters.</param>
    public static string AccountId(string kind, string owner, string currency) => $"{kind}:{owner}:{currency}";

    /// <summary>Opens an account where it is not open yet.</summary>
    public static async Task<string> OpenAsync(BankTransaction transaction, string kind, string owner, string currency)
    {
        var id = AccountId(kind, owner, currency);
        await transaction.ExecuteAsync(
            "INSERT INTO accounts (id, kind, owner, currency) VALUES (@id, @kind, @owner, @currency) ON CONFLICT (id) DO NOTHING",
            new { id, kind, owner, currency });
        return id;
    }

    /// <summary>Locks the account's row until the transaction ends. It comes before anything that is decided by the account.</summary>
    public static async Task<Account> LockAsync(BankTransaction transaction, string accountId) =>
        await transaction.FindAsync<Account>(
            "SELECT id, currency, balance_minor, held_minor FROM accounts WHERE id = @accountId" + transaction.ForUpdate, new { accountId })
        ?? throw new InvalidOperationException($"There is no account {accountId}.");

    /// <summary>Posts entries of one currency.</summary>
    /// <returns>Number of the posting.</returns>
    /// <exception cref="InvalidOperationException">They do not sum to zero.</exception>
    public async Task<long> PostAsync(BankTransaction transaction, string actor, string kind, string reference, params Entry[] entries)
    {
        if (entries.Length < 2 || entries.Sum(entry => entry.AmountMinor) != 0)
        {
            throw new InvalidOperationException($"The entries of {kind} {reference} do not sum to zero.");
        }

        var id = await transaction.ValueAsync<long>(
            "INSERT INTO postings (at, kind, reference) VALUES (@At, @kind, @reference) RETURNING id",
            new { At = _time.GetUtcNow().ToUnixTimeMilliseconds(), kind, reference });
        for (var line = 0; line < entries.Length; line++)
        {
            var entry = entries[line];
            await transaction.ExecuteOneAsync(
                "INSERT INTO entries (posting_id, line, account_id, amount_minor) VALUES (@id, @line, @AccountId, @AmountMinor)",
                new { id, line, entry.AccountId, entry.AmountMinor });
            await transaction.ExecuteOneAsync("UPDATE accounts SET balance_minor = balance_minor + @AmountMinor WHERE id = @AccountId",
                new { entry.AccountId, entry.AmountMinor });
        }

        await _audit.AppendAsync(
            transaction, actor, AuditEvents.LedgerPosted, id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            new PostingDetail(kind, reference, [.. entries.Select(entry => new PostingLine(entry.AccountId, entry.AmountMinor))]));
        return id;
    }

    /// <summary>Reserves a part of the available balance. The caller has locked the account and seen that it is enough.</summary>
    public static async Task HoldAsync(BankTransaction transaction, string accountId, string reference, long amountMinor)
    {
        await transaction.ExecuteOneAsync(
            "INSERT INTO holds (reference, account_id, amount_minor, state) VALUES (@reference, @accountId, @amountMinor, 'active')",
            new { reference, accountId, amountMinor });
        await transaction.ExecuteOneAsync(
            "UPDATE accounts SET held_minor = held_minor + @amountMinor WHERE id = @accountId", new { accountId, amountMinor });
    }

    /// <summary>Frees the hold of a reference, if there is one.</summary>
    public static async Task ReleaseIfHeldAsync(BankTransaction transaction, string reference)
    {
        if (await transaction.ValueAsync<long>("SELECT COUNT(*) FROM holds WHERE reference = @reference AND state = 'active'", new { reference }) > 0)
        {
            await EndHoldAsync(transaction, reference, "released");
        }
    }

    /// <summary>Ends a hold because the money stays (released) or is being posted away in the same transaction (used).</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="reference">Reservation reference.</param>
    /// <param name="end"><c>released</c> or <c>used</c>.</param>
    public static async Task EndHoldAsync(BankTransaction transaction, string reference, string end)
    {
        await transaction.ExecuteOneAsync(
            "UPDATE holds SET state = @end WHERE reference = @reference AND state = 'active'", new { reference, end });
        await transaction.ExecuteOneAsync(
            """
            UPDATE accounts SET held_minor = held_minor - (SELECT amount_minor FROM holds WHERE reference = @reference)
            WHERE id = (SELECT account_id FROM holds WHERE reference = @reference)
            """, new { reference });
    }
}

/// <summary>What the audit log keeps of a posting, so that entries changed behind the bank's back are found.</summary>
internal sealed record PostingDetail(string Kind, string Reference, PostingLine[] Entries);

/// <summary>One entry in <see cref="PostingDetail"/>.</summary>
internal sealed record PostingLine(string Account, long AmountMinor);
