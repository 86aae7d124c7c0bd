using System.Security.Cryptography;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Secrets;

/// <summary>
/// The master key's check value in the database: HMAC-SHA-256 of a fixed text under a derived key, cut to 8 bytes. A bank with another
/// master key does not start, because every key it derived would be wrong.
/// </summary>
internal static class MasterKeyCheck
{
    private const string Fact = "master-key-check";

    public static async Task EnsureAsync(BankDatabase database, KeyRing keys)
    {
        var value = Convert.ToHexString(keys.MacText("key check", "PaymentCode master key"), 0, 8);
        var stored = await database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                "INSERT INTO facts (name, value) VALUES (@Fact, @value) ON CONFLICT (name) DO NOTHING", new { Fact, value });
            return await transaction.ValueAsync<string>("SELECT value FROM facts WHERE name = @Fact", new { Fact });
        });
        if (!CryptographicOperations.FixedTimeEquals(Convert.FromHexString(stored), Convert.FromHexString(value)))
        {
            throw new BankStartException("The master key is not the one that this database was made with; start with the right key file.");
        }
    }
}
