using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>The way of the money: customer → in transit at the ATM → paid out, or back. Each step is one transaction.</summary>
internal sealed class CashOut
{
    private readonly AuditLog _audit;
    private readonly LedgerBook _ledger;
    private readonly TimeProvider _time;

    public CashOut(AuditLog audit, LedgerBook ledger, TimeProvider time) => (_audit, _ledger, _time) = (audit, ledger, time);

    /// <summary>Uses the code up and moves the hold to the ATM's in-transit account. The withdrawal's account is locked.</summary>
    public async Task ApproveAsync(BankTransaction transaction, Withdrawal withdrawal, Code code, long counter, string terminalId)
    {
        var actor = "terminal:" + terminalId;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await code.UseAsync(transaction, counter, now);
        await withdrawal.MoveAsync(transaction, _audit, actor, WithdrawalState.Approved);
        await transaction.ExecuteOneAsync(
            "UPDATE withdrawals SET approved_at = @now, terminal_id = @terminalId WHERE reference = @Reference",
            new { now, terminalId, withdrawal.Reference });
        await LedgerBook.EndHoldAsync(transaction, withdrawal.Reference, "used");
        var transit = await LedgerBook.OpenAsync(transaction, "transit", terminalId, withdrawal.Currency);
        await _ledger.PostAsync(transaction, actor, "approved", withdrawal.Reference,
            new Entry(withdrawal.AccountId, -withdrawal.AmountMinor), new Entry(transit, withdrawal.AmountMinor));
    }

    /// <summary>Ends the transit: paid, or given back. The same outcome again changes nothing; the other one is refused.</summary>
    public async Task<Outcome<Withdrawal>> SettleAsync(BankTransaction transaction, string actor, string reference, string outcome)
    {
        var withdrawal = await Withdrawal.LockAsync(transaction, reference);
        if (withdrawal is null)
        {
            return Refusal.NotFound("reservation");
        }

        if (withdrawal.State == outcome)
        {
            return withdrawal;
        }

        if (withdrawal.State is WithdrawalState.Dispensed or WithdrawalState.NotDispensed)
        {
            return new Refusal("outcome-known", 409, $"Reservation {reference} is {withdrawal.State} already.");
        }

        if (withdrawal.State != WithdrawalState.Approved)
        {
            return Reservations.WrongState(withdrawal);
        }

        await withdrawal.MoveAsync(transaction, _audit, actor, outcome);
        var transit = await LedgerBook.OpenAsync(transaction, "transit", withdrawal.TerminalId!, withdrawal.Currency);
        var target = outcome == WithdrawalState.Dispensed
            ? await LedgerBook.OpenAsync(transaction, "atm", withdrawal.TerminalId!, withdrawal.Currency)
            : withdrawal.AccountId;
        await _ledger.PostAsync(
            transaction, actor, outcome, reference, new Entry(transit, -withdrawal.AmountMinor), new Entry(target, withdrawal.AmountMinor));
        return withdrawal;
    }
}
