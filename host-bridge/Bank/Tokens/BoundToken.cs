using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Tokens;

/// <summary>A token as withdrawals see it: what a code of it is checked against.</summary>
public sealed class BoundToken
{
    /// <summary>The state of a token whose codes are accepted: personalised and bound to a customer's card.</summary>
    public const string Active = TokenState.Active;

    /// <summary>Serial number, 16 hexadecimal digits in upper case.</summary>
    public string Serial { get; init; } = "";

    /// <summary>Customer that the token is bound to, or null.</summary>
    public string? CustomerId { get; init; }

    /// <summary>One of <see cref="TokenState"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>Version of the personalised key set, 0 if there is none.</summary>
    public int KeyVersion { get; init; }

    /// <summary>The token that is bound to a customer and not revoked or replaced, or null.</summary>
    public static Task<BoundToken?> OfCustomerAsync(BankTransaction transaction, string customerId) => transaction.FindAsync<BoundToken>(
        "SELECT serial, customer_id, state, key_version FROM tokens WHERE customer_id = @customerId AND state IN ('active', 'suspended')", new { customerId });

    /// <summary>The token of a serial number, or null.</summary>
    public static Task<BoundToken?> FindAsync(BankTransaction transaction, string serial) => transaction.FindAsync<BoundToken>(
        "SELECT serial, customer_id, state, key_version FROM tokens WHERE serial = @serial", new { serial });
}
