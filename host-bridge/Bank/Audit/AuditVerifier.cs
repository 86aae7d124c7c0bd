using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Audit;

/// <summary>What a walk over chain and ledger found.</summary>
/// <param name="Records">Records in the log, those not chained yet included.</param>
/// <param name="LedgerSumMinor">Sum of all entries, minor units of all currencies; 0 in a whole ledger.</param>
/// <param name="Head">Hash of the newest chained record, 64 hexadecimal digits.</param>
/// <param name="Broken">The first thing that does not fit, or null.</param>
public sealed record AuditReport(long Records, long LedgerSumMinor, string Head, string? Broken)
{
    /// <summary>Whether everything fits.</summary>
    public bool IsWhole => Broken is null;
}

/// <summary>Walks the audit chain and the ledger of a database that nobody needs to have open.</summary>
public static class AuditVerifier
{
    private const int PageSize = 1000;

    /// <summary>Verifies chain, batches and ledger in one consistent state of the database; it changes nothing.</summary>
    /// <param name="connection">Connection string as in <see cref="BankOptions.Connection"/>.</param>
    /// <param name="head">A head that was kept elsewhere, 64 hexadecimal digits: it must be in the chain. Null: not checked, and then a
    /// cut-off end is not noticed.</param>
    /// <param name="masterKey">The master key. Null: the batches' MACs are not checked, and then a chain made anew is not noticed.</param>
    /// <exception cref="BankStartException">The database cannot be read, or the master key has another length.</exception>
    public static async Task<AuditReport> VerifyAsync(string connection, string? head = null, byte[]? masterKey = null)
    {
        await using var database = BankDatabase.OpenToRead(connection);
        try
        {
            return await database.ReadAsync(transaction =>
                new Walk(transaction, masterKey is null ? null : new KeyRing(masterKey)).RunAsync(head));
        }
        catch (DbException exception)
        {
            throw new BankStartException($"The database cannot be read: {exception.Message}", exception);
        }
    }

    private sealed class Walk(BankTransaction transaction, KeyRing? keys)
    {
        private readonly Dictionary<long, byte[]> _batchHeads = [];
        private long _lastOfBatches;
        private long _position;
        private byte[] _hash = AuditRecord.Genesis;
        private bool _headSeen;

        public async Task<AuditReport> RunAsync(string? head)
        {
            _headSeen = string.Equals(Convert.ToHexString(AuditRecord.Genesis), head, StringComparison.OrdinalIgnoreCase);
            var broken = await BatchesAsync() ?? await ChainAsync(head);
            if (broken is null && _lastOfBatches != _position)
            {
                // Links and their batch are written in one transaction: what no batch's MAC covers was not chained by the bank.
                broken = $"the chain ends at position {_position}, its last batch at {_lastOfBatches}";
            }

            broken ??= await NeverChainedAsync();

            if (broken is null && head is not null && !_headSeen)
            {
                broken = "the head that was kept elsewhere is not in this chain";
            }

            broken ??= await new LedgerWalk(transaction).RunAsync();
            return new AuditReport(
                await transaction.ValueAsync<long>("SELECT COUNT(*) FROM audit_records"),
                await transaction.ValueAsync<long>("SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM entries"),
                Convert.ToHexStringLower(_hash), broken);
        }

        private async Task<string?> BatchesAsync()
        {
            for (var number = 1L; ; number += PageSize)
            {
                var page = await transaction.ListAsync<Batch>(
                    "SELECT number, last_position, head, mac FROM audit_batches WHERE number >= @number AND number < @Next ORDER BY number",
                    new { number, Next = number + PageSize });
                foreach (var (batch, index) in page.Select((batch, index) => (batch, index)))
                {
                    if (batch.Number != number + index)
                    {
                        return $"batch {number + index} is missing";
                    }

                    if (keys is not null && !batch.IsMadeWith(keys))
                    {
                        return $"batch {batch.Number} does not carry the bank's MAC";
                    }

                    _batchHeads[batch.LastPosition] = batch.Head;
                    _lastOfBatches = batch.LastPosition;
                }

                if (page.Count < PageSize)
                {
                    var after = await transaction.ValueAsync<long>(
                        "SELECT COUNT(*) FROM audit_batches WHERE number >= @After", new { After = number + page.Count });
                    return after > 0 ? $"batch {number + page.Count} is missing" : null;
                }
            }
        }

        /// <summary>
        /// A record so far behind the chain's newest one that the worker does not look for it any more: somebody has put it in.
        /// </summary>
        private async Task<string?> NeverChainedAsync()
        {
            var id = await transaction.ValueAsync<long?>(
                """
                SELECT MIN(r.id) FROM audit_records r WHERE r.id <= (SELECT MAX(record_id) FROM audit_chain) - @Overtaking
                    AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.record_id = r.id)
                """, new { AuditChain.Overtaking });
            return id is null ? null : $"record {id} is not in the chain";
        }

        private async Task<string?> ChainAsync(string? head)
        {
            while (true)
            {
                var page = await transaction.ListAsync<Link>(
                    """
                    SELECT c.position, c.record_id, c.hash, r.id, r.at, r.actor, r.event, r.subject, r.detail
                    FROM audit_chain c LEFT JOIN audit_records r ON r.id = c.record_id
                    WHERE c.position > @_position ORDER BY c.position LIMIT @PageSize
                    """, new { _position, PageSize });
                foreach (var link in page)
                {
                    if (Check(link) is { } broken)
                    {
                        return broken;
                    }

                    _headSeen |= head is not null && string.Equals(Convert.ToHexString(_hash), head, StringComparison.OrdinalIgnoreCase);
                }

                if (page.Count < PageSize)
                {
                    return null;
                }
            }
        }

        private string? Check(Link link)
        {
            if (link.Position != _position + 1)
            {
                return $"record at position {_position + 1} is missing from the chain";
            }

            if (link.Id is not { } id)
            {
                return $"record {link.RecordId} is missing";
            }

            var hash = link.ToRecord(id).Hash(_hash, link.Position);
            if (!hash.AsSpan().SequenceEqual(link.Hash))
            {
                return $"record {link.RecordId} was changed";
            }

            (_position, _hash) = (link.Position, hash);
            return _batchHeads.TryGetValue(link.Position, out var head) && !head.AsSpan().SequenceEqual(hash)
                ? string.Create(CultureInfo.InvariantCulture, $"record {link.RecordId} does not fit the head of its batch")
                : null;
        }
    }

    private sealed class Batch
    {
        public long Number { get; init; }

        public long LastPosition { get; init; }

        public byte[] Head { get; init; } = [];

        public byte[] Mac { get; init; } = [];

        public bool IsMadeWith(KeyRing keys) =>
            CryptographicOperations.FixedTimeEquals(AuditChain.Mac(keys, Number, LastPosition, Head), Mac);
    }

    private sealed class Link
    {
        public long Position { get; init; }

        public long RecordId { get; init; }

        public byte[] Hash { get; init; } = [];

        public long? Id { get; init; }

        public long At { get; init; }

        public string Actor { get; init; } = "";

        public string Event { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Detail { get; init; } = "";

        public AuditRecord ToRecord(long id) =>
            new() { Id = id, At = At, Actor = Actor, Event = Event, Subject = Subject, Detail = Detail };
    }
}
