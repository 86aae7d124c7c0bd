using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>One asking of a token for a code: the exact bytes that the code is bound to.</summary>
internal sealed class Code
{
    public const string Asked = "asked";
    public const string Confirmed = "confirmed";
    public const string Used = "used";
    public const string Void = "void";
    public const string Declined = "declined";
    public const string Expired = "expired";

    /// <summary>
    /// The token is to be told to cancel, until it proves that it did, or does not know the nonce, or the code's time is over.
    /// </summary>
    public const long ToBeCancelled = 1;

    /// <summary>What the token's display names as payee of a withdrawal.</summary>
    private const string Payee = "Cash at any ATM";

    public const string OfWithdrawal = "withdrawal";
    public const string OfPurchase = "purchase";
    public const string OfTransfer = "transfer";

    private const string Columns =
        "SELECT token_serial, nonce, kind, reference, key_version, transaction_data, state, heard, counter, cancel_due FROM codes ";

    public string TokenSerial { get; init; } = "";

    public long Nonce { get; init; }

    /// <summary>What it is for.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The withdrawal, or the order of a terminal.</summary>
    public string Reference { get; init; } = "";

    public int KeyVersion { get; init; }

    public byte[] TransactionData { get; init; } = [];

    public string State { get; init; } = "";

    public string Heard { get; init; } = "";

    public long? Counter { get; init; }

    public long CancelDue { get; init; }

    public bool IsLive => State is Asked or Confirmed;

    /// <summary>Whether a token as it is now may still answer for it: in use, the one that was asked, and not personalised anew since.</summary>
    public bool IsGoodFrom([NotNullWhen(true)] BoundToken? token) =>
        token is { State: BoundToken.Active } && token.Serial == TokenSerial && token.KeyVersion == KeyVersion;

    public static Task<Code?> LiveAsync(BankTransaction transaction, string reference) =>
        transaction.FindAsync<Code>(Columns + "WHERE reference = @reference AND state IN ('asked', 'confirmed')", new { reference });

    public static Task<Code?> NewestAsync(BankTransaction transaction, string reference) =>
        transaction.FindAsync<Code>(Columns + "WHERE reference = @reference ORDER BY asked_at DESC, nonce LIMIT 1", new { reference });

    public static Task<Code?> FindAsync(BankTransaction transaction, string tokenSerial, long nonce) =>
        transaction.FindAsync<Code>(Columns + "WHERE token_serial = @tokenSerial AND nonce = @nonce", new { tokenSerial, nonce });

    /// <summary>
    /// What a token still has to be told or asked: cancellations first, then the code that waits. A purchase's token is asked through the terminal that it is held to.
    /// </summary>
    public static Task<IReadOnlyList<Code>> DueAsync(BankTransaction transaction, string tokenSerial) => transaction.ListAsync<Code>(
        Columns
        + "WHERE token_serial = @tokenSerial AND ((state = 'asked' AND kind <> 'purchase') OR cancel_due > 0) ORDER BY cancel_due DESC, asked_at LIMIT 16",
        new { tokenSerial });

    /// <summary>Nonces that a token may still hold though their codes are dead.</summary>
    public static async Task<IReadOnlyList<uint>> DeadAsync(BankTransaction transaction, string tokenSerial) => [.. (await transaction.ListAsync<long>(
        "SELECT nonce FROM codes WHERE token_serial = @tokenSerial AND cancel_due > 0 ORDER BY asked_at DESC LIMIT 4", new { tokenSerial }))
        .Select(nonce => (uint)nonce)];

    /// <summary>The token has taken this code's transaction. It remembers one: what it held before is gone.</summary>
    public Task TakenAsync(BankTransaction transaction) => transaction.ExecuteAsync(
        "UPDATE codes SET cancel_due = 0 WHERE token_serial = @TokenSerial AND nonce <> @Nonce AND cancel_due > 0", new { TokenSerial, Nonce });

    /// <summary>Makes a code row with a nonce of its own for a withdrawal.</summary>
    public static async Task<Code> AddAsync(
        BankTransaction transaction, AuditLog audit, Withdrawal withdrawal, BoundToken token, long nowMs, Randomness randomness)
    {
        var currency = Currency.Of(withdrawal.Currency);
        var data = new TransactionData
        {
            Type = TokenApplet.TypeWithdrawal,
            AmountMinor = withdrawal.AmountMinor,
            CurrencyNumeric = currency.Numeric,
            Exponent = currency.Exponent,
            Payee = Payee,
            Reservation = long.Parse(withdrawal.Reference, CultureInfo.InvariantCulture),
            Holder = withdrawal.Holder == "phone" ? TokenApplet.HolderPhone : TokenApplet.HolderToken,
            ExpiresAt = (uint)(withdrawal.ExpiresAt / 1000),
        };
        return await AddAsync(transaction, audit, "customer:" + withdrawal.CustomerId, OfWithdrawal, token, data, nowMs, randomness);
    }

