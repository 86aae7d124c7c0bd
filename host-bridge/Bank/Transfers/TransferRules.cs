using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Cards;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Transfers;

/// <summary>
/// A transfer from the account of a contactless card: order and card from the reading device, the receiver's account, the secret bound to the card, the confirmation at the
/// device, and the one at the device that the card is bound to where that is another. Only then does money move, once.
/// </summary>
internal sealed class TransferRules : ITerminalBusiness
{
    private const int MostAttempts = 10;
    private const int PresentSeconds = 60;
    private static readonly TimeSpan PersonTime = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan OtherDeviceTime = TimeSpan.FromSeconds(110);
    private readonly AuditLog _audit;
    private readonly CardDesk _cards;
    private readonly CardKeys _keys;
    private readonly CardReading _reading;
    private readonly CodeWorker _worker;
    private readonly OrderMoney _money;
    private readonly PinBlocks _blocks;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public TransferRules(
        AuditLog audit, CardDesk cards, CardKeys keys, CardReading reading, CodeWorker worker, OrderMoney money, PinBlocks blocks, TimeProvider time,
        Randomness randomness) =>
        (_audit, _cards, _keys, _reading, _worker, _money, _blocks, _time, _randomness) =
            (audit, cards, keys, reading, worker, money, blocks, time, randomness);

    public string Kind => TerminalOrder.Transfer;

    public Task<string?> BeginAsync(BankTransaction transaction, Terminal terminal, TerminalOrder order) => Task.FromResult<string?>(null);

