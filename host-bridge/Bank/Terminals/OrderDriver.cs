using PaymentCode.Bank.Storage;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// Leads a terminal through an order: from the order's state follows what to tell the terminal. The end of an approved order is decided by what the terminal proves: that it
/// has the approval, or that it has ended otherwise. Anything else leaves the money in transit.
/// </summary>
internal sealed class OrderDriver
{
    private readonly BankDatabase _database;
    private readonly OrderMoney _money;
    private readonly TerminalEvents _events;

    public OrderDriver(BankDatabase database, OrderMoney money, TerminalEvents events) => (_database, _money, _events) = (database, money, events);

    /// <summary>Does what is due for an order that is not settled.</summary>
    /// <param name="order">The order as read.</param>
    /// <param name="channel">The channel to its terminal.</param>
    /// <param name="told">What the terminal has proved to have on this channel, by reference.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task StepAsync(TerminalOrder order, TerminalChannel channel, Dictionary<string, byte[]> told, CancellationToken cancellation)
    {
        switch (order.State)
        {
            case OrderState.Approved:
                await ApproveAsync(order, channel, cancellation);
                break;
            case OrderState.Refused:
                await RefuseAsync(order, channel, cancellation);
                break;
            default:
                await LeadAsync(order, channel, told, cancellation);
                break;
        }
    }

    /// <summary>Settles an approved order by hand, after a look at the terminal.</summary>
    public Task SettleAsync(BankTransaction transaction, TerminalOrder order, string actor, bool completed) =>
        completed ? _money.CompleteAsync(transaction, order, actor) : _money.ReverseAsync(transaction, order, actor);

    private async Task LeadAsync(TerminalOrder order, TerminalChannel channel, Dictionary<string, byte[]> told, CancellationToken cancellation)
    {
        var business = _events.Of(order);
        var directive = await _database.ReadAsync(transaction => business.DirectiveAsync(transaction, order));
        if (directive is not null)
        {
            if (told.TryGetValue(order.Reference, out var before) && before.AsSpan().SequenceEqual(directive))
            {
                return;
            }

            // Where the terminal cannot take it, something happened there that its next event tells of.
            if (!await channel.DirectAsync(directive, cancellation))
            {
                return;
            }

            told[order.Reference] = directive;
        }

        await business.WorkAsync(order, channel, cancellation);
    }

    private async Task ApproveAsync(TerminalOrder order, TerminalChannel channel, CancellationToken cancellation)
    {
        var proved = await channel.DirectAsync(Directive.Approved(order), cancellation)
            ? TerminalApplet.JournalApproved
            : await channel.JournalAsync(order.Number, cancellation);
        if (proved is null or TerminalApplet.JournalOpen)
        {
            return;
        }

        await _database.WriteAsync(async transaction =>
        {
            // An operator, or an event, may have settled it meanwhile.
            if (await TerminalOrder.LockAsync(transaction, order.Reference) is { State: OrderState.Approved } locked)
            {
                await SettleAsync(transaction, locked, locked.Actor, proved == TerminalApplet.JournalApproved);
            }
        });
    }

    private async Task RefuseAsync(TerminalOrder order, TerminalChannel channel, CancellationToken cancellation)
    {
        var isOver = await channel.DirectAsync(Directive.Refused(order), cancellation)
            || await channel.JournalAsync(order.Number, cancellation) is not (null or TerminalApplet.JournalOpen);
        if (isOver)
        {
            await _database.WriteAsync(order.SettleAsync);
        }
    }
}
