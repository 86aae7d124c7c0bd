using System.Text;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Terminals;

/// <summary>Gives a terminal its board.</summary>
/// <param name="Serial">Serial number of a personalised board of a terminal.</param>
/// <param name="Language">Language of its screens, <c>en</c> or <c>zh</c>.</param>
public sealed record AssignBoard(string Serial, string Language = "en");

/// <summary>Boards of terminals: assigning them, and the configuration that they get (docs/PROTOCOLS.md section 8.1).</summary>
internal static class TerminalBoards
{
    private const string DefaultCurrency = "CNY";
    private const string Punctuation = " .,-/:&'()+#*";

    /// <summary>Makes a personalised board the terminal's; one that it had before is free again.</summary>
    public static async Task<Outcome<TerminalView>> AssignAsync(BankTransaction transaction, string terminalId, AssignBoard request, AuditLog audit)
    {
        if (request.Language is not ("en" or "zh"))
        {
            return Refusal.Malformed("language is en or zh.");
        }

        if (await Terminal.FindAsync(transaction, terminalId) is null)
        {
            return Refusal.NotFound("terminal");
        }

        var terminal = await Terminal.LockAsync(transaction, terminalId);
        var board = await TokenRecord.FindAsync(transaction, request.Serial);
        if (board is null)
        {
            return Refusal.NotFound("board");
        }

        if (board.Kind != BoardKind.Terminal)
        {
            return TokenRules.WrongKind(board.Kind);
        }

        var isSame = terminal.Board == request.Serial;
        if (!isSame && board.State != TokenState.Personalised)
        {
            return TokenRules.WrongState(board.State);
        }

        if (!isSame && terminal.Board is { } before)
        {
            if ((await TerminalOrder.UnsettledAsync(transaction, before)).Count > 0)
            {
                return new Refusal("orders-unsettled", 409, "The board it has knows of payments that are not settled; connect it, or settle them by hand.");
            }

            await TokenRecord.SetStateAsync(transaction, before, TokenState.Personalised, null, null);
        }

        await TokenRecord.SetStateAsync(transaction, request.Serial, TokenState.Active, null, null);
        await transaction.ExecuteOneAsync(
            "UPDATE terminals SET board = @Serial, language = @Language WHERE id = @terminalId", new { request.Serial, request.Language, terminalId });
        await audit.AppendAsync(transaction, "clerk", AuditEvents.BoardAssigned, terminalId, new { from = terminal.Board, to = request.Serial });
        return await (await Terminal.FindAsync(transaction, terminalId))!.ToViewAsync(transaction);
    }

    /// <summary>The currency that the terminal works in: its merchant's.</summary>
    public static Currency CurrencyOf(Terminal terminal) => Currency.Of(terminal.MerchantAccount?.Split(':')[^1] ?? DefaultCurrency);

    /// <summary>The name of the shop as terminal and token can show it: what they have no sign for is left out.</summary>
    public static async Task<string> ShopNameAsync(BankTransaction transaction, Terminal terminal)
    {
        var name = terminal.MerchantId is { } merchant ? await Merchants.NameAsync(transaction, merchant) : terminal.Name;
        var shown = new string([.. name.Where(sign => char.IsAsciiLetterOrDigit(sign) || Punctuation.Contains(sign, StringComparison.Ordinal))]).Trim();
        shown = shown.Length <= TransactionData.MaxPayeeLength ? shown : shown[..TransactionData.MaxPayeeLength].TrimEnd();
        return shown.Length > 0 ? shown : terminal.Id;
    }

    /// <summary>The data of PUT DATA, DF40.</summary>
    public static async Task<byte[]> ConfigurationAsync(BankTransaction transaction, Terminal terminal)
    {
        var currency = CurrencyOf(terminal);
        return new TlvList()
            .Add(TerminalApplet.TagTerminalId, Encoding.ASCII.GetBytes(terminal.Id))
            .AddBcd(TokenApplet.TagCurrency, currency.Numeric, 2)
            .AddNumber(TokenApplet.TagExponent, currency.Exponent, 1)
            .Add(TokenApplet.TagPayee, Encoding.ASCII.GetBytes(await ShopNameAsync(transaction, terminal)))
            .AddNumber(TerminalApplet.TagLanguage, terminal.Language == "zh" ? TerminalApplet.LanguageChinese : (ulong)TerminalApplet.LanguageEnglish, 1)
            .ToBytes();
    }
}