    public Task TakeAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened) => (order.State, happened.Kind) switch
    {
        (OrderState.Begun, TerminalApplet.EventCardRead) when order.CardId is null => TakeCardAsync(transaction, order, happened),
        (OrderState.Begun, TerminalApplet.EventTagRead) => TakeTagAsync(transaction, order, happened),
        (OrderState.Begun, TerminalApplet.EventCardRead) => AskAgainAsync(transaction, order),
        (OrderState.Begun, TerminalApplet.EventTokenPresent or TerminalApplet.EventCodeRead or TerminalApplet.EventPaymentCode) =>
            RefuseAsync(transaction, order, OrderReason.Invalid),
        (OrderState.Password, TerminalApplet.EventPassword) => CheckSecretAsync(transaction, order, happened),
        (OrderState.Confirm, TerminalApplet.EventConfirmed) => ConfirmAsync(transaction, order),
        _ => Task.CompletedTask,
    };

    public async Task<byte[]?> DirectiveAsync(BankTransaction transaction, TerminalOrder order) => order.State switch
    {
        OrderState.Begun => Directive.Present(order, PresentSeconds - (int)order.Attempts),
        OrderState.Password => Directive.Password(order, _keys.Pan(await CardAsync(transaction, order))),
        OrderState.Confirm => Directive.Confirm(order, (await CardAsync(transaction, order)).PanMasked, await ReceiverAccountAsync(transaction, order)),
        OrderState.OtherDevice => Directive.OtherDevice(order),
        _ => null,
    };

    /// <summary>A transfer's second confirmation is asked for by the worker that talks to tokens.</summary>
    public Task WorkAsync(TerminalOrder order, TerminalChannel channel, CancellationToken cancellation) =>
        order.State == OrderState.OtherDevice ? _worker.WakeForAsync(order.Reference) : Task.CompletedTask;

    private static async Task<BankCard> CardAsync(BankTransaction transaction, TerminalOrder order) =>
        await BankCard.FindAsync(transaction, order.CardId!) ?? throw new InvalidOperationException("A card's row is never deleted.");

    /// <summary>The receiver's account as people know it: the card number that stands for it, masked.</summary>
    private static async Task<string> ReceiverAccountAsync(BankTransaction transaction, TerminalOrder order) =>
        await transaction.ValueAsync<string>("SELECT card_masked FROM customers WHERE account_id = @PayeeAccount", new { order.PayeeAccount });

    private async Task TakeCardAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        var (card, reason) = await _reading.CheckAsync(transaction, order, happened);
        if (card is null)
        {
            await RefuseAsync(transaction, order, reason!);
            return;
        }

        await order.SetPayerAsync(transaction, card.CustomerId, card.AccountId);
        await transaction.ExecuteOneAsync("UPDATE terminal_orders SET card_id = @Id WHERE reference = @Reference", new { card.Id, order.Reference });
        await GoOnAsync(transaction, (await TerminalOrder.LockAsync(transaction, order.Reference))!);
    }

    private async Task TakeTagAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        if (order.Receiver is not null)
        {
            await AskAgainAsync(transaction, order);
            return;
        }

        if (happened.Text(TerminalApplet.TagText, 64) is not { } text || Receivers.OfTag(text) is not { } receiver)
        {
            await RefuseAsync(transaction, order, OrderReason.Receiver);
            return;
        }

        await transaction.ExecuteOneAsync("UPDATE terminal_orders SET receiver = @receiver WHERE reference = @Reference", new { receiver, order.Reference });
        await GoOnAsync(transaction, (await TerminalOrder.LockAsync(transaction, order.Reference))!);
    }

    /// <summary>With card and receiver known: may it be, and then the secret is asked for; else what is missing.</summary>
    private async Task GoOnAsync(BankTransaction transaction, TerminalOrder order)
    {
        if (order.CardId is null || order.Receiver is null)
        {
            await AskAgainAsync(transaction, order);
            return;
        }

        var receiver = await Receivers.FindAsync(transaction, order.Receiver);
        if (receiver is null || receiver.AccountId == order.PayerAccount)
        {
            await RefuseAsync(transaction, order, OrderReason.Receiver);
            return;
        }

        var payer = (await Customer.FindAsync(transaction, order.CustomerId!))!;
        if (receiver.Currency != order.Currency || payer.Currency != order.Currency)
        {
            await RefuseAsync(transaction, order, OrderReason.Receiver);
            return;
        }

        await transaction.ExecuteOneAsync(
            "UPDATE terminal_orders SET payee_account = @AccountId WHERE reference = @Reference", new { receiver.AccountId, order.Reference });
        await order.MoveAsync(transaction, _audit, order.Actor, OrderState.Password, After(PersonTime));
    }

    private async Task CheckSecretAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        var card = await CardAsync(transaction, order);
        var board = (await TokenRecord.ReadAsync(transaction, order.Board))!;
        var check = await _blocks.CompareAsync(
            board, order.Number, happened.Fields.Find(TerminalApplet.TagPinBlock), _keys.Pan(card),
            digits => _cards.CheckSecretAsync(transaction, card.Id, digits));
        var reason = check switch
        {
            CardSecretCheck.Right => null,
            CardSecretCheck.Wrong => OrderReason.Password,
            CardSecretCheck.Locked => OrderReason.Locked,
            _ => OrderReason.Other,
        };

        // Funds and limits come after the secret: whoever has the card alone learns nothing of the account and holds nothing.
        reason ??= !await OrderMoney.TryHoldAsync(transaction, order, order.PayerAccount!) ? OrderReason.Funds
            : !await OrderLimits.AllowAsync(transaction, order, order.CustomerId!, _time.GetUtcNow()) ? OrderReason.Limit
            : null;
        if (reason is not null)
        {
            await RefuseAsync(transaction, order, reason);
            return;
        }

        await order.MoveAsync(transaction, _audit, order.Actor, OrderState.Confirm, After(PersonTime));
    }

    /// <summary>Confirmed at the reading device. Where the card is bound to another one, that has to confirm as well.</summary>
    private async Task ConfirmAsync(BankTransaction transaction, TerminalOrder order)
    {
        var card = await CardAsync(transaction, order);
        if (card.State != BankCard.Active)
        {
            await RefuseAsync(transaction, order, OrderReason.Locked);
            return;
        }

        if (card.Device == BankCard.TerminalDevice + order.TerminalId)
        {
            await _money.ApproveAsync(transaction, order, order.Actor);
            return;
        }

        // A terminal asks only for what was begun at it, so a card that is bound to another terminal is good at that one alone.
        var serial = card.Device.StartsWith(BankCard.TokenDevice, StringComparison.Ordinal) ? card.Device[BankCard.TokenDevice.Length..] : "";
        var token = await BoundToken.FindAsync(transaction, serial);
        if (token is not { State: BoundToken.Active, KeyVersion: > 0 } || token.CustomerId != card.CustomerId)
        {
            await RefuseAsync(transaction, order, OrderReason.Invalid);
            return;
        }

        await order.MoveAsync(transaction, _audit, order.Actor, OrderState.OtherDevice, After(OtherDeviceTime));
        var currency = Ledger.Currency.Of(order.Currency);
        var data = new TransactionData
        {
            Type = TokenApplet.TypeTransfer,
            AmountMinor = order.AmountMinor,
            CurrencyNumeric = currency.Numeric,
            Exponent = currency.Exponent,
            Payee = $"{card.PanMasked} to {await ReceiverAccountAsync(transaction, order)}",
            Reservation = long.Parse(order.Reference, CultureInfo.InvariantCulture),
            Holder = TokenApplet.HolderToken,
            ExpiresAt = (uint)(After(OtherDeviceTime) / 1000),
        };
        await Code.AddAsync(transaction, _audit, order.Actor, Code.OfTransfer, token, data, _time.GetUtcNow().ToUnixTimeMilliseconds(), _randomness);
    }

    private async Task AskAgainAsync(BankTransaction transaction, TerminalOrder order)
    {
        if (order.Attempts >= MostAttempts)
        {
            await RefuseAsync(transaction, order, OrderReason.Other);
            return;
        }

        await order.MoveAsync(transaction, _audit, "bank", OrderState.Begun, After(TerminalEvents.PresentTime));
    }

    private Task RefuseAsync(BankTransaction transaction, TerminalOrder order, string reason) =>
        _money.EndAsync(transaction, order, "bank", OrderState.Refused, reason);

    private long After(TimeSpan span) => (_time.GetUtcNow() + span).ToUnixTimeMilliseconds();
}
