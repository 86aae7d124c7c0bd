using System.Globalization;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Audit;

/// <summary>
/// Checks the ledger: every posting sums to zero and is what the audit log recorded, balances and holds are what explains them.
/// </summary>
internal sealed class LedgerWalk
{
    private const int PageSize = 1000;
    private readonly BankTransaction _transaction;

    public LedgerWalk(BankTransaction transaction) => _transaction = transaction;

    /// <summary>The first thing that does not fit, or null.</summary>
    public async Task<string?> RunAsync() => await PostingsAsync() ?? await BalancesAsync();

    private async Task<string?> PostingsAsync()
    {
        var recorded = await _transaction.ValueAsync<long>(
            "SELECT COUNT(*) FROM audit_records WHERE event = @Name", new { Name = AuditEvents.LedgerPosted });
        var postings = await _transaction.ValueAsync<long>("SELECT COUNT(*) FROM postings");
        for (var after = 0L; ;)
        {
            var page = await _transaction.ListAsync<Posting>(
                "SELECT id, kind, reference FROM postings WHERE id > @after ORDER BY id LIMIT @PageSize", new { after, PageSize });
            if (page.Count == 0)
            {
                return recorded == postings ? null : $"the audit log records {recorded} postings, the ledger has {postings}";
            }

            var last = page[^1].Id;
            if (await PageAsync(page, after, last) is { } broken)
            {
                return broken;
            }

            after = last;
        }
    }

    private async Task<string?> PageAsync(IReadOnlyList<Posting> page, long after, long last)
    {
        var entries = (await _transaction.ListAsync<Line>(
            """
            SELECT posting_id, account_id, amount_minor FROM entries
            WHERE posting_id > @after AND posting_id <= @last ORDER BY posting_id, line
            """,
            new { after, last })).ToLookup(line => line.PostingId);
        var records = (await _transaction.ListAsync<AuditRecord>(
            """
            SELECT id, at, actor, event, subject, detail FROM audit_records
            WHERE event = @Name AND CAST(subject AS BIGINT) > @after AND CAST(subject AS BIGINT) <= @last
            """, new { Name = AuditEvents.LedgerPosted, after, last })).ToLookup(record => record.Subject);
        foreach (var posting in page)
        {
            var lines = entries[posting.Id].ToArray();
            var detail = AuditLog.Detail(new PostingDetail(
                posting.Kind, posting.Reference, [.. lines.Select(line => new PostingLine(line.AccountId, line.AmountMinor))]));
            var record = records[posting.Id.ToString(CultureInfo.InvariantCulture)].ToArray();
            if (record.Length != 1 || record[0].Detail != detail)
            {
                return $"posting {posting.Id} is not what the audit log recorded";
            }

            if (lines.Sum(line => line.AmountMinor) != 0)
            {
                return $"posting {posting.Id} does not sum to zero";
            }
        }

        return null;
    }

    private async Task<string?> BalancesAsync()
    {
        var wrong = await _transaction.FindAsync<string>(
            """
            SELECT a.id FROM accounts a
            WHERE a.balance_minor <> (SELECT COALESCE(SUM(e.amount_minor), 0) FROM entries e WHERE e.account_id = a.id)
                OR a.held_minor <> (SELECT COALESCE(SUM(h.amount_minor), 0) FROM holds h WHERE h.account_id = a.id AND h.state = 'active')
            ORDER BY a.id LIMIT 1
            """);
        return wrong is null ? null : $"account {wrong} has a balance or a hold that its entries do not explain";
    }

    private sealed class Posting
    {
        public long Id { get; init; }

        public string Kind { get; init; } = "";

        public string Reference { get; init; } = "";
    }

    private sealed class Line
    {
        public long PostingId { get; init; }

        public string AccountId { get; init; } = "";

        public long AmountMinor { get; init; }
    }
}
