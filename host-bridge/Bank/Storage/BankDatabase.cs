using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using PaymentCode.Bank.Http;

namespace PaymentCode.Bank.Storage;

/// <summary>
/// The bank's storage: SQLite in a file (write-ahead log, synchronous=FULL, one writer with group commit) or PostgreSQL. The connection
/// string decides.
/// </summary>
public sealed class BankDatabase : IAsyncDisposable
{
    private const int Attempts = 8;
    private readonly string _connection;
    private readonly SqliteWriter? _writer;
    private readonly NpgsqlDataSource? _postgres;

    static BankDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <param name="connection"><c>Data Source=file</c> or <c>Host=…</c>.</param>
    /// <param name="time">The clock, for the record of applied migrations.</param>
    /// <param name="background">What runs the writer; <see cref="TaskScheduler.Default"/> if not given.</param>
    /// <exception cref="BankStartException">Neither, not reachable, or written by a newer version.</exception>
    public static async Task<BankDatabase> OpenAsync(string connection, TimeProvider time, TaskScheduler? background = null)
    {
        var database = new BankDatabase(connection, background ?? TaskScheduler.Default);
        try
        {
            await Schema.MigrateAsync(database, time);
            return database;
        }
        catch (Exception exception) when (exception is DbException or DatabaseBusyException)
        {
            await database.DisposeAsync();
            throw new BankStartException($"The database cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>Opens an existing database only to read it, as it is: no schema change, no writer.</summary>
    /// <exception cref="BankStartException">The connection string names neither engine, or the file does not exist.</exception>
    public static BankDatabase OpenToRead(string connection)
    {
        var database = new BankDatabase(connection, TaskScheduler.Default);
        if (!database.IsPostgres && !File.Exists(new SqliteConnectionStringBuilder(database._connection).DataSource))
        {
            throw new BankStartException("There is no database file of that name; check the connection string.");
        }

        return database;
    }

    private BankDatabase(string connection, TaskScheduler background)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException exception)
        {
            throw new BankStartException("The connection string is malformed; use Data Source=FILE or Host=….", exception);
        }

        IsPostgres = parts.ContainsKey("Host") || parts.ContainsKey("Server");
        if (IsPostgres)
        {
            _connection = connection;
            _postgres = NpgsqlDataSource.Create(connection);
            return;
        }

        if (!parts.ContainsKey("Data Source") && !parts.ContainsKey("DataSource") && !parts.ContainsKey("Filename"))
        {
            throw new BankStartException(
                "The connection string names no database; use Data Source=FILE for SQLite or Host=… for PostgreSQL.");
        }

        var sqlite = new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, DefaultTimeout = 5 };
        _connection = sqlite.ConnectionString;
        _writer = new SqliteWriter(_connection, background, () => Fault);
    }

    /// <summary>Whether the engine is PostgreSQL; it is SQLite otherwise.</summary>
    public bool IsPostgres { get; }

    /// <summary>Tests set it to fail after a given statement; called with the statement.</summary>
    internal Action<string>? Fault { get; set; }

    /// <summary>
    /// Does the work in one transaction and returns when it is durable. SQLite: BEGIN IMMEDIATE. PostgreSQL: READ COMMITTED, the work locks
    /// its account row first; serialization failures, deadlocks and lost races for a unique key are run again, 8 times at most.
    /// </summary>
    /// <exception cref="DatabaseBusyException">Nothing was done.</exception>
    public Task<T> WriteAsync<T>(Func<BankTransaction, Task<T>> work) =>
        _writer is not null ? _writer.RunAsync(work) : WritePostgresAsync(work);

    /// <summary>As <see cref="WriteAsync{T}"/>, for work without a result.</summary>
    public Task WriteAsync(Func<BankTransaction, Task> work) => WriteAsync(async transaction =>
    {
        await work(transaction);
        return true;
    });

    /// <summary>Does work that may refuse: a refusal undoes all that the work did before it.</summary>
    public async Task<Outcome<T>> AttemptAsync<T>(Func<BankTransaction, Task<Outcome<T>>> work)
    {
        try
        {
            return await WriteAsync(async transaction =>
            {
                var outcome = await work(transaction);
                return outcome.Refusal is null ? outcome : throw new RefusedException(outcome.Refusal);
            });
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    /// <summary>Reads from one consistent state of the database, without locking it.</summary>
    public async Task<T> ReadAsync<T>(Func<BankTransaction, Task<T>> work)
    {
        await using var connection = _postgres is null ? new SqliteConnection(_connection) : (DbConnection)_postgres.CreateConnection();
        await connection.OpenAsync();
        await using var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        return await work(new BankTransaction(connection, transaction, IsPostgres, null));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
            using var connection = new SqliteConnection(_connection);
            SqliteConnection.ClearPool(connection);
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private async Task<T> WritePostgresAsync<T>(Func<BankTransaction, Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _postgres!.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
                var result = await work(new BankTransaction(connection, transaction, true, Fault));
                await transaction.CommitAsync();
                return result;
            }
            catch (PostgresException exception) when (IsConflict(exception))
            {
                if (attempt == Attempts)
                {
                    throw new DatabaseBusyException(exception);
                }

                await Task.Delay(Random.Shared.Next(1, 4 << attempt));
            }
        }
    }

#pragma warning disable RCS1194 // Never leaves this class: it carries a refusal past the transaction that it undoes.
    private sealed class RefusedException(Refusal refusal) : Exception
    {
        public Refusal Refusal { get; } = refusal;
    }
#pragma warning restore RCS1194

    private static bool IsConflict(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.LockNotAvailable;
}
