using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>What a clerk enters to register a customer.</summary>
/// <param name="Name">1 to 80 characters.</param>
/// <param name="Phone">7 to 15 digits, with or without +.</param>
/// <param name="Card">Card number, 12 to 19 digits with a right check digit; blanks are ignored.</param>
/// <param name="Password">8 to 128 characters.</param>
/// <param name="PickupPin">6 digits, not all equal and no run.</param>
/// <param name="Currency">Currency of the account, CNY if not given.</param>
/// <param name="Withdrawals">Whether cardless withdrawal is open to the customer.</param>
public sealed record RegisterCustomer(
    string Name, string Phone, string Card, string Password, string PickupPin, string? Currency = null, bool Withdrawals = false);

/// <summary>A customer as shown.</summary>
/// <param name="CustomerId">Customer id.</param>
/// <param name="Name">Name.</param>
/// <param name="Phone">Phone number.</param>
/// <param name="Card">Masked card number.</param>
/// <param name="Currency">Currency of the account.</param>
/// <param name="Balance">Balance.</param>
/// <param name="Available">Balance without what is held.</param>
/// <param name="Withdrawals">Whether cardless withdrawal is open.</param>
/// <param name="Token">Serial number of the bound token, or null.</param>
public sealed record CustomerView(
    string CustomerId, string Name, string Phone, string Card, string Currency, string Balance, string Available, bool Withdrawals,
    string? Token);

/// <summary>A customer's row with his account's.</summary>
internal sealed class Customer
{
    private const string Columns =
        """
        SELECT c.id, c.name, c.phone, c.card_masked, c.card_index, c.password_hash, c.pin_mac, c.account_id, c.withdrawals_enabled,
            a.currency, a.balance_minor, a.held_minor,
            (SELECT t.serial FROM tokens t WHERE t.customer_id = c.id AND t.state IN ('active', 'suspended')) AS token
        FROM customers c JOIN accounts a ON a.id = c.account_id
        """;

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Phone { get; init; } = "";

    public string CardMasked { get; init; } = "";

    public byte[] CardIndex { get; init; } = [];

    public string PasswordHash { get; init; } = "";

    public byte[] PinMac { get; init; } = [];

    public string AccountId { get; init; } = "";

    public long WithdrawalsEnabled { get; init; }

    public string Currency { get; init; } = "";

    public long BalanceMinor { get; init; }

    public long HeldMinor { get; init; }

    public string? Token { get; init; }

    public static Task<Customer?> FindAsync(BankTransaction transaction, string id) =>
        transaction.FindAsync<Customer>(Columns + " WHERE c.id = @id", new { id });

    public static Task<Customer?> FindByPhoneAsync(BankTransaction transaction, string phone) =>
        transaction.FindAsync<Customer>(Columns + " WHERE c.phone = @Phone", new { Phone = CustomerRules.IsPhone(phone) ? phone : "" });

    public static Task<IReadOnlyList<Customer>> NewestAsync(BankTransaction transaction, string? phone) => phone is null
        ? transaction.ListAsync<Customer>(Columns + " ORDER BY c.created_at DESC, c.id LIMIT 100")
        : transaction.ListAsync<Customer>(Columns + " WHERE c.phone = @phone LIMIT 100", new { phone });

    public CustomerView ToView()
    {
        var currency = Ledger.Currency.Of(Currency);
        return new CustomerView(
            Id, Name, Phone, CardMasked, Currency, currency.Format(BalanceMinor), currency.Format(BalanceMinor - HeldMinor),
            WithdrawalsEnabled != 0, Token);
    }
}
