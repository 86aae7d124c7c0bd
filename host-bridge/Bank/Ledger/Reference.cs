using System.Globalization;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Ledger;

/// <summary>References of what holds or moves a customer's money: ten digits, told apart by nothing but themselves, so that each is used for one thing only.</summary>
internal static class Reference
{
    /// <summary>A reference that nothing has.</summary>
    public static async Task<string> NewAsync(BankTransaction transaction, Randomness randomness)
    {
        while (true)
        {
            var number = ((long)randomness.Below(100_000) * 100_000) + randomness.Below(100_000);
            var reference = number.ToString("D10", CultureInfo.InvariantCulture);
            var taken = await transaction.ValueAsync<long>(
                """
                SELECT (SELECT COUNT(*) FROM withdrawals WHERE reference = @reference) + (SELECT COUNT(*) FROM terminal_orders WHERE reference = @reference)
                """, new { reference });
            if (taken == 0)
            {
                return reference;
            }
        }
    }
}
