using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace PaymentCode.Bank.Storage;

/// <summary>
/// The only writer of an SQLite file. Work that waits is done in one BEGIN IMMEDIATE, each piece in a savepoint of its own, and made
/// durable by one commit (group commit): nobody is answered before the commit that holds his work, and work that fails is undone alone.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int LargestGroup = 64;
    private const int LongestQueue = 4096;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly string _connection;
    private readonly TaskScheduler _background;
    private readonly Func<Action<string>?> _fault;
    private readonly Lock _starting = new();
    private Task? _loop;

    public SqliteWriter(string connection, TaskScheduler background, Func<Action<string>?> fault)
    {
        _background = background;
        _connection = connection;
        _fault = fault;
    }

    public async Task<T> RunAsync<T>(Func<BankTransaction, Task<T>> work)
    {
        lock (_starting)
        {
            _loop ??= _background.Start(LoopAsync);
        }

        var item = new Work<T>(work);
        await _queue.Writer.WriteAsync(item);
        return await item.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_loop is not null)
        {
            await _loop;
        }
    }

    private async Task LoopAsync()
    {
        SqliteConnection? connection = null;
        while (await _queue.Reader.WaitToReadAsync())
        {
            var group = new List<Work>();
            try
            {
                connection ??= Open();
                await RunGroupAsync(connection, group);
            }
            catch (Exception exception)
            {
                // The group was not committed: the engine undoes it when the connection is closed, and everyone in it is told.
                connection?.Dispose();
                connection = null;
                FailAll(group, exception);
            }
        }

        connection?.Dispose();
    }

    private async Task RunGroupAsync(SqliteConnection connection, List<Work> group)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        while (group.Count < LargestGroup && _queue.Reader.TryRead(out var work))
        {
            group.Add(work);
            transaction.Save("piece");
            if (!await work.RunAsync(new BankTransaction(connection, transaction, false, _fault())))
            {
                transaction.Rollback("piece");
            }

            transaction.Release("piece");
        }

        await transaction.CommitAsync();
        foreach (var work in group)
        {
            work.Complete();
        }
    }

    private void FailAll(List<Work> group, Exception exception)
    {
        if (group.Count == 0 && _queue.Reader.TryRead(out var first))
        {
            group.Add(first);
        }

        foreach (var work in group)
        {
            work.Fail(exception is SqliteException { SqliteErrorCode: Busy or Locked } ? new DatabaseBusyException(exception) : exception);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        command.ExecuteNonQuery();
        return connection;
    }

    private abstract class Work
    {
        /// <summary>Whether the piece may stay; its exception is kept until the group is over.</summary>
        public abstract Task<bool> RunAsync(BankTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T> : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<BankTransaction, Task<T>> _work;
        private T? _value;
        private Exception? _exception;

        public Work(Func<BankTransaction, Task<T>> work) => _work = work;

        public Task<T> Result => _result.Task;

        public override async Task<bool> RunAsync(BankTransaction transaction)
        {
            try
            {
                _value = await _work(transaction);
                return true;
            }
            catch (Exception exception)
            {
                // Handed to the caller as it is; the other pieces of the group go on.
                _exception = exception;
                return false;
            }
        }

        public override void Complete()
        {
            if (_exception is not null)
            {
                _result.SetException(_exception);
            }
            else
            {
                _result.SetResult(_value!);
            }
        }

        public override void Fail(Exception exception) => _result.TrySetException(_exception ?? exception);
    }
}
