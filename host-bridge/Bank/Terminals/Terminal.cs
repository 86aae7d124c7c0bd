using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Terminals;

/// <summary>Registers a terminal.</summary>
/// <param name="Name">Where it stands, 1 to 80 characters.</param>
/// <param name="Id">Eight letters or digits as in EMV tag 9F1C; the bank takes the next free number if not given.</param>
public sealed record RegisterTerminal(string Name, string? Id = null);

/// <summary>A terminal as shown.</summary>
/// <param name="TerminalId">Terminal id.</param>
/// <param name="Name">Name.</param>
/// <param name="State"><c>registered</c>, <c>authorised</c> or <c>suspended</c>.</param>
/// <param name="InTransit">Approved there and neither dispensed nor given back, by currency.</param>
/// <param name="FalsePictures">False pictures since the last approval.</param>
/// <param name="NewestSequence">Sequence number of its newest message.</param>
/// <param name="WrongCodes">Wrong payment codes of the day that it last sent one; at 10 its payments by code are stopped.</param>
/// <param name="Merchant">Whose money comes in there, or null: then it takes no payments.</param>
/// <param name="Key">Its key, 64 hexadecimal digits, only in the answer to its registration.</param>
/// <param name="Board">Serial number of its board, or null.</param>
/// <param name="Language">Language of its screens.</param>
public sealed record TerminalView(
    string TerminalId, string Name, string State, IReadOnlyList<TransitView> InTransit, long FalsePictures, long NewestSequence,
    long WrongCodes, MerchantView? Merchant = null, string? Key = null, string? Board = null, string? Language = null);

/// <summary>Money in transit at a terminal.</summary>
/// <param name="Amount">Amount.</param>
/// <param name="Currency">Currency.</param>
public sealed record TransitView(string Amount, string Currency);

/// <summary>A terminal's row.</summary>
internal sealed class Terminal
{
    public const string Registered = "registered";
    public const string Authorised = "authorised";
    public const string Suspended = "suspended";
    private const string KeyPurpose = "terminal key";
    private const string Columns =
        """
        SELECT id, name, state, key_wrapped, newest_sequence, false_pictures, wrong_codes, merchant_id, merchant_account, board, language FROM terminals

        """;

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public byte[] KeyWrapped { get; init; } = [];

    public long NewestSequence { get; init; }

    public long FalsePictures { get; init; }

    /// <summary>Wrong payment codes, as <see cref="TerminalView"/> says.</summary>
    public long WrongCodes { get; init; }

    /// <summary>The merchant whose money comes in, or null.</summary>
    public string? MerchantId { get; init; }

    /// <summary>His account, or null: then the terminal takes no payments.</summary>
    public string? MerchantAccount { get; init; }

    /// <summary>Serial number of its board, or null: then it speaks over HTTP only.</summary>
    public string? Board { get; init; }

    /// <summary>Language of its screens: <c>en</c> or <c>zh</c>.</summary>
    public string Language { get; init; } = "";

    public static Task<Terminal?> FindByBoardAsync(BankTransaction transaction, string serial) =>
        transaction.FindAsync<Terminal>(Columns + "WHERE board = @serial", new { serial });

    public static Task<Terminal?> FindAsync(BankTransaction transaction, string id) =>
        transaction.FindAsync<Terminal>(Columns + "WHERE id = @id", new { id });

    public static async Task<Terminal> LockAsync(BankTransaction transaction, string id) =>
        await transaction.FindAsync<Terminal>(Columns + "WHERE id = @id" + transaction.ForUpdate, new { id })
        ?? throw new InvalidOperationException($"Terminal {id} is missing.");

    public static Task<IReadOnlyList<Terminal>> ListAsync(BankTransaction transaction) =>
        transaction.ListAsync<Terminal>(Columns + "ORDER BY id LIMIT 1000");

    public static async Task<Outcome<TerminalView>> RegisterAsync(
        BankTransaction transaction, RegisterTerminal request, KeyRing keys, AuditLog audit, TimeProvider time, Randomness randomness)
    {
        if (request.Name.Trim().Length is 0 or > 80 || request.Name.Any(char.IsControl) || (request.Id is { } given && !IsId(given)))
        {
            return Refusal.Malformed("name is 1 to 80 characters, id eight upper-case letters or digits.");
        }

        if (request.Id is { } taken && await FindAsync(transaction, taken) is not null)
        {
            return new Refusal("already-registered", 409, $"There is a terminal {taken} already.");
        }

        // Where another registration takes the next id first, the insertion fails, and the transaction is tried again.
        var id = request.Id ?? await NextIdAsync(transaction);

        var key = randomness.Bytes(TerminalMac.KeyLength);
        await transaction.ExecuteOneAsync(
            "INSERT INTO terminals (id, name, state, key_wrapped, created_at) VALUES (@id, @Name, 'registered', @Wrapped, @At)",
            new
            {
                id,
                Name = request.Name.Trim(),
                Wrapped = keys.Wrap(KeyPurpose, id, key),
                At = time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        await audit.AppendAsync(transaction, "clerk", AuditEvents.TerminalChanged, id, new { to = Registered });
        return await (await FindAsync(transaction, id))!.ToViewAsync(transaction) with { Key = Convert.ToHexStringLower(key) };
    }

    public static async Task<Outcome<TerminalView>> MoveAsync(
        BankTransaction transaction, string id, string state, string actor, AuditLog audit, OrderMoney money)
    {
        var terminal = await FindAsync(transaction, id);
        if (terminal is null)
        {
            return Refusal.NotFound("terminal");
        }

        await transaction.ExecuteOneAsync(
            """
            UPDATE terminals SET state = @state,
                false_pictures = CASE WHEN @state = 'authorised' THEN 0 ELSE false_pictures END WHERE id = @id
            """,
            new { state, id });
        await audit.AppendAsync(transaction, actor, AuditEvents.TerminalChanged, id, new { from = terminal.State, to = state });
        if (state == Suspended && terminal.Board is { } board)
        {
            await money.RefuseAllAsync(transaction, board, actor);
        }

        return await (await FindAsync(transaction, id))!.ToViewAsync(transaction);
    }

    public byte[] Key(KeyRing keys) => keys.Unwrap(KeyPurpose, Id, KeyWrapped);

    public async Task<TerminalView> ToViewAsync(BankTransaction transaction)
    {
        var transit = await transaction.ListAsync<Account>(
            """
            SELECT id, currency, balance_minor, held_minor FROM accounts
            WHERE kind = 'transit' AND owner = @Id AND balance_minor <> 0 ORDER BY currency LIMIT 200
            """,
            new { Id });
        return new TerminalView(Id, Name, State,
            [.. transit.Select(account => new TransitView(Currency.Of(account.Currency).Format(account.BalanceMinor), account.Currency))],
            FalsePictures, NewestSequence, WrongCodes, await Merchants.ViewAsync(transaction, this), null, Board, Language);
    }

    private static bool IsId(string id) =>
        id.Length == 8 && id.All(character => char.IsAsciiDigit(character) || char.IsAsciiLetterUpper(character));

    private static async Task<string> NextIdAsync(BankTransaction transaction)
    {
        for (var number = await transaction.ValueAsync<long>("SELECT COUNT(*) FROM terminals") + 1; ; number++)
        {
            var id = "ATM" + number.ToString("D5", CultureInfo.InvariantCulture);
            if (await FindAsync(transaction, id) is null)
            {
                return id;
            }
        }
    }
}
