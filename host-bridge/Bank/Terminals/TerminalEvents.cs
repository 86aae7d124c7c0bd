using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// Acts upon events of terminals: each once, because its sequence number is recorded in the transaction that acts, and only while the terminal is authorised. What a
/// terminal that is not authorised says is recorded and changes nothing.
/// </summary>
internal sealed class TerminalEvents
{
    /// <summary>The terminal's own time for presenting, and what the way to the bank may take.</summary>
    public static readonly TimeSpan PresentTime = TimeSpan.FromSeconds(75);

    private const int LongestReceiver = 20;

    private readonly AuditLog _audit;
    private readonly OrderMoney _money;
    private readonly Dictionary<string, ITerminalBusiness> _businesses;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public TerminalEvents(AuditLog audit, OrderMoney money, IEnumerable<ITerminalBusiness> businesses, TimeProvider time, Randomness randomness)
    {
        (_audit, _money, _time, _randomness) = (audit, money, time, randomness);
        _businesses = businesses.ToDictionary(business => business.Kind, StringComparer.Ordinal);
    }

    /// <summary>The business of an order.</summary>
    public ITerminalBusiness Of(TerminalOrder order) => _businesses[order.Kind];

    /// <summary>Acts upon an event once, and records that.</summary>
    /// <param name="transaction">The transaction of both.</param>
    /// <param name="terminalId">The terminal.</param>
    /// <param name="serial">Its board, which the event came from under the board's MAC.</param>
    /// <param name="happened">The event.</param>
    /// <returns>False: the terminal sent again what it was told the bank has.</returns>
    public async Task<bool> TakeAsync(BankTransaction transaction, string terminalId, string serial, TerminalEvent happened)
    {
        var terminal = await Terminal.LockAsync(transaction, terminalId);
        var board = (await TokenRecord.FindAsync(transaction, serial))!;
        var actor = "terminal:" + terminalId;
        if (happened.Sequence <= board.NewestEvent)
        {
            await _audit.AppendAsync(transaction, actor, AuditEvents.EventReplayed, serial, new { happened.Sequence, newest = board.NewestEvent });
            return false;
        }

        await transaction.ExecuteOneAsync(
            "UPDATE tokens SET newest_event = @Sequence WHERE serial = @serial", new { Sequence = (long)happened.Sequence, serial });
        var ignored = terminal.State != Terminal.Authorised || terminal.Board != serial ? terminal.State
            : happened.Kind == TerminalApplet.EventStarted ? await BeginAsync(transaction, terminal, serial, happened)
            : await ContinueAsync(transaction, serial, happened);
        if (ignored is not null)
        {
            await _audit.AppendAsync(
                transaction, actor, AuditEvents.EventIgnored, serial, new { happened.Sequence, happened.Kind, happened.Number, reason = ignored });
        }

        return true;
    }

    /// <summary>Ends an order whose time is over, if it still is.</summary>
    public async Task ExpireAsync(BankTransaction transaction, string reference)
    {
        var order = await TerminalOrder.LockAsync(transaction, reference);
        if (order is not null && OrderState.IsWaiting(order.State) && order.Deadline <= NowMs)
        {
            await _money.EndAsync(transaction, order, "bank", OrderState.Refused, OrderReason.TimedOut);
        }
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<string?> BeginAsync(BankTransaction transaction, Terminal terminal, string serial, TerminalEvent begun)
    {
        var kind = begun.Fields.TryGetNumber(TokenApplet.TagTransactionType, 1, out var type)
            ? type switch { TokenApplet.TypePurchase => TerminalOrder.Purchase, TokenApplet.TypeTransfer => TerminalOrder.Transfer, _ => null }
            : null;
        var currency = TerminalBoards.CurrencyOf(terminal);
        if (kind is null || !begun.Fields.TryGetBcd(TokenApplet.TagAmount, 6, out var amountMinor) || amountMinor == 0
            || !begun.Fields.TryGetBcd(TokenApplet.TagCurrency, 2, out var numeric) || numeric != currency.Numeric)
        {
            return "malformed";
        }

        if (await TerminalOrder.LockAsync(transaction, serial, begun.Number) is not null)
        {
            return "number used";
        }

        // The terminal has one transaction at hand: what it leaves behind is over.
        foreach (var left in (await TerminalOrder.UnsettledAsync(transaction, serial)).Where(order => OrderState.IsWaiting(order.State)))
        {
            await _money.EndAsync(transaction, left, left.Actor, OrderState.Cancelled, OrderReason.Cancelled);
        }

        var now = _time.GetUtcNow();
        var order = new TerminalOrder
        {
            Reference = await Reference.NewAsync(transaction, _randomness),
            Kind = kind,
            TerminalId = terminal.Id,
            Board = serial,
            Number = begun.Number,
            AmountMinor = amountMinor,
            Currency = currency.Letters,
            Deadline = (now + PresentTime).ToUnixTimeMilliseconds(),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            PayeeAccount = kind == TerminalOrder.Purchase ? terminal.MerchantAccount : null,
            Receiver = kind == TerminalOrder.Transfer ? begun.Text(TerminalApplet.TagReceiver, LongestReceiver) : null,
        };
        await order.InsertAsync(transaction);
        order = (await TerminalOrder.LockAsync(transaction, order.Reference))!;
        await _audit.AppendAsync(
            transaction, order.Actor, AuditEvents.OrderChanged, order.Reference, new { order.Kind, to = OrderState.Begun, amountMinor, currency = order.Currency });
        if (await Of(order).BeginAsync(transaction, terminal, order) is { } reason)
        {
            await _money.EndAsync(transaction, order, "bank", OrderState.Refused, reason);
        }

        return null;
    }

    private async Task<string?> ContinueAsync(BankTransaction transaction, string serial, TerminalEvent happened)
    {
        var order = await TerminalOrder.LockAsync(transaction, serial, happened.Number);
        if (order is null)
        {
            return "unknown number";
        }

        var end = happened.Kind switch
        {
            TerminalApplet.EventDeclined => OrderReason.Declined,
            TerminalApplet.EventCancelled => OrderReason.Cancelled,
            TerminalApplet.EventTimedOut => OrderReason.TimedOut,
            TerminalApplet.EventAborted => OrderReason.PowerLost,
            _ => null,
        };
        if (end is not null && order.State == OrderState.Approved)
        {
            // It ended there before the approval arrived.
            await _money.ReverseAsync(transaction, order, order.Actor);
        }
        else if (end is not null && OrderState.IsWaiting(order.State))
        {
            await _money.EndAsync(transaction, order, order.Actor, OrderState.Cancelled, end);
        }
        else if (end is not null)
        {
            await order.SettleAsync(transaction);
        }
        else if (!OrderState.IsWaiting(order.State))
        {
            return order.State;
        }
        else if (order.Deadline <= NowMs)
        {
            await _money.EndAsync(transaction, order, "bank", OrderState.Refused, OrderReason.TimedOut);
        }
        else
        {
            await Of(order).TakeAsync(transaction, order, happened);
        }

        return null;
    }
}
