using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Transfers;

/// <summary>Registers a name under which the account receives transfers.</summary>
/// <param name="Name">3 to 20 letters and digits, not all digits; capital and small letters are the same.</param>
public sealed record RegisterReceiver(string Name);

/// <summary>A name as shown.</summary>
/// <param name="Name">The name.</param>
/// <param name="CustomerId">Whose account it is.</param>
public sealed record ReceiverView(string Name, string CustomerId);

/// <summary>
/// Whom a transfer goes to: a registered name, or a phone number. A name has a letter in it, so that nobody registers another one's number.
/// </summary>
internal sealed class Receivers
{
    private const int ShortestName = 3;
    private const int LongestName = 20;
    private const int MostNames = 10;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    public Receivers(AuditLog audit, TimeProvider time) => (_audit, _time) = (audit, time);

    /// <summary>The customer whose account a transfer to this id goes to, or null.</summary>
    public static async Task<Customer?> FindAsync(BankTransaction transaction, string receiver)
    {
        var name = receiver.ToUpperInvariant();
        var customerId = await transaction.FindAsync<string>("SELECT customer_id FROM receivers WHERE name = @name", new { name });
        return customerId is not null
            ? await Customer.FindAsync(transaction, customerId)
            : await Customer.FindByPhoneAsync(transaction, "+" + receiver) ?? await Customer.FindByPhoneAsync(transaction, receiver);
    }

    /// <summary>The receiver's id in the text of a tag: letters and digits, after <c>tel:</c> or <c>paymentcode:</c> where one of them stands. Null if it is none.</summary>
    public static string? OfTag(string text)
    {
        foreach (var prefix in (string[])["tel:", "paymentcode:"])
        {
            text = text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;
        }

        text = text.TrimStart('+');
        return text.Length is > 0 and <= LongestName && text.All(char.IsAsciiLetterOrDigit) ? text : null;
    }

    public static async Task<IReadOnlyList<ReceiverView>> OfCustomerAsync(BankTransaction transaction, string customerId) =>
        [.. (await transaction.ListAsync<string>(
            "SELECT name FROM receivers WHERE customer_id = @customerId ORDER BY name LIMIT 100", new { customerId }))
            .Select(name => new ReceiverView(name, customerId))];

    public async Task<Outcome<ReceiverView>> RegisterAsync(BankTransaction transaction, string actor, string customerId, RegisterReceiver request)
    {
        var name = request.Name.ToUpperInvariant();
        if (name.Length is < ShortestName or > LongestName || !name.All(char.IsAsciiLetterOrDigit) || name.All(char.IsAsciiDigit))
        {
            return new Refusal("invalid-receiver", 400, "A receiver's name is 3 to 20 letters and digits, with at least one letter.");
        }

        if (await Customer.FindAsync(transaction, customerId) is null)
        {
            return Refusal.NotFound("customer");
        }

        var owner = await transaction.FindAsync<string>("SELECT customer_id FROM receivers WHERE name = @name", new { name });
        if (owner == customerId)
        {
            return new ReceiverView(name, customerId);
        }

        if (owner is not null)
        {
            return new Refusal("already-registered", 409, "This name is taken.");
        }

        if ((await OfCustomerAsync(transaction, customerId)).Count >= MostNames)
        {
            return new Refusal("over-limit", 409, $"An account has at most {MostNames} names.");
        }

        await transaction.ExecuteOneAsync(
            "INSERT INTO receivers (name, customer_id, created_at) VALUES (@name, @customerId, @At)",
            new { name, customerId, At = _time.GetUtcNow().ToUnixTimeMilliseconds() });
        await _audit.AppendAsync(transaction, actor, AuditEvents.ReceiverChanged, name, new { to = customerId });
        return new ReceiverView(name, customerId);
    }

    /// <summary>Gives a name up.</summary>
    public async Task<Outcome<bool>> DeleteAsync(BankTransaction transaction, string actor, string customerId, string given)
    {
        var name = given.ToUpperInvariant();
        if (await transaction.ExecuteAsync("DELETE FROM receivers WHERE name = @name AND customer_id = @customerId", new { name, customerId }) == 0)
        {
            return Refusal.NotFound("receiver");
        }

        await _audit.AppendAsync(transaction, actor, AuditEvents.ReceiverChanged, name, new { from = customerId });
        return true;
    }
}
