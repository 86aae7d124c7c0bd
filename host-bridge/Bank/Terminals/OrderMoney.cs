using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// The way of an order's money: held at the payer's account → in transit at the terminal (approved) → the payee's (completed) or back (reversed). Each step is in the
/// transaction of what caused it, and each happens once, because the order's state allows it once.
/// </summary>
internal sealed class OrderMoney
{
    private readonly AuditLog _audit;
    private readonly LedgerBook _ledger;
    private readonly TimeProvider _time;

    public OrderMoney(AuditLog audit, LedgerBook ledger, TimeProvider time) => (_audit, _ledger, _time) = (audit, ledger, time);

    /// <summary>Holds the amount at the payer's account. False if the balance is too low.</summary>
    public static async Task<bool> TryHoldAsync(BankTransaction transaction, TerminalOrder order, string account)
    {
        if ((await LedgerBook.LockAsync(transaction, account)).AvailableMinor < order.AmountMinor)
        {
            return false;
        }

        await LedgerBook.HoldAsync(transaction, account, order.Reference, order.AmountMinor);
        return true;
    }

    /// <summary>The hold becomes money in transit at the terminal; the order is approved.</summary>
    public async Task ApproveAsync(BankTransaction transaction, TerminalOrder order, string actor)
    {
        var payer = order.PayerAccount ?? throw new InvalidOperationException($"Order {order.Reference} has no payer.");
        await LedgerBook.LockAsync(transaction, payer);
        await MarkApprovedAsync(transaction, order, actor);
        await LedgerBook.EndHoldAsync(transaction, order.Reference, "used");
        var transit = await LedgerBook.OpenAsync(transaction, "transit", order.TerminalId, order.Currency);
        await _ledger.PostAsync(
            transaction, actor, order.Kind + "-approved", order.Reference, new Entry(payer, -order.AmountMinor), new Entry(transit, order.AmountMinor));
    }

    /// <summary>The payee has been paid by a rule of its own: the money waits in transit until the terminal has the approval.</summary>
    public async Task ApprovePaidAsync(BankTransaction transaction, TerminalOrder order, string actor)
    {
        var payee = order.PayeeAccount ?? throw new InvalidOperationException($"Order {order.Reference} has no payee.");
        await MarkApprovedAsync(transaction, order, actor);
        var transit = await LedgerBook.OpenAsync(transaction, "transit", order.TerminalId, order.Currency);
        await _ledger.PostAsync(
            transaction, actor, order.Kind + "-approved", order.Reference, new Entry(payee, -order.AmountMinor), new Entry(transit, order.AmountMinor));
    }

    /// <summary>The terminal has the approval: the money is the payee's.</summary>
    public Task CompleteAsync(BankTransaction transaction, TerminalOrder order, string actor) =>
        EndTransitAsync(transaction, order, actor, OrderState.Completed, order.PayeeAccount!);

    /// <summary>The terminal never had the approval: the money goes back.</summary>
    public Task ReverseAsync(BankTransaction transaction, TerminalOrder order, string actor) =>
        EndTransitAsync(transaction, order, actor, OrderState.Reversed, order.PayerAccount!);

    /// <summary>Ends an order that waits without money; a hold is free again, and a code is void.</summary>
    public async Task EndAsync(BankTransaction transaction, TerminalOrder order, string actor, string state, string reason)
    {
        await order.MoveAsync(transaction, _audit, actor, state, null, reason);
        await FreeAsync(transaction, order, actor);
        if (state == OrderState.Cancelled)
        {
            await order.SettleAsync(transaction);
        }
    }

    /// <summary>A hold is free again, and a code is void: who was to pay does not.</summary>
    public async Task FreeAsync(BankTransaction transaction, TerminalOrder order, string actor)
    {
        await Withdrawals.Code.VoidLiveAsync(transaction, _audit, actor, order.Reference);
        await LedgerBook.ReleaseIfHeldAsync(transaction, order.Reference);
    }

    /// <summary>Refuses what waits at a terminal that is being suspended.</summary>
    public async Task RefuseAllAsync(BankTransaction transaction, string board, string actor)
    {
        foreach (var unsettled in await TerminalOrder.UnsettledAsync(transaction, board))
        {
            if (await TerminalOrder.LockAsync(transaction, unsettled.Reference) is { } order && OrderState.IsWaiting(order.State))
            {
                await EndAsync(transaction, order, actor, OrderState.Refused, OrderReason.Terminal);
            }
        }
    }

    private async Task MarkApprovedAsync(BankTransaction transaction, TerminalOrder order, string actor)
    {
        await order.MoveAsync(transaction, _audit, actor, OrderState.Approved);
        await transaction.ExecuteOneAsync("UPDATE terminal_orders SET approved_at = @Now WHERE reference = @Reference",
            new { Now = _time.GetUtcNow().ToUnixTimeMilliseconds(), order.Reference });
    }

    private async Task EndTransitAsync(BankTransaction transaction, TerminalOrder order, string actor, string state, string account)
    {
        await LedgerBook.LockAsync(transaction, account);
        await order.MoveAsync(transaction, _audit, actor, state);
        await order.SettleAsync(transaction);
        var transit = await LedgerBook.OpenAsync(transaction, "transit", order.TerminalId, order.Currency);
        await _ledger.PostAsync(
            transaction, actor, order.Kind + "-" + state, order.Reference, new Entry(transit, -order.AmountMinor), new Entry(account, order.AmountMinor));
    }
}
