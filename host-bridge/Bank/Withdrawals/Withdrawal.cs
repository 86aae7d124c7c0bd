using System.Collections.Frozen;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>States of a withdrawal, docs/API.md.</summary>
internal static class WithdrawalState
{
    public const string Reserved = "reserved";
    public const string Asked = "asked";
    public const string Confirmed = "confirmed";
    public const string Approved = "approved";
    public const string Dispensed = "dispensed";
    public const string NotDispensed = "not-dispensed";
    public const string Declined = "declined";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Refused = "refused";

    /// <summary>The states that lead to each state; nothing else does.</summary>
    private static readonly FrozenDictionary<string, string[]> Before = new Dictionary<string, string[]>
    {
        [Reserved] = [Asked, Confirmed],
        [Asked] = [Reserved, Asked, Confirmed],
        [Confirmed] = [Asked],
        [Approved] = [Asked, Confirmed],
        [Dispensed] = [Approved],
        [NotDispensed] = [Approved],
        [Declined] = [Asked],
        [Expired] = [Reserved, Asked, Confirmed],
        [Cancelled] = [Reserved, Asked, Confirmed],
        [Refused] = [Reserved, Asked, Confirmed],
    }.ToFrozenDictionary();

    public static bool IsOpen(string state) => state is Reserved or Asked or Confirmed;

    public static bool MayFollow(string from, string to) => Before[to].Contains(from);
}

/// <summary>A withdrawal's row.</summary>
internal sealed class Withdrawal
{
    private const string Columns =
        """
        SELECT reference, customer_id, account_id, amount_minor, currency, holder, state, created_at, expires_at, approved_at, terminal_id
        FROM withdrawals

        """;

    public string Reference { get; init; } = "";

    public string CustomerId { get; init; } = "";

    public string AccountId { get; init; } = "";

    public long AmountMinor { get; init; }

    public string Currency { get; init; } = "";

    public string Holder { get; init; } = "";

    public string State { get; set; } = "";

    public long CreatedAt { get; init; }

    public long ExpiresAt { get; init; }

    public long? ApprovedAt { get; init; }

    public string? TerminalId { get; init; }

    public static Task<Withdrawal?> FindAsync(BankTransaction transaction, string reference) =>
        transaction.FindAsync<Withdrawal>(Columns + "WHERE reference = @reference", new { reference });

    /// <summary>
    /// Locks the account of the withdrawal, and reads the withdrawal after that, so that what it says holds until the end.
    /// </summary>
    public static async Task<Withdrawal?> LockAsync(BankTransaction transaction, string reference)
    {
        var before = await FindAsync(transaction, reference);
        if (before is null)
        {
            return null;
        }

        await LedgerBook.LockAsync(transaction, before.AccountId);
        return await FindAsync(transaction, reference);
    }

    public static Task<IReadOnlyList<Withdrawal>> OfCustomerAsync(BankTransaction transaction, string customerId) =>
        transaction.ListAsync<Withdrawal>(
        Columns + "WHERE customer_id = @customerId ORDER BY created_at DESC, reference LIMIT 100", new { customerId });

    public static Task<IReadOnlyList<Withdrawal>> OpenOfCustomerAsync(BankTransaction transaction, string customerId) =>
        transaction.ListAsync<Withdrawal>(
        Columns + "WHERE customer_id = @customerId AND state IN ('reserved', 'asked', 'confirmed') LIMIT 100", new { customerId });

    public static Task<IReadOnlyList<Withdrawal>> NewestAsync(BankTransaction transaction, string? state) => state is null
        ? transaction.ListAsync<Withdrawal>(Columns + "ORDER BY created_at DESC, reference LIMIT 100")
        : transaction.ListAsync<Withdrawal>(Columns + "WHERE state = @state ORDER BY created_at DESC, reference LIMIT 100", new { state });

    /// <summary>
    /// The withdrawal of a customer that waits for cash: its code has been asked for, and its time is not over. There is one at most.
    /// </summary>
    public static Task<Withdrawal?> WaitingAsync(BankTransaction transaction, string customerId, long nowMs) =>
        transaction.FindAsync<Withdrawal>(
        Columns + "WHERE customer_id = @customerId AND state IN ('asked', 'confirmed') AND expires_at > @nowMs", new { customerId, nowMs });

    /// <summary>Changes the state, and audits that.</summary>
    /// <exception cref="InvalidOperationException">The new state does not follow the old one.</exception>
    public async Task MoveAsync(BankTransaction transaction, AuditLog audit, string actor, string to)
    {
        if (!WithdrawalState.MayFollow(State, to))
        {
            throw new InvalidOperationException($"Withdrawal {Reference} cannot go from {State} to {to}.");
        }

        await transaction.ExecuteOneAsync(
            "UPDATE withdrawals SET state = @to WHERE reference = @Reference AND state = @State", new { to, Reference, State });
        await audit.AppendAsync(transaction, actor, AuditEvents.WithdrawalChanged, Reference, new { from = State, to });
        State = to;
    }
}

/// <summary>A reservation as shown to its customer and to clerks.</summary>
/// <param name="Reference">Ten digits.</param>
/// <param name="State">State, see docs/API.md.</param>
/// <param name="Amount">Amount.</param>
/// <param name="Currency">Currency.</param>
/// <param name="Holder">Who may hold the code: <c>token</c> or <c>phone</c>.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Code">The newest code, or null.</param>
/// <param name="Terminal">The ATM that showed the code, or null.</param>
/// <param name="CustomerId">Customer id.</param>
public sealed record ReservationView(
    string Reference, string State, string Amount, string Currency, string Holder, DateTimeOffset Created, DateTimeOffset Expires,
    CodeView? Code, string? Terminal, string CustomerId)
{
    internal static async Task<ReservationView> OfAsync(BankTransaction transaction, Withdrawal withdrawal)
    {
        var code = await Withdrawals.Code.NewestAsync(transaction, withdrawal.Reference);
        var amount = Ledger.Currency.Of(withdrawal.Currency).Format(withdrawal.AmountMinor);
        return new ReservationView(
            withdrawal.Reference, withdrawal.State, amount, withdrawal.Currency, withdrawal.Holder,
            DateTimeOffset.FromUnixTimeMilliseconds(withdrawal.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(withdrawal.ExpiresAt),
            code is null ? null : new CodeView(code.State, code.Heard, code.Counter), withdrawal.TerminalId, withdrawal.CustomerId);
    }

    internal static async Task<List<ReservationView>> OfAllAsync(BankTransaction transaction, IReadOnlyList<Withdrawal> withdrawals)
    {
        var views = new List<ReservationView>(withdrawals.Count);
        foreach (var withdrawal in withdrawals)
        {
            views.Add(await OfAsync(transaction, withdrawal));
        }

        return views;
    }
}

/// <summary>A code as shown.</summary>
/// <param name="State">State, see docs/API.md.</param>
/// <param name="Token">What the bank last heard from the token.</param>
/// <param name="Counter">The token's counter, once known.</param>
public sealed record CodeView(string State, string Token, long? Counter);
