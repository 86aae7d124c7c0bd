using PaymentCode.Bank.Cards;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank.Transfers;

/// <summary>The second confirmation of a transfer: what the token said that the card is bound to. Only a protected answer counts, and it counts once.</summary>
internal sealed class TransferConfirmations
{
    private readonly OrderMoney _money;
    private readonly TimeProvider _time;

    public TransferConfirmations(OrderMoney money, TimeProvider time) => (_money, _time) = (money, time);

    /// <summary>Locks the transfer of a code.</summary>
    public static async Task<TerminalOrder> LockAsync(BankTransaction transaction, string reference) =>
        await TerminalOrder.LockAsync(transaction, reference) ?? throw new InvalidOperationException($"Transfer {reference} is missing.");

    /// <summary>Acts upon an answer about the code of a transfer; both are locked.</summary>
    public async Task TakeAsync(BankTransaction transaction, TerminalOrder order, Code code, TokenReply reply)
    {
        var actor = "token:" + code.TokenSerial;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (order.State != OrderState.OtherDevice)
        {
            return;
        }

        switch (reply.Kind)
        {
            case TokenReplyKind.Confirmed or TokenReplyKind.Ended when reply.Counter is { } counter && order.Deadline > now:
                await code.UseAsync(transaction, counter, now);
                await (await ObjectionAsync(transaction, order, code) is { } reason
                    ? _money.EndAsync(transaction, order, actor, OrderState.Refused, reason)
                    : _money.ApproveAsync(transaction, order, actor));
                break;
            case TokenReplyKind.Confirmed or TokenReplyKind.Ended or TokenReplyKind.Expired:
                await RefuseAsync(transaction, order, code, actor, Code.Expired, OrderReason.TimedOut);
                break;
            case TokenReplyKind.Declined:
                await RefuseAsync(transaction, order, code, actor, Code.Declined, OrderReason.Declined);
                break;
            case TokenReplyKind.Failed or TokenReplyKind.Cancelled:
                await RefuseAsync(transaction, order, code, actor, Code.Void, OrderReason.Other);
                break;
        }
    }

    /// <summary>What may have happened while the token waited: it or the card was reported lost, or the card was bound to something else.</summary>
    private static async Task<string?> ObjectionAsync(BankTransaction transaction, TerminalOrder order, Code code)
    {
        var card = await BankCard.LockAsync(transaction, order.CardId!);
        var token = await BoundToken.FindAsync(transaction, code.TokenSerial);
        return card is not { State: BankCard.Active } ? OrderReason.Locked
            : !code.IsGoodFrom(token) || token.CustomerId != order.CustomerId || card.Device != BankCard.TokenDevice + code.TokenSerial ? OrderReason.Invalid
            : null;
    }

    private async Task RefuseAsync(BankTransaction transaction, TerminalOrder order, Code code, string actor, string state, string reason)
    {
        await code.EndAsync(transaction, state, reason == OrderReason.TimedOut ? Code.ToBeCancelled : 0);
        await _money.EndAsync(transaction, order, actor, OrderState.Refused, reason);
    }
}
