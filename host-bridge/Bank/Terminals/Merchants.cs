using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>Says whose money comes in at a terminal.</summary>
/// <param name="MerchantId">1 to 15 upper-case letters or digits (EMV tag 9F16); one merchant may have many terminals.</param>
/// <param name="Name">1 to 40 characters; an existing merchant's name is changed to it.</param>
/// <param name="Currency">Currency of the account, CNY if not given; the terminal takes payments in no other.</param>
public sealed record AssignMerchant(string MerchantId, string Name, string Currency = "CNY");

/// <summary>A merchant as shown with a terminal.</summary>
/// <param name="MerchantId">Merchant id.</param>
/// <param name="Name">Name.</param>
/// <param name="Currency">Currency of the account.</param>
/// <param name="Balance">What has come in.</param>
public sealed record MerchantView(string MerchantId, string Name, string Currency, string Balance);

/// <summary>The merchants behind the terminals that take payments.</summary>
internal static class Merchants
{
    /// <summary>Kind of a merchant's account in the ledger.</summary>
    public const string AccountKind = "merchant";

    private const int LongestId = 15;
    private const int LongestName = 40;

    /// <summary>Opens the merchant's account where there is none yet and makes it the terminal's.</summary>
    public static async Task<Outcome<TerminalView>> AssignAsync(
        BankTransaction transaction, string terminalId, AssignMerchant request, AuditLog audit, TimeProvider time)
    {
        var name = request.Name.Trim();
        if (request.MerchantId.Length is 0 or > LongestId || !request.MerchantId.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))
            || name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            return Refusal.Malformed("merchantId is 1 to 15 upper-case letters or digits, name 1 to 40 characters.");
        }

        if (!await Limits.ExistsAsync(transaction, request.Currency))
        {
            return Limits.UnknownCurrency(request.Currency);
        }

        if (await Terminal.FindAsync(transaction, terminalId) is null)
        {
            return Refusal.NotFound("terminal");
        }

        await transaction.ExecuteOneAsync(
            """
            INSERT INTO merchants (id, name, created_at) VALUES (@MerchantId, @name, @At)
            ON CONFLICT (id) DO UPDATE SET name = @name
            """,
            new { request.MerchantId, name, At = time.GetUtcNow().ToUnixTimeMilliseconds() });
        var account = await LedgerBook.OpenAsync(transaction, AccountKind, request.MerchantId, request.Currency);
        await transaction.ExecuteOneAsync(
            "UPDATE terminals SET merchant_id = @MerchantId, merchant_account = @account WHERE id = @terminalId",
            new { request.MerchantId, account, terminalId });
        await audit.AppendAsync(transaction, "clerk", AuditEvents.MerchantAssigned, terminalId, new { request.MerchantId, account });
        return await (await Terminal.FindAsync(transaction, terminalId))!.ToViewAsync(transaction);
    }

    public static async Task<MerchantView?> ViewAsync(BankTransaction transaction, Terminal terminal)
    {
        if (terminal.MerchantId is null)
        {
            return null;
        }

        var name = await NameAsync(transaction, terminal.MerchantId);
        var account = (await transaction.FindAsync<Account>(
            "SELECT id, currency, balance_minor, held_minor FROM accounts WHERE id = @MerchantAccount", new { terminal.MerchantAccount }))!;
        return new MerchantView(terminal.MerchantId, name, account.Currency, Currency.Of(account.Currency).Format(account.BalanceMinor));
    }

    public static async Task<string> NameAsync(BankTransaction transaction, string merchantId) =>
        (await transaction.FindAsync<string>("SELECT name FROM merchants WHERE id = @merchantId", new { merchantId }))!;
}
