using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>The shop with its terminal, as its owner sees it.</summary>
internal sealed class ShopDesk
{
    private const string Columns = "SELECT kind, reference, state, reason, amount_minor, currency FROM terminal_orders";
    private const string Newest = " ORDER BY created_at DESC, number DESC LIMIT 20";

    private readonly WorldParts _parts;

    /// <summary>The shop of a world.</summary>
    public ShopDesk(WorldParts parts) => _parts = parts;

    /// <summary>The newest order that was begun at the terminal, or null.</summary>
    public OrderRow? Order { get; private set; }

    /// <summary>The customer's orders, newest first.</summary>
    public IReadOnlyList<OrderRow> CustomersOrders { get; private set; } = [];

    /// <summary>Looks into the bank's books again.</summary>
    public void Refresh()
    {
        Order = Orders(" WHERE terminal_id = @id", _parts.People.TerminalId).FirstOrDefault();
        CustomersOrders = Orders(" WHERE customer_id = @id", _parts.Customer.Id);
    }

    private List<OrderRow> Orders(string where, string id) => _parts.Books.Rows(
        Columns + where + Newest,
        row => new OrderRow(
            row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), Money.Format(row.GetInt64(4)), row.GetString(5)),
        ("@id", id));
}
