using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>What is known of a token's counter and of wrong ten-digit codes, for one key version.</summary>
internal sealed class DigitWindow
{
    public string TokenSerial { get; init; } = "";

    public int KeyVersion { get; init; }

    public long NewestCounter { get; init; }

    public long Wrong { get; init; }

    public long NotBefore { get; init; }

    /// <summary>Counter of a right code far ahead; the next one must follow it.</summary>
    public long? ResyncCounter { get; init; }

    public static async Task<DigitWindow> LockAsync(BankTransaction transaction, string tokenSerial, int keyVersion)
    {
        await transaction.ExecuteAsync(
            "INSERT INTO digit_windows (token_serial, key_version) VALUES (@tokenSerial, @keyVersion) ON CONFLICT DO NOTHING",
            new { tokenSerial, keyVersion });
        return (await transaction.FindAsync<DigitWindow>(
            """
            SELECT token_serial, key_version, newest_counter, wrong, not_before, resync_counter FROM digit_windows
            WHERE token_serial = @tokenSerial AND key_version = @keyVersion
            """ + transaction.ForUpdate, new { tokenSerial, keyVersion }))!;
    }

    public Task SaveAsync(BankTransaction transaction, long wrong, long notBefore, long? resync) => transaction.ExecuteOneAsync(
        """
        UPDATE digit_windows SET wrong = @wrong, not_before = @notBefore, resync_counter = @resync
        WHERE token_serial = @TokenSerial AND key_version = @KeyVersion
        """, new { wrong, notBefore, resync, TokenSerial, KeyVersion });

    /// <summary>Lets the digits of a token be tried again. False if there is no such token.</summary>
    public static async Task<bool> UnlockAsync(BankTransaction transaction, string tokenSerial) => await transaction.ExecuteAsync(
        "UPDATE digit_windows SET wrong = 0, not_before = 0 WHERE token_serial = @tokenSerial", new { tokenSerial }) > 0;
}
