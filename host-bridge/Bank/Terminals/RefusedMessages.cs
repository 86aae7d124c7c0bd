using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// Audits messages whose MAC is wrong. Anybody can send those, so at most one record a second is written; it says how many there were since
/// the one before.
/// </summary>
internal sealed class RefusedMessages
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly AuditLog _audit;
    private readonly BankDatabase _database;
    private readonly ILogger<RefusedMessages> _logger;
    private readonly TimeProvider _time;
    private DateTimeOffset _last;
    private long _unwritten;

    public RefusedMessages(AuditLog audit, BankDatabase database, ILogger<RefusedMessages> logger, TimeProvider time) =>
        (_audit, _database, _logger, _time) = (audit, database, logger, time);

    public async Task NoteAsync(string terminalId, string reason)
    {
        _logger.TerminalMessageRefused(reason);
        long since;
        lock (_lock)
        {
            if (_time.GetUtcNow() - _last < Grain)
            {
                _unwritten++;
                return;
            }

            since = _unwritten;
            (_last, _unwritten) = (_time.GetUtcNow(), 0);
        }

        var subject = terminalId.Length <= 16 ? terminalId : terminalId[..16];
        await _database.WriteAsync(transaction =>
            _audit.AppendAsync(transaction, "bank", AuditEvents.TerminalRefused, subject, new { reason, unwrittenBefore = since }));
    }
}
