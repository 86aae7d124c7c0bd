using PaymentCode.Boards;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>The shop before a visitor comes: its terminal is issued, personalised and authorised; the customer has a bank card and a payment password, and somebody to send money to.</summary>
internal sealed class ShopSetup(WorldParts parts, SetupRequests requests)
{
    private const int LookMs = 100;

    /// <summary>Registers the terminal; the bank personalises its board through the shop's bridge.</summary>
    /// <param name="serial">Serial number of the board, which has its first keys.</param>
    public async Task OpenAsync(string serial)
    {
        var id = parts.People.TerminalId;
        parts.StartShopBridge();
        await requests.PersonaliseAsync(serial);
        await requests.AskAsync("POST", "/clerk/terminals", new { id, name = "2 Main Street" });
        await requests.AskAsync("PUT", $"/clerk/terminals/{id}/merchant", new { merchantId = Identity.MerchantId, name = Identity.Shop, currency = Money.Currency });
        await requests.AskAsync("PUT", $"/clerk/terminals/{id}/board", new { serial });
        await requests.AskAsync("POST", $"/clerk/terminals/{id}/authorise");
        while (parts.Shop.Terminal.Screen != "idle")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(LookMs), parts.Time);
        }
    }

    /// <summary>A bank card with its secret, bound to the customer's token.</summary>
    public async Task IssueCardAsync(string customerId)
    {
        var issued = (await requests.AskAsync("POST", $"/clerk/customers/{customerId}/cards", new { }))!;
        await requests.AskAsync("PUT", $"/clerk/cards/{issued["card"]!["cardId"]}/secret", new { secret = parts.People.CardSecret });
        parts.Shop.Counter.BankCard = new BankCard(issued["pan"]!.ToString(), issued["expiry"]!.ToString(), Convert.FromHexString(issued["key"]!.ToString()));
    }

    /// <summary>The customer sets his payment password in online banking.</summary>
    public async Task SetPaymentPasswordAsync()
    {
        var who = parts.People;
        var session = (await requests.AskAsync("customer", null, "POST", "/customer/login", new { phone = who.Phone, password = who.Password }))!["token"]!.ToString();
        await requests.AskAsync("customer", session, "PUT", "/customer/payment-password", new { loginPassword = who.Password, paymentPassword = who.PaymentPassword });
        await requests.AskAsync("customer", session, "POST", "/customer/logout", null);
    }

    /// <summary>Somebody else has an account.</summary>
    public Task RegisterReceiverAsync()
    {
        var who = parts.People.Receiver;
        return requests.AskAsync(
            "POST", "/clerk/customers",
            new { name = who.Name, phone = who.Phone, card = who.Card, password = who.Password, pickupPin = parts.People.Pin, currency = Money.Currency, withdrawals = false });
    }
}
