using System.Globalization;
using Microsoft.Data.Sqlite;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Network;

/// <summary>
/// The bank's books, read as an auditor would: from its tables, beside the bank and without changing anything. It keeps the database in memory alive as long as the world.
/// </summary>
internal sealed class BankBooks : IDisposable
{
    private const int MostRows = 100;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _dataVersion;
    private readonly EventLog _log;
    private long _version = -1;
    private long _newestPosting;
    private long _newestRecord;

    /// <summary>Opens the books of a bank that has its database in memory.</summary>
    /// <param name="connection">The bank's connection string.</param>
    /// <param name="log">Where postings and audited events are recorded.</param>
    public BankBooks(string connection, EventLog log)
    {
        _log = log;
        _connection = new SqliteConnection(connection);
        _connection.Open();
        _dataVersion = Command("PRAGMA data_version");
    }

    /// <summary>How many audited refusals there are: of requests, and of orders and withdrawals that ended so.</summary>
    public int Refusals { get; private set; }

    /// <summary>Counts changes: the same number means the same content.</summary>
    public long Version => _version;

    /// <summary>Records what is new. True if something has changed.</summary>
    public bool Watch()
    {
        var version = (long)_dataVersion.ExecuteScalar()!;
        if (version == _version)
        {
            return false;
        }

        _version = version;
        WatchPostings();
        WatchAudit();
        return true;
    }

    /// <summary>Rows of a statement, each as its columns in order.</summary>
    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Accounts, newest entries and audited events, holds: what a clerk may see.</summary>
    public BooksView View() => new(
        Rows(
            """
            SELECT a.id, a.kind, COALESCE(c.name, a.owner), a.balance_minor, a.held_minor, a.currency
            FROM accounts a LEFT JOIN customers c ON c.account_id = a.id ORDER BY a.rowid LIMIT @most
            """,
            row => new AccountRow(row.GetString(0), row.GetString(1), row.GetString(2), Money.Format(row.GetInt64(3)), Money.Format(row.GetInt64(4)), row.GetString(5)),
            ("@most", MostRows)),
        Rows(
            """
            SELECT p.id, p.at, p.kind, p.reference, e.account_id, e.amount_minor, a.currency
            FROM entries e JOIN postings p ON p.id = e.posting_id JOIN accounts a ON a.id = e.account_id ORDER BY p.id DESC, e.line LIMIT @most
            """,
            row => new EntryRow(
                row.GetInt64(0), Utc(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), Money.Format(row.GetInt64(5)), row.GetString(6)),
            ("@most", MostRows)),
        Rows(
            "SELECT reference, account_id, amount_minor, state FROM holds ORDER BY rowid DESC LIMIT @most",
            row => new HoldRow(row.GetString(0), row.GetString(1), Money.Format(row.GetInt64(2)), row.GetString(3)),
            ("@most", MostRows)),
        Rows(
            "SELECT id, at, actor, event, subject, detail FROM audit_records ORDER BY id DESC LIMIT @most",
            row => new AuditRow(row.GetInt64(0), Utc(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)),
            ("@most", MostRows)),
        Money.Format(Rows("SELECT COALESCE(SUM(amount_minor), 0) FROM entries", row => row.GetInt64(0))[0]),
        Rows("SELECT COUNT(*) FROM audit_chain", row => row.GetInt64(0))[0]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _dataVersion.Dispose();
        _connection.Dispose();
        SqliteConnection.ClearPool(_connection);
    }

    internal static string Utc(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void WatchPostings()
    {
        var rows = Rows(
            """
            SELECT p.id, p.kind, p.reference, e.account_id, a.kind, e.amount_minor, a.currency
            FROM entries e JOIN postings p ON p.id = e.posting_id JOIN accounts a ON a.id = e.account_id WHERE p.id > @newest ORDER BY p.id, e.line
            """,
            row => (Id: row.GetInt64(0), Kind: row.GetString(1), Reference: row.GetString(2), Account: row.GetString(3), AccountKind: row.GetString(4),
                Minor: row.GetInt64(5), Currency: row.GetString(6)),
            ("@newest", _newestPosting));
        foreach (var row in rows)
        {
            _newestPosting = row.Id;
            var amount = Money.Format(row.Minor);
            _log.Add(
                EventKind.Ledger, "bank", "", row.Kind, $"{amount} {row.Currency} on {row.AccountKind} {row.Account} ({row.Reference})",
                fields: new Dictionary<string, string>
                {
                    ["posting"] = row.Id.ToString(CultureInfo.InvariantCulture),
                    ["account"] = row.Account,
                    ["amount"] = amount,
                    ["currency"] = row.Currency,
                    ["reference"] = row.Reference,
                });
        }
    }

    private void WatchAudit()
    {
        var rows = Rows(
            "SELECT id, actor, event, subject, detail FROM audit_records WHERE id > @newest ORDER BY id",
            row => (Id: row.GetInt64(0), Actor: row.GetString(1), Event: row.GetString(2), Subject: row.GetString(3), Detail: row.GetString(4)),
            ("@newest", _newestRecord));
        foreach (var row in rows)
        {
            _newestRecord = row.Id;
            var isRefusal = row.Event.EndsWith("refused", StringComparison.Ordinal) || row.Detail.Contains("\"to\":\"refused\"", StringComparison.Ordinal);
            Refusals += isRefusal && _log.IsOpen ? 1 : 0;
            _log.Add(
                EventKind.Audit, "bank", "", row.Event, $"{row.Actor} {row.Subject} {row.Detail}", refused: isRefusal,
                fields: new Dictionary<string, string> { ["actor"] = row.Actor, ["subject"] = row.Subject, ["detail"] = row.Detail });
        }
    }
}

/// <summary>An account; <c>Owner</c> is a customer's name, else the id of a terminal or merchant, or <c>bank</c>.</summary>
internal sealed record AccountRow(string Id, string Kind, string Owner, string Balance, string Held, string Currency);

/// <summary>An entry of a posting.</summary>
internal sealed record EntryRow(long Posting, string At, string Kind, string Reference, string Account, string Amount, string Currency);

/// <summary>A hold.</summary>
internal sealed record HoldRow(string Reference, string Account, string Amount, string State);

/// <summary>An audited event.</summary>
internal sealed record AuditRow(long Id, string At, string Actor, string Event, string Subject, string Detail);

/// <summary>The bank's books.</summary>
/// <param name="Accounts">Accounts.</param>
/// <param name="Entries">Newest entries.</param>
/// <param name="Holds">Newest holds.</param>
/// <param name="Audit">Newest audited events.</param>
/// <param name="Sum">Sum of all entries; always zero.</param>
/// <param name="Chained">How many audited events are in the chain.</param>
internal sealed record BooksView(
    IReadOnlyList<AccountRow> Accounts, IReadOnlyList<EntryRow> Entries, IReadOnlyList<HoldRow> Holds, IReadOnlyList<AuditRow> Audit, string Sum, long Chained);

/// <summary>A world's money: CNY, two decimals.</summary>
internal static class Money
{
    /// <summary>ISO 4217 code.</summary>
    public const string Currency = "CNY";

    /// <summary>An amount as the bank writes it.</summary>
    public static string Format(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
