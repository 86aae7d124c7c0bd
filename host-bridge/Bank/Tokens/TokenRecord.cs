using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Tokens;

/// <summary>A row of the table of tokens: a token, or a terminal's board.</summary>
internal sealed class TokenRecord
{
    private const string Columns =
        "serial, kind, state, customer_id, key_version, pending_version, transport_version, transport_keys, keys_erased, replaced_by, registered_at, newest_event";

    public string Serial { get; init; } = "";

    /// <summary>One of <see cref="BoardKind"/>.</summary>
    public string Kind { get; init; } = BoardKind.Token;

    public string State { get; init; } = "";

    public string? CustomerId { get; init; }

    public int KeyVersion { get; init; }

    public int PendingVersion { get; init; }

    public int TransportVersion { get; init; }

    public byte[] TransportKeys { get; init; } = [];

    public int KeysErased { get; init; }

    public string? ReplacedBy { get; init; }

    public long RegisteredAt { get; init; }

    /// <summary>Newest event of a terminal's board that the bank acted on.</summary>
    public long NewestEvent { get; init; }

    /// <summary>
    /// The version that the next personalisation sends. One that was sent before and is not in the token keeps its number: its keys are derived from the number, so
    /// it is the same set, and the channel it was sent in is dead.
    /// </summary>
    public int NextVersion => PendingVersion != 0 ? PendingVersion : Math.Max(KeyVersion, TransportVersion) + 1;

    public static Task<TokenRecord?> FindAsync(BankTransaction transaction, string serial) =>
        transaction.FindAsync<TokenRecord>($"SELECT {Columns} FROM tokens WHERE serial = @serial{transaction.ForUpdate}", new { serial });

    public static Task<TokenRecord?> ReadAsync(BankTransaction transaction, string serial) =>
        transaction.FindAsync<TokenRecord>($"SELECT {Columns} FROM tokens WHERE serial = @serial", new { serial });

    public static Task<IReadOnlyList<TokenRecord>> NewestAsync(BankTransaction transaction) =>
        transaction.ListAsync<TokenRecord>($"SELECT {Columns} FROM tokens ORDER BY registered_at DESC, serial LIMIT 100");

    public Task InsertAsync(BankTransaction transaction) => transaction.ExecuteOneAsync(
        """
        INSERT INTO tokens
            (serial, kind, state, customer_id, key_version, pending_version, transport_version, transport_keys, keys_erased, replaced_by, registered_at)
        VALUES (@Serial, @Kind, @State, @CustomerId, @KeyVersion, @PendingVersion, @TransportVersion, @TransportKeys, @KeysErased, @ReplacedBy, @RegisteredAt)
        """,
        this);

    public static Task SetStateAsync(BankTransaction transaction, string serial, string state, string? customerId, string? replacedBy) =>
        transaction.ExecuteOneAsync(
            "UPDATE tokens SET state = @state, customer_id = @customerId, replaced_by = @replacedBy WHERE serial = @serial",
            new { serial, state, customerId, replacedBy });

    public static Task SetPendingAsync(BankTransaction transaction, string serial, int version) =>
        transaction.ExecuteOneAsync("UPDATE tokens SET pending_version = @version WHERE serial = @serial", new { serial, version });

    /// <summary>The pending set has proved to be in the token: it is the one in use from now on, and codes of the one before are dead.</summary>
    public static Task PromoteAsync(BankTransaction transaction, string serial, int version) => transaction.ExecuteOneAsync(
        """
        UPDATE tokens SET key_version = @version, pending_version = 0, state = CASE WHEN state = 'registered' THEN 'personalised' ELSE state END
        WHERE serial = @serial AND pending_version = @version
        """,
        new { serial, version });

    public static Task SetErasedAsync(BankTransaction transaction, string serial) =>
        transaction.ExecuteOneAsync("UPDATE tokens SET keys_erased = 1 WHERE serial = @serial", new { serial });
}
