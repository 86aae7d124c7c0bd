using System.Buffers.Binary;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Audit;

/// <summary>
/// Chains what has been recorded, in batches: each record's hash covers the one before it, and each batch has a MAC under a key that is
/// derived from the master key and not in the database, so that whoever can write to the database cannot make a new chain.
/// </summary>
internal sealed class AuditChain
{
    private const int LargestBatch = 500;

    // Ids are given before commits: a record may become visible after one with a higher id, but not after thousands of them.
    internal const long Overtaking = 10_000;
    private readonly KeyRing _keys;

    public AuditChain(KeyRing keys) => _keys = keys;

    /// <summary>Whether there is something to chain.</summary>
    public static async Task<bool> IsBehindAsync(BankTransaction transaction) => (await UnchainedAsync(transaction, 1)).Count > 0;

    /// <summary>Chains at most one batch.</summary>
    /// <returns>Number of records chained.</returns>
    public async Task<int> ExtendAsync(BankTransaction transaction)
    {
        var records = await UnchainedAsync(transaction, LargestBatch);
        if (records.Count == 0)
        {
            return 0;
        }

        var last = await LastAsync(transaction);
        var (position, hash) = (last?.Position ?? 0, last?.Hash ?? AuditRecord.Genesis);
        foreach (var record in records)
        {
            hash = record.Hash(hash, ++position);
            await transaction.ExecuteOneAsync(
                "INSERT INTO audit_chain (position, record_id, hash) VALUES (@position, @Id, @hash)", new { position, record.Id, hash });
        }

        var number = await transaction.ValueAsync<long>("SELECT COALESCE(MAX(number), 0) + 1 FROM audit_batches");
        await transaction.ExecuteOneAsync(
            "INSERT INTO audit_batches (number, last_position, head, mac) VALUES (@number, @position, @hash, @Mac)",
            new { number, position, hash, Mac = Mac(_keys, number, position, hash) });
        return records.Count;
    }

    /// <summary>The newest link, or null.</summary>
    public static Task<AuditLink?> LastAsync(BankTransaction transaction) =>
        transaction.FindAsync<AuditLink>("SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1");

    /// <summary>The MAC of a batch.</summary>
    public static byte[] Mac(KeyRing keys, long number, long lastPosition, byte[] head)
    {
        var numbers = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, number);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), lastPosition);
        return keys.Mac("audit batch", numbers, head);
    }

    private static async Task<IReadOnlyList<AuditRecord>> UnchainedAsync(BankTransaction transaction, int limit)
    {
        var low = await transaction.ValueAsync<long>("SELECT COALESCE(MAX(record_id), 0) FROM audit_chain") - Overtaking;
        return await transaction.ListAsync<AuditRecord>(
            """
            SELECT id, at, actor, event, subject, detail FROM audit_records r
            WHERE id > @low AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.record_id = r.id) ORDER BY id LIMIT @limit
            """, new { low, limit });
    }
}

/// <summary>The one worker that chains the audit log, about once a second, and once more before the bank stops.</summary>
internal sealed class AuditChainWorker : BackgroundWorker
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly AuditChain _chain;
    private readonly BankDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditChainWorker> _logger;

    public AuditChainWorker(AuditChain chain, BankDatabase database, TimeProvider time, TaskScheduler background, ILogger<AuditChainWorker> logger)
        : base(background) =>
        (_chain, _database, _time, _logger) = (chain, database, time, logger);

    /// <summary>Chains all that is there.</summary>
    public async Task CatchUpAsync()
    {
        while (await _database.ReadAsync(AuditChain.IsBehindAsync))
        {
            await _database.WriteAsync(_chain.ExtendAsync);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await CatchUpAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await CatchUpAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.AuditChainFailed(exception);
            }
        }
    }
}
