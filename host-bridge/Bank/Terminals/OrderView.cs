using PaymentCode.Bank.Purchases;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>A purchase or transfer as shown to its payer and to clerks.</summary>
/// <param name="Reference">Ten digits.</param>
/// <param name="Kind"><c>purchase</c> or <c>transfer</c>.</param>
/// <param name="State">State, see docs/API.md.</param>
/// <param name="Reason">Why it ended without money, or null.</param>
/// <param name="Amount">Amount.</param>
/// <param name="Currency">Currency.</param>
/// <param name="Terminal">The terminal.</param>
/// <param name="CustomerId">Who pays, once that is known.</param>
/// <param name="Token">The token that a purchase is paid with.</param>
/// <param name="WithPassword">Whether the payment password was typed.</param>
/// <param name="Receiver">The receiver's id of a transfer.</param>
/// <param name="Card">The masked card of a transfer.</param>
/// <param name="Refunded">What was given back.</param>
/// <param name="Created">When it was begun.</param>
public sealed record OrderView(
    string Reference, string Kind, string State, string? Reason, string Amount, string Currency, string Terminal, string? CustomerId, string? Token,
    bool WithPassword, string? Receiver, string? Card, string Refunded, DateTimeOffset Created)
{
    internal static async Task<OrderView> OfAsync(BankTransaction transaction, TerminalOrder order)
    {
        var currency = Ledger.Currency.Of(order.Currency);
        var card = order.CardId is null
            ? null
            : await transaction.FindAsync<string>("SELECT pan_masked FROM bank_cards WHERE id = @CardId", new { order.CardId });
        return new OrderView(
            order.Reference, order.Kind, order.State, order.Reason, currency.Format(order.AmountMinor), order.Currency, order.TerminalId, order.CustomerId,
            order.TokenSerial, order.WithPassword != 0, order.Receiver, card, currency.Format(await Refunds.SumAsync(transaction, order.Reference)),
            DateTimeOffset.FromUnixTimeMilliseconds(order.CreatedAt));
    }

    internal static async Task<List<OrderView>> OfAllAsync(BankTransaction transaction, IReadOnlyList<TerminalOrder> orders)
    {
        var views = new List<OrderView>(orders.Count);
        foreach (var order in orders)
        {
            views.Add(await OfAsync(transaction, order));
        }

        return views;
    }
}
