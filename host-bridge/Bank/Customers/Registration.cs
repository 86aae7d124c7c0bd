using System.Text;
using Microsoft.AspNetCore.Identity;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>What a clerk does for customers: registration, deposits, a new pick-up PIN.</summary>
internal sealed class Registration
{
    private const long LargestDepositMinor = 1_000_000_000;
    private readonly AuditLog _audit;
    private readonly LedgerBook _ledger;
    private readonly IPasswordHasher<Customer> _hasher;
    private readonly KeyRing _keys;
    private readonly PickupPin _pin;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public Registration(
        AuditLog audit, LedgerBook ledger, IPasswordHasher<Customer> hasher, KeyRing keys, PickupPin pin, TimeProvider time, Randomness randomness) =>
        (_audit, _ledger, _hasher, _keys, _pin, _time, _randomness) = (audit, ledger, hasher, keys, pin, time, randomness);

    /// <summary>Hashing takes long on purpose, so it is done before the transaction.</summary>
    public string HashPassword(string password) => _hasher.HashPassword(new Customer(), password);

    public async Task<Outcome<CustomerView>> RegisterAsync(BankTransaction transaction, RegisterCustomer request, string passwordHash)
    {
        var letters = request.Currency ?? "CNY";
        if (!await Limits.ExistsAsync(transaction, letters))
        {
            return Limits.UnknownCurrency(letters);
        }

        CustomerRules.TryNormaliseCard(request.Card, out var card);
        var cardIndex = CardIndex(card);
        var taken = await transaction.ValueAsync<long>(
            "SELECT COUNT(*) FROM customers WHERE phone = @Phone OR card_index = @cardIndex", new { request.Phone, cardIndex });
        if (taken > 0)
        {
            return new Refusal("already-registered", 409, "A customer with this phone number or this card is registered already.");
        }

        var id = Convert.ToHexStringLower(_randomness.Bytes(8));
        var accountId = await LedgerBook.OpenAsync(transaction, "customer", id, letters);
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO customers
                (id, name, phone, card_masked, card_index, card_wrapped, password_hash, pin_mac, account_id, withdrawals_enabled,
                created_at)
            VALUES
                (@id, @Name, @Phone, @Masked, @cardIndex, @Wrapped, @passwordHash, @PinMac, @accountId, @Enabled, @At)
            """,
            new
            {
                id,
                Name = request.Name.Trim(),
                request.Phone,
                Masked = CustomerRules.Mask(card),
                cardIndex,
                Wrapped = _keys.Wrap("card", id, Encoding.ASCII.GetBytes(card)),
                passwordHash,
                PinMac = _pin.Mac(id, request.PickupPin),
                accountId,
                Enabled = request.Withdrawals ? 1L : 0L,
                At = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        await _audit.AppendAsync(
            transaction, "clerk", AuditEvents.CustomerRegistered, id,
            new { card = CustomerRules.Mask(card), withdrawals = request.Withdrawals });
        return (await Customer.FindAsync(transaction, id))!.ToView();
    }

    public byte[] CardIndex(string card) => _keys.MacText("card index", card);

    public async Task<Outcome<DepositView>> DepositAsync(BankTransaction transaction, string customerId, Deposit request)
    {
        var customer = await Customer.FindAsync(transaction, customerId);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        if (request.Currency != customer.Currency)
        {
            return Limits.CurrencyMismatch(customer.Currency);
        }

        var currency = Currency.Of(customer.Currency);
        if (!currency.TryParse(request.Amount, out var minor) || minor > LargestDepositMinor)
        {
            return Limits.InvalidAmount(currency);
        }

        var counter = await LedgerBook.OpenAsync(transaction, "counter", "bank", currency.Letters);
        await LedgerBook.LockAsync(transaction, customer.AccountId);
        var posting = await _ledger.PostAsync(
            transaction, "clerk", "deposit", customerId, new Entry(counter, -minor), new Entry(customer.AccountId, minor));
        var after = (await Customer.FindAsync(transaction, customerId))!.ToView();
        return new DepositView(posting, after.Balance, after.Available, after.Currency);
    }

    public async Task<Outcome<bool>> ChangePinAsync(BankTransaction transaction, string customerId, string pin)
    {
        if (await transaction.ExecuteAsync(
            "UPDATE customers SET pin_mac = @Mac WHERE id = @customerId", new { Mac = _pin.Mac(customerId, pin), customerId }) == 0)
        {
            return Refusal.NotFound("customer");
        }

        await _audit.AppendAsync(transaction, "clerk", AuditEvents.PinChanged, customerId);
        return true;
    }
}

/// <summary>A deposit at the counter.</summary>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 letters; the account's.</param>
public sealed record Deposit(string Amount, string Currency);

/// <summary>Answer to a deposit.</summary>
/// <param name="Posting">Number of the posting.</param>
/// <param name="Balance">Balance after it.</param>
/// <param name="Available">Balance without what is held.</param>
/// <param name="Currency">Currency.</param>
public sealed record DepositView(long Posting, string Balance, string Available, string Currency);