    /// <summary>Makes the row of a code; the transaction gets its nonce here.</summary>
    public static async Task<Code> AddAsync(
        BankTransaction transaction, AuditLog audit, string actor, string kind, BoundToken token, TransactionData data, long nowMs,
        Randomness randomness)
    {
        data.Nonce = BitConverter.ToUInt32(randomness.Bytes(4));
        var code = new Code
        {
            TokenSerial = token.Serial,
            Nonce = data.Nonce,
            Kind = kind,
            Reference = data.Reservation.ToString("D10", CultureInfo.InvariantCulture),
            KeyVersion = token.KeyVersion,
            TransactionData = data.ToBytes(),
            State = Asked,
            Heard = "asking",
        };
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO codes (token_serial, nonce, kind, reference, key_version, transaction_data, state, heard, asked_at, expires_at)
            VALUES (@TokenSerial, @Nonce, @Kind, @Reference, @KeyVersion, @TransactionData, @State, @Heard, @nowMs, @ExpiresAt)
            """,
            new
            {
                code.TokenSerial,
                code.Nonce,
                code.Kind,
                code.Reference,
                code.KeyVersion,
                code.TransactionData,
                code.State,
                code.Heard,
                nowMs,
                ExpiresAt = data.ExpiresAt * 1000L,
            });
        await audit.AppendAsync(transaction, actor, AuditEvents.CodeAsked, code.Reference, new { token = token.Serial });
        return code;
    }

    /// <summary>Uses the code up: once, whatever it was for. The token is to be told.</summary>
    public async Task UseAsync(BankTransaction transaction, long counter, long nowMs)
    {
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO used_codes (token_serial, key_version, counter, reference, at)
            VALUES (@TokenSerial, @KeyVersion, @counter, @Reference, @nowMs)
            """,
            new { TokenSerial, KeyVersion, counter, Reference, nowMs });
        await EndAsync(transaction, Used, ToBeCancelled);
        await transaction.ExecuteOneAsync("UPDATE codes SET counter = @counter WHERE token_serial = @TokenSerial AND nonce = @Nonce",
            new { counter, TokenSerial, Nonce });
        await CodeReplies.NoteCounterAsync(transaction, this, counter);
    }

    /// <summary>Voids the live code of a reference, if there is one, and has the token told.</summary>
    public static async Task VoidLiveAsync(BankTransaction transaction, AuditLog audit, string actor, string reference)
    {
        var live = await LiveAsync(transaction, reference);
        if (live is not null)
        {
            await live.EndAsync(transaction, Void, ToBeCancelled);
            await audit.AppendAsync(transaction, actor, AuditEvents.CodeVoided, reference, new { token = live.TokenSerial });
        }
    }

    /// <summary>Ends the code: used, void, declined or expired. With <see cref="ToBeCancelled"/> the token is told to cancel.</summary>
    public Task EndAsync(BankTransaction transaction, string state, long cancelDue) => transaction.ExecuteOneAsync(
        """
        UPDATE codes SET state = @state, cancel_due = @cancelDue
        WHERE token_serial = @TokenSerial AND nonce = @Nonce AND state IN ('asked', 'confirmed')
        """,
        new { state, cancelDue, TokenSerial, Nonce });

    /// <summary>The token need not be told to cancel any more.</summary>
    public Task CancelledAsync(BankTransaction transaction) => transaction.ExecuteAsync(
        "UPDATE codes SET cancel_due = 0 WHERE token_serial = @TokenSerial AND nonce = @Nonce", new { TokenSerial, Nonce });

    /// <summary>What waits at tokens for codes that they have let expire themselves need not be cancelled any more.</summary>
    public static Task ForgetCancelsAsync(BankTransaction transaction, long nowMs) => transaction.ExecuteAsync(
        """
        UPDATE codes SET cancel_due = 0
        WHERE cancel_due > 0 AND expires_at <= @nowMs
        """, new { nowMs });

    public TransactionData Parse() => Core.Codes.TransactionData.TryParse(TransactionData, out var data)
        ? data
        : throw new InvalidOperationException($"The stored transaction of {Reference} is malformed.");
}
