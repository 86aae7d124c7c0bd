using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Cards;

/// <summary>A contactless card's row.</summary>
internal sealed class BankCard
{
    public const string Active = "active";
    public const string Locked = "locked";
    public const string Closed = "closed";

    /// <summary>Beginning of <see cref="Device"/> where it is a token.</summary>
    public const string TokenDevice = "token:";

    /// <summary>Beginning of <see cref="Device"/> where it is a terminal.</summary>
    public const string TerminalDevice = "terminal:";

    private const string Columns =
        """
        SELECT id, customer_id, account_id, pan_masked, pan_wrapped, expiry, device, state, secret_mac, wrong, newest_counter FROM bank_cards

        """;

    public string Id { get; init; } = "";

    public string CustomerId { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string PanMasked { get; init; } = "";

    public byte[] PanWrapped { get; init; } = [];

    /// <summary>YYMMDD, the last day on which it is good.</summary>
    public string Expiry { get; init; } = "";

    /// <summary>What it is bound to.</summary>
    public string Device { get; init; } = "";

    public string State { get; init; } = "";

    public byte[]? SecretMac { get; init; }

    /// <summary>Wrong secrets in a row.</summary>
    public long Wrong { get; init; }

    /// <summary>Newest counter seen of it.</summary>
    public long NewestCounter { get; init; }

    public static Task<BankCard?> FindAsync(BankTransaction transaction, string id) =>
        transaction.FindAsync<BankCard>(Columns + "WHERE id = @id", new { id });

    public static Task<BankCard?> LockAsync(BankTransaction transaction, string id) =>
        transaction.FindAsync<BankCard>(Columns + "WHERE id = @id" + transaction.ForUpdate, new { id });

    public static Task<BankCard?> LockAsync(BankTransaction transaction, byte[] panIndex) =>
        transaction.FindAsync<BankCard>(Columns + "WHERE pan_index = @panIndex" + transaction.ForUpdate, new { panIndex });

    public static Task<IReadOnlyList<BankCard>> OfCustomerAsync(BankTransaction transaction, string customerId) =>
        transaction.ListAsync<BankCard>(Columns + "WHERE customer_id = @customerId ORDER BY created_at DESC, id LIMIT 100", new { customerId });

    public BankCardView ToView() => new(Id, PanMasked, "20" + Expiry[..2] + "-" + Expiry[2..4], State, Device, SecretMac is not null, CustomerId);
}

/// <summary>A contactless card as shown.</summary>
/// <param name="CardId">The card's id at the bank.</param>
/// <param name="Card">Masked number.</param>
/// <param name="Expires">Last month, <c>YYYY-MM</c>.</param>
/// <param name="State"><c>active</c>, <c>locked</c> or <c>closed</c>.</param>
/// <param name="Device">What it is bound to: <c>token:SERIAL</c> or <c>terminal:ID</c>.</param>
/// <param name="HasSecret">Whether its secret is set.</param>
/// <param name="CustomerId">Its owner.</param>
public sealed record BankCardView(string CardId, string Card, string Expires, string State, string Device, bool HasSecret, string CustomerId);

/// <summary>What a new card is personalised with, told once.</summary>
/// <param name="Card">The card.</param>
/// <param name="Pan">Its number.</param>
/// <param name="Expiry">YYMMDD, as in tag 5F24.</param>
/// <param name="Key">Its key, 32 hexadecimal digits.</param>
public sealed record IssuedCard(BankCardView Card, string Pan, string Expiry, string Key)
{
    /// <summary>Says which card it is and nothing of number and key.</summary>
    public override string ToString() => $"card {Card.CardId}";
}
