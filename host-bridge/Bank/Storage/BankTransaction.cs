using System.Data.Common;
using Dapper;

namespace PaymentCode.Bank.Storage;

/// <summary>
/// One database transaction. The work in it is done at once or not at all, may be run again after a conflict, and therefore does nothing
/// but database work: no network, no waiting, no messages.
/// </summary>
public sealed class BankTransaction
{
    private readonly DbTransaction? _transaction;
    private readonly Action<string>? _afterStatement;

    internal BankTransaction(DbConnection connection, DbTransaction? transaction, bool isPostgres, Action<string>? afterStatement)
    {
        Connection = connection;
        _transaction = transaction;
        IsPostgres = isPostgres;
        _afterStatement = afterStatement;
    }

    /// <summary>The connection that the transaction runs on.</summary>
    public DbConnection Connection { get; }

    /// <summary>Whether the engine is PostgreSQL; it is SQLite otherwise.</summary>
    public bool IsPostgres { get; }

    /// <summary>To be appended to a SELECT that locks its row. SQLite has locked the database already (BEGIN IMMEDIATE).</summary>
    public string ForUpdate => IsPostgres ? " FOR UPDATE" : "";

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        var rows = await Connection.ExecuteAsync(sql, parameters, _transaction);
        _afterStatement?.Invoke(sql);
        return rows;
    }

    /// <summary>Runs a statement that must change exactly one row.</summary>
    /// <exception cref="InvalidOperationException">It changed none, or several: an invariant is broken and the transaction is
    /// undone.</exception>
    public async Task ExecuteOneAsync(string sql, object? parameters = null)
    {
        var rows = await ExecuteAsync(sql, parameters);
        if (rows != 1)
        {
            throw new InvalidOperationException($"A statement changed {rows} rows instead of one: {sql}");
        }
    }

    /// <summary>The only row, or null.</summary>
    public async Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        await Connection.QuerySingleOrDefaultAsync<T>(sql, parameters, _transaction);

    /// <summary>The only value of the only row.</summary>
    public async Task<T> ValueAsync<T>(string sql, object? parameters = null)
    {
        var value = await Connection.ExecuteScalarAsync<T>(sql, parameters, _transaction);
        _afterStatement?.Invoke(sql);
        return value!;
    }

    /// <summary>All rows. The statement bounds their number with LIMIT.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(sql, parameters, _transaction)).AsList();
}
