using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Workbench.Devices;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Events;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>The shop: its counter with the terminal, its computer with the bridge and the till, and what its owner sees of the bank's books.</summary>
internal sealed class ShopDesk
{
    private const string Columns = "SELECT kind, reference, state, reason, amount_minor, currency FROM terminal_orders";
    private const string Newest = " ORDER BY created_at DESC, number DESC LIMIT 20";
    private const int CurrencyNumeric = 156;

    private readonly WorldParts _parts;
    private readonly QuietPolls _polls = new();

    /// <summary>The shop of a world.</summary>
    public ShopDesk(WorldParts parts)
    {
        _parts = parts;
        Terminal = new TerminalDevice(new Chance(parts.Seed, "terminal").Seed(), parts.Log, _polls);
        using var chance = new Chance(parts.Seed, "phone tag");
        var phone = new NtagCard([0x04, .. chance.Bytes(6)], NdefRecord.Uri("tel:" + parts.People.Receiver.Phone));
        Counter = new Counter(parts.Token, Terminal, phone, parts.Log);
        Port = new TokenPort(Terminal.Usb, parts.Time, new Random(new Chance(parts.Seed, "shop link").Seed()));
    }

    /// <summary>The terminal.</summary>
    public TerminalDevice Terminal { get; }

    /// <summary>Where it stands.</summary>
    public Counter Counter { get; }

    /// <summary>The port of the shop's computer that the terminal is plugged into.</summary>
    public TokenPort Port { get; }

    /// <summary>Whether the till waits for the terminal's answer.</summary>
    public bool IsSettingAmount { get; private set; }

    /// <summary>The shop's bridge; ends with the world.</summary>
    public Task Bridge { get; private set; } = Task.CompletedTask;

    /// <summary>The newest order that was begun at the terminal, or null.</summary>
    public OrderRow? Order { get; private set; }

    /// <summary>The customer's orders, newest first.</summary>
    public IReadOnlyList<OrderRow> CustomersOrders { get; private set; } = [];

    /// <summary>The shop's computer starts its bridge.</summary>
    public void StartBridge(CancellationToken stop)
    {
        var tap = new RelayTap(_parts.Log, "shop", "terminal", _polls);
        var relay = new BridgeRelay(_ => _parts.Link.ConnectAsync(tap), [Port], _parts.Time);
        Bridge = Task.WhenAll(Port.RunAsync(stop), relay.RunAsync(stop));
    }

    /// <summary>The till sets the amount at the terminal (docs/PROTOCOLS.md section 8).</summary>
    /// <param name="minor">Amount in minor units.</param>
    /// <returns>The terminal's status word; null if there was no answer.</returns>
    public async Task<ushort?> SetAmountAsync(long minor)
    {
        var data = new TlvList().AddBcd(TokenApplet.TagAmount, minor, 6).AddBcd(TokenApplet.TagCurrency, CurrencyNumeric, 2).ToBytes();
        var command = new CommandApdu(TokenApplet.ClaPlain, TerminalApplet.InsSetAmount, 0, 0, data).ToBytes();
        _parts.Log.Add(EventKind.Shop, "person", "shop", "AMOUNT " + Money.Format(minor), Money.Currency);
        var (name, detail, fields) = ApduNames.OfCommand(command);
        _parts.Log.Add(EventKind.Apdu, "shop", "terminal", name, detail, command, fields: fields);
        IsSettingAmount = true;
        try
        {
            var answer = await Port.TransceiveAsync(command, CancellationToken.None);
            (name, detail, var isRefusal, fields) = ApduNames.OfResponse(answer);
            _parts.Log.Add(EventKind.Apdu, "terminal", "shop", name, detail, answer, isRefusal, fields);
            return ResponseApdu.TryParse(answer, 0, answer.Length, out var response) ? response.StatusWord : null;
        }
        catch (LinkException exception)
        {
            _parts.Log.Add(EventKind.Shop, "shop", "person", "NO TERMINAL", exception.Message, refused: true);
            return null;
        }
        finally
        {
            IsSettingAmount = false;
        }
    }

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
