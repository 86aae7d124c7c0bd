using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>What came of a picture or of ten digits.</summary>
/// <param name="Reason">Null if the code is right, else the reason in docs/API.md.</param>
/// <param name="Code">The code that was right.</param>
/// <param name="Counter">Its counter.</param>
internal sealed record Verification(string? Reason, Code? Code = null, long Counter = 0)
{
    public const string NotAPaymentCode = "not-a-payment-code";
    public const string WrongCode = "wrong-code";
    public const string CodeUsed = "code-used";
    public const string Expired = "expired";
    public const string NotAllowed = "not-allowed";
    public const string WrongDigits = "wrong-digits";
    public const string Resynchronise = "resynchronise";
    public const string DigitsDelayed = "digits-delayed";
    public const string DigitsLocked = "digits-locked";
}

/// <summary>
/// Checks a picture's payload or ten digits against the withdrawal that a capture session is for. The caller has locked the withdrawal's
/// account; nothing else than the code's own bytes, the bound token and the withdrawal's state decide.
/// </summary>
internal sealed class CodeVerifier
{
    private const int LookAhead = 10;
    private const int ResyncWindow = 100;
    private const int FreeWrong = 3;
    private const int MostWrong = 6;
    private const long FirstDelayMs = 30_000;
    private readonly AuditLog _audit;
    private readonly TokenKeys _keys;
    private readonly TimeProvider _time;

    public CodeVerifier(AuditLog audit, TokenKeys keys, TimeProvider time) => (_audit, _keys, _time) = (audit, keys, time);

    /// <summary>Checks the payload of a picture.</summary>
    public async Task<Verification> CheckPictureAsync(BankTransaction transaction, Withdrawal withdrawal, byte[] payloadBytes)
    {
        if (!AuthorizationPayload.TryParse(payloadBytes, out var payload) || payload.Form != TokenApplet.FormDynamic)
        {
            return new Verification(Verification.NotAPaymentCode);
        }

        if (payload.Reservation.ToString("D10", CultureInfo.InvariantCulture) != withdrawal.Reference)
        {
            return new Verification(
                await IsSpentOfAsync(transaction, payload, withdrawal.CustomerId) ? Verification.CodeUsed : Verification.WrongCode);
        }

        var (code, refusal) = await FindCodeAsync(transaction, withdrawal);
        if (code is null)
        {
            return new Verification(refusal);
        }

        return await CheckAsync(transaction, code, payload);
    }

    /// <summary>Checks a payload against the one code that it may be: token, keys, counter and transaction, and that it is used once.</summary>
    public async Task<Verification> CheckAsync(BankTransaction transaction, Code code, AuthorizationPayload payload)
    {
        // The authenticator is computed and compared whatever else is wrong, and all is decided by one condition.
        var expected = AuthorizationCode.Authenticator(CodeKey(code), payload.Counter, code.Parse().Challenge());
        var right = CryptographicOperations.FixedTimeEquals(expected, payload.Authenticator)
            & Convert.ToHexString(payload.Serial) == code.TokenSerial
            & (code.Counter is null || code.Counter == payload.Counter);
        return !right ? new Verification(Verification.WrongCode)
            : await IsUsedAsync(transaction, code, payload.Counter) ? new Verification(Verification.CodeUsed)
            : new Verification(null, code, payload.Counter);
    }

    /// <summary>Checks ten digits in the window of the token, and counts wrong ones against its digits.</summary>
    public async Task<Verification> CheckDigitsAsync(BankTransaction transaction, Withdrawal withdrawal, string digits)
    {
        var (code, refusal) = await FindCodeAsync(transaction, withdrawal);
        if (code is null)
        {
            return new Verification(refusal);
        }

        var window = await DigitWindow.LockAsync(transaction, code.TokenSerial, code.KeyVersion);
        if (window.Wrong >= MostWrong)
        {
            return new Verification(Verification.DigitsLocked);
        }

        if (window.NotBefore > _time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return new Verification(Verification.DigitsDelayed);
        }

        if (Match(code, window, digits) is not { } counter || await IsUsedAsync(transaction, code, counter))
        {
            await CountWrongAsync(transaction, window);
            return new Verification(Verification.WrongDigits);
        }

        var near = counter <= window.NewestCounter + LookAhead || counter == window.ResyncCounter + 1;
        await window.SaveAsync(transaction, wrong: 0, notBefore: 0, resync: near ? null : counter);
        if (near)
        {
            return new Verification(null, code, counter);
        }

        await Code.VoidLiveAsync(transaction, _audit, "bank", withdrawal.Reference);
        await withdrawal.MoveAsync(transaction, _audit, "bank", WithdrawalState.Reserved);
        return new Verification(Verification.Resynchronise);
    }

