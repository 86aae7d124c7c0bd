using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>
/// Counts wrong payment codes: at each terminal, where the tenth of a UTC day stops the terminal's payments by code until a clerk frees it, and at all terminals together,
/// where very many of them close the look-ahead for the rest of the day. An approval does not clear the count, or else a merchant could guess between his own payments.
/// </summary>
internal sealed class WrongCodes
{
    /// <summary>Wrong codes of a day that stop a terminal.</summary>
    public const int MostAtTerminal = 10;

    /// <summary>Wrong codes of a day at all terminals that close the look-ahead.</summary>
    public const int MostOfAll = 10_000;

    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    public WrongCodes(AuditLog audit, TimeProvider time) => (_audit, _time) = (audit, time);

    /// <summary>Whether a terminal is stopped.</summary>
    public static async Task<bool> IsStoppedAsync(BankTransaction transaction, string terminalId) =>
        await transaction.FindAsync<long>("SELECT wrong_codes FROM terminals WHERE id = @terminalId", new { terminalId }) >= MostAtTerminal;

    /// <summary>How many positions of a batch are accepted now.</summary>
    public async Task<int> LookAheadAsync(BankTransaction transaction) =>
        await transaction.FindAsync<long>("SELECT count FROM wrong_codes WHERE day = @Day", new { Day = Today() }) >= MostOfAll
            ? 1 : PaymentBatch.LookAhead;

    /// <summary>Counts a wrong code. The terminal's row is locked.</summary>
    public async Task CountAsync(BankTransaction transaction, string terminalId)
    {
        var day = Today();
        var here = await transaction.ValueAsync<long>(
            """
            UPDATE terminals SET wrong_codes = CASE WHEN wrong_codes_day = @day OR wrong_codes >= @MostAtTerminal THEN wrong_codes + 1 ELSE 1 END,
                wrong_codes_day = @day WHERE id = @terminalId RETURNING wrong_codes
            """, new { day, MostAtTerminal, terminalId });
        if (here == MostAtTerminal)
        {
            await _audit.AppendAsync(transaction, "bank", PaymentEvents.TerminalStopped, terminalId, new { stopped = true });
        }

        var all = await transaction.ValueAsync<long>(
            """
            INSERT INTO wrong_codes (day, count) VALUES (@day, 1)
            ON CONFLICT (day) DO UPDATE SET count = wrong_codes.count + 1 RETURNING count
            """, new { day });
        if (all == MostOfAll)
        {
            await _audit.AppendAsync(
                transaction, "bank", PaymentEvents.Guessing, day.ToString(CultureInfo.InvariantCulture), new { count = all });
        }
    }

    /// <summary>A clerk lets a terminal go on. False if there is no such terminal.</summary>
    public async Task<bool> FreeAsync(BankTransaction transaction, string terminalId)
    {
        var freed = await transaction.ExecuteAsync("UPDATE terminals SET wrong_codes = 0 WHERE id = @terminalId", new { terminalId }) > 0;
        if (freed)
        {
            await _audit.AppendAsync(transaction, "clerk", PaymentEvents.TerminalStopped, terminalId, new { stopped = false });
        }

        return freed;
    }

    private long Today() => _time.GetUtcNow().ToUnixTimeSeconds() / 86400;
}
