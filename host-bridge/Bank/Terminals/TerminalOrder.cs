using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>A purchase or a transfer begun at a terminal: its row.</summary>
internal sealed class TerminalOrder
{
    public const string Purchase = "purchase";
    public const string Transfer = "transfer";

    private const string Columns =
        """
        SELECT reference, kind, terminal_id, board, number, amount_minor, currency, state, reason, told, attempts, deadline, created_at, approved_at, customer_id,
            payer_account, payee_account, token_serial, with_password, receiver, card_id, payment_code
        FROM terminal_orders

        """;

    public string Reference { get; init; } = "";

    public string Kind { get; init; } = "";

    public string TerminalId { get; init; } = "";

    /// <summary>Serial number of the terminal's board.</summary>
    public string Board { get; init; } = "";

    /// <summary>The terminal's number of the transaction.</summary>
    public long Number { get; init; }

    public long AmountMinor { get; init; }

    public string Currency { get; init; } = "";

    public string State { get; private set; } = "";

    public string? Reason { get; private set; }

    /// <summary>Not 0: the terminal has proved to know the end.</summary>
    public long Told { get; init; }

    /// <summary>How often the customer was asked to present something again.</summary>
    public long Attempts { get; init; }

    public long Deadline { get; init; }

    public long CreatedAt { get; init; }

    public long? ApprovedAt { get; init; }

    public string? CustomerId { get; init; }

    public string? PayerAccount { get; init; }

    public string? PayeeAccount { get; init; }

    public string? TokenSerial { get; init; }

    public long WithPassword { get; init; }

    public string? Receiver { get; init; }

    public string? CardId { get; init; }

    /// <summary>The payment code that was typed, while its password is waited for.</summary>
    public string? PaymentCode { get; init; }

    public string Actor => "terminal:" + TerminalId;

    public static Task<TerminalOrder?> FindAsync(BankTransaction transaction, string reference) =>
        transaction.FindAsync<TerminalOrder>(Columns + "WHERE reference = @reference", new { reference });

    public static Task<TerminalOrder?> LockAsync(BankTransaction transaction, string reference) =>
        transaction.FindAsync<TerminalOrder>(Columns + "WHERE reference = @reference" + transaction.ForUpdate, new { reference });

    public static Task<TerminalOrder?> LockAsync(BankTransaction transaction, string board, long number) =>
        transaction.FindAsync<TerminalOrder>(Columns + "WHERE board = @board AND number = @number" + transaction.ForUpdate, new { board, number });

    /// <summary>What is not settled with a terminal, oldest first.</summary>
    public static Task<IReadOnlyList<TerminalOrder>> UnsettledAsync(BankTransaction transaction, string board) =>
        transaction.ListAsync<TerminalOrder>(Columns + "WHERE board = @board AND told = 0 ORDER BY number LIMIT 32", new { board });

    public static Task<IReadOnlyList<TerminalOrder>> NewestAsync(BankTransaction transaction, string kind, string? customerId, string? state) =>
        transaction.ListAsync<TerminalOrder>(
            Columns
            + "WHERE kind = @kind"
            + (customerId is null ? "" : " AND customer_id = @customerId")
            + (state is null ? "" : " AND state = @state")
            + " ORDER BY created_at DESC, number DESC, reference LIMIT 100",
            new { kind, customerId, state });

    public Task InsertAsync(BankTransaction transaction) => transaction.ExecuteOneAsync(
        """
        INSERT INTO terminal_orders
            (reference, kind, terminal_id, board, number, amount_minor, currency, state, deadline, created_at, payee_account, receiver)
        VALUES (@Reference, @Kind, @TerminalId, @Board, @Number, @AmountMinor, @Currency, 'begun', @Deadline, @CreatedAt, @PayeeAccount, @Receiver)
        """,
        this);

    /// <summary>Changes the state, and audits that.</summary>
    /// <param name="transaction">The transaction; the row is locked.</param>
    /// <param name="audit">The audit log.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="to">The new state.</param>
    /// <param name="deadlineMs">When the new state ends at the latest; what it was, if not given.</param>
    /// <param name="reason">Why it ended.</param>
    /// <exception cref="InvalidOperationException">The new state does not follow the old one.</exception>
    public async Task MoveAsync(BankTransaction transaction, AuditLog audit, string actor, string to, long? deadlineMs = null, string? reason = null)
    {
        if (!OrderState.MayFollow(State, to))
        {
            throw new InvalidOperationException($"Order {Reference} cannot go from {State} to {to}.");
        }

        await transaction.ExecuteOneAsync(
            """
            UPDATE terminal_orders SET state = @to, deadline = COALESCE(@deadlineMs, deadline), reason = COALESCE(@reason, reason),
                attempts = attempts + CASE WHEN @to = 'begun' THEN 1 ELSE 0 END
            WHERE reference = @Reference AND state = @State
            """, new { to, deadlineMs, reason, Reference, State });
        await audit.AppendAsync(transaction, actor, AuditEvents.OrderChanged, Reference, new { Kind, from = State, to, reason });
        (State, Reason) = (to, reason ?? Reason);
    }

    /// <summary>The terminal has proved that it knows how it ended.</summary>
    public Task SettleAsync(BankTransaction transaction) =>
        transaction.ExecuteAsync("UPDATE terminal_orders SET told = 1 WHERE reference = @Reference", new { Reference });

    /// <summary>Notes who pays.</summary>
    public Task SetPayerAsync(BankTransaction transaction, string customerId, string account) => transaction.ExecuteOneAsync(
        "UPDATE terminal_orders SET customer_id = @customerId, payer_account = @account WHERE reference = @Reference", new { customerId, account, Reference });
}