    /// <summary>The live code of a withdrawal whose token, customer and time allow it to be used, or the reason why not.</summary>
    private async Task<(Code? Code, string? Reason)> FindCodeAsync(BankTransaction transaction, Withdrawal withdrawal)
    {
        if (withdrawal.State is WithdrawalState.Approved or WithdrawalState.Dispensed or WithdrawalState.NotDispensed)
        {
            return (null, Verification.CodeUsed);
        }

        if (withdrawal.State == WithdrawalState.Expired || withdrawal.ExpiresAt <= _time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return (null, Verification.Expired);
        }

        var code = await Code.LiveAsync(transaction, withdrawal.Reference);
        if (code is null)
        {
            return (null, WithdrawalState.IsOpen(withdrawal.State) ? Verification.WrongCode : Verification.NotAllowed);
        }

        var token = await BoundToken.OfCustomerAsync(transaction, withdrawal.CustomerId);
        var customer = await Customer.FindAsync(transaction, withdrawal.CustomerId);
        var allowed = code.IsGoodFrom(token) && customer is { WithdrawalsEnabled: not 0 };
        return allowed ? (code, null) : (null, Verification.NotAllowed);
    }

    private long? Match(Code code, DigitWindow window, string digits)
    {
        // Once the token's status is known, only its counter can be right.
        var first = code.Counter ?? window.NewestCounter + 1;
        var last = code.Counter ?? Math.Max(window.NewestCounter + ResyncWindow, (window.ResyncCounter ?? 0) + 1);
        var key = CodeKey(code);
        var challenge = code.Parse().Challenge();
        var typed = Encoding.ASCII.GetBytes(digits);
        long? match = null;
        for (var counter = first; counter <= Math.Min(last, TokenApplet.MaxCounter); counter++)
        {
            var expected = Encoding.ASCII.GetBytes(AuthorizationCode.Digits(key, (ushort)counter, challenge));
            if (CryptographicOperations.FixedTimeEquals(expected, typed) && match is null)
            {
                match = counter;
            }
        }

        return match;
    }

    private async Task CountWrongAsync(BankTransaction transaction, DigitWindow window)
    {
        var wrong = window.Wrong + 1;
        var delay = wrong < FreeWrong ? 0 : _time.GetUtcNow().ToUnixTimeMilliseconds() + (FirstDelayMs << (int)(wrong - FreeWrong));
        await window.SaveAsync(transaction, wrong, delay, window.ResyncCounter);
        if (wrong == MostWrong)
        {
            await _audit.AppendAsync(transaction, "bank", AuditEvents.DigitsLockChanged, window.TokenSerial, new { locked = true });
        }
    }

    private byte[] CodeKey(Code code) => _keys.CodeKey(code.TokenSerial, code.KeyVersion);

    private static async Task<bool> IsUsedAsync(BankTransaction transaction, Code code, long counter) => await transaction.ValueAsync<long>(
        "SELECT COUNT(*) FROM used_codes WHERE token_serial = @TokenSerial AND key_version = @KeyVersion AND counter = @counter",
        new { code.TokenSerial, code.KeyVersion, counter }) > 0;

    private static async Task<bool> IsSpentOfAsync(BankTransaction transaction, AuthorizationPayload payload, string customerId)
    {
        var named = await Withdrawal.FindAsync(transaction, payload.Reservation.ToString("D10", CultureInfo.InvariantCulture));
        return named is { State: WithdrawalState.Approved or WithdrawalState.Dispensed or WithdrawalState.NotDispensed }
            && named.CustomerId == customerId;
    }
}
