using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Purchases;

/// <summary>
/// A purchase with a payment code that is typed at the terminal: decided by the rules of payment codes; after that it is a purchase like another, and reversed where the
/// terminal never had the approval.
/// </summary>
internal sealed class TypedCodes
{
    private const int CodeLength = 9;
    private static readonly TimeSpan PasswordTime = TimeSpan.FromSeconds(75);
    private readonly AuditLog _audit;
    private readonly OrderMoney _money;
    private readonly PinBlocks _blocks;
    private readonly Redemption _redemption;
    private readonly TimeProvider _time;

    public TypedCodes(AuditLog audit, OrderMoney money, PinBlocks blocks, Redemption redemption, TimeProvider time) =>
        (_audit, _money, _blocks, _redemption, _time) = (audit, money, blocks, redemption, time);

    /// <summary>A code was typed. A token that was held there before and left does not pay: what it was to pay with is free again.</summary>
    public async Task TakeAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        await _money.FreeAsync(transaction, order, order.Actor);
        if (!happened.Fields.TryGetBcd(TerminalApplet.TagPaymentCode, CodeLength, out var code))
        {
            await RefuseAsync(transaction, order, OrderReason.Invalid);
            return;
        }

        await DecideAsync(transaction, order, code.ToString("D18", CultureInfo.InvariantCulture), null);
    }

    /// <summary>The payment password was typed that the code needs.</summary>
    public async Task TakePasswordAsync(BankTransaction transaction, TerminalOrder order, TokenRecord board, TerminalEvent happened)
    {
        var opened = await _blocks.CompareAsync(
            board, order.Number, happened.Fields.Find(TerminalApplet.TagPinBlock), PinBlocks.Surrogate(order.Reference), async digits =>
            {
                await DecideAsync(transaction, order, order.PaymentCode!, digits);
                return true;
            });
        if (opened is null)
        {
            await RefuseAsync(transaction, order, OrderReason.Other);
        }
    }

    private async Task DecideAsync(BankTransaction transaction, TerminalOrder order, string code, string? password)
    {
        var terminal = (await Terminal.FindAsync(transaction, order.TerminalId))!;
        var verdict = await _redemption.DecideAsync(transaction, terminal, new Redeem(code, order.AmountMinor, Currency.Of(order.Currency), password));
        if (verdict.PaymentId is { } paymentId)
        {
            var customerId = await transaction.ValueAsync<string>("SELECT customer_id FROM payment_codes WHERE payment_id = @paymentId", new { paymentId });
            var customer = (await Customer.FindAsync(transaction, customerId))!;
            await SaveAsync(transaction, order, null, password is null ? 0 : 1, paymentId);
            await order.SetPayerAsync(transaction, customerId, customer.AccountId);
            await _money.ApprovePaidAsync(transaction, order, order.Actor);
        }
        else if (verdict.Reason == PaymentVerdict.PasswordNeeded)
        {
            await SaveAsync(transaction, order, code, 0);
            await order.MoveAsync(transaction, _audit, order.Actor, OrderState.Password, (_time.GetUtcNow() + PasswordTime).ToUnixTimeMilliseconds());
        }
        else
        {
            await SaveAsync(transaction, order, null, 0);
            await RefuseAsync(transaction, order, verdict.Reason switch
            {
                PaymentVerdict.InsufficientFunds => OrderReason.Funds,
                PaymentVerdict.OverLimit => OrderReason.Limit,
                PaymentVerdict.WrongPassword or PaymentVerdict.PasswordNotSet => OrderReason.Password,
                PaymentVerdict.PasswordLocked => OrderReason.Locked,
                PaymentVerdict.TerminalStopped => OrderReason.Terminal,
                _ => OrderReason.Invalid,
            });
        }
    }

    private static Task SaveAsync(BankTransaction transaction, TerminalOrder order, string? code, long withPassword, string? paymentId = null) =>
        transaction.ExecuteOneAsync(
            "UPDATE terminal_orders SET payment_code = @code, with_password = @withPassword, payment_id = @paymentId WHERE reference = @Reference",
            new { code, withPassword, paymentId, order.Reference });

    private Task RefuseAsync(BankTransaction transaction, TerminalOrder order, string reason) =>
        _money.EndAsync(transaction, order, "bank", OrderState.Refused, reason);
}
