using System.Security.Cryptography;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>What a terminal asks: to take an amount for a code.</summary>
/// <param name="Code">18 digits.</param>
/// <param name="AmountMinor">Minor units, above 0.</param>
/// <param name="Currency">The merchant's currency.</param>
/// <param name="Password">The payment password as typed at the terminal, or null.</param>
internal sealed record Redeem(string Code, long AmountMinor, Currency Currency, string? Password)
{
    /// <summary>Says nothing of code and password.</summary>
    public override string ToString() => $"{Currency.Format(AmountMinor)} {Currency.Letters}";
}

/// <summary>
/// Decides about payment codes. Locks in this order: the terminal (the caller), the batch, the customer's account, the merchant's. A verdict is committed
/// whatever it is, with what it counted.
/// </summary>
internal sealed class Redemption
{
    private readonly AuditLog _audit;
    private readonly KeyRing _keys;
    private readonly LedgerBook _ledger;
    private readonly PaymentIndices _indices;
    private readonly PaymentPassword _password;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly WrongCodes _wrong;

    public Redemption(
        AuditLog audit, KeyRing keys, LedgerBook ledger, PaymentIndices indices, PaymentPassword password, TimeProvider time, WrongCodes wrong,
        Randomness randomness) =>
        (_audit, _keys, _ledger, _indices, _password, _time, _wrong, _randomness) = (audit, keys, ledger, indices, password, time, wrong, randomness);

    /// <summary>Takes the money for a code, or says why not. The terminal is authorised, has a merchant, and its row is locked.</summary>
    public async Task<PaymentVerdict> DecideAsync(BankTransaction transaction, Terminal terminal, Redeem redeem)
    {
        if (await WrongCodes.IsStoppedAsync(transaction, terminal.Id))
        {
            return PaymentVerdict.Refused(PaymentVerdict.TerminalStopped);
        }

        if (!PaymentCodeNumber.TryParse(redeem.Code, out var code) || code.Prefix != PaymentIndices.Prefix)
        {
            return PaymentVerdict.Refused(PaymentVerdict.NotAPaymentCode);
        }

        var (slot, position) = _indices.Locate(code.Index);
        var batch = await PaymentBatch.LockAsync(transaction, slot);
        if (batch is null)
        {
            await _wrong.CountAsync(transaction, terminal.Id);
            await _audit.AppendAsync(transaction, "terminal:" + terminal.Id, PaymentEvents.Refused, terminal.Id, new { reason = PaymentVerdict.WrongCode });
            return PaymentVerdict.Refused(PaymentVerdict.WrongCode);
        }

        var use = new CodeUse(batch, code, position, terminal, redeem, _time.GetUtcNow());
        var reason = await CheckCodeAsync(transaction, use) ?? await CheckPaymentAsync(transaction, use);
        return reason is null ? await ApproveAsync(transaction, use) : await RefuseAsync(transaction, use, reason);
    }

    /// <summary>Whether the code is one of the batch's that is good now and has its turn. Null if so.</summary>
    private async Task<string?> CheckCodeAsync(BankTransaction transaction, CodeUse use)
    {
        var batch = use.Batch;
        var key = await PaymentKeyDesk.KeyAsync(transaction, _keys, batch.CustomerId, batch.KeyVersion);
        var match = CodeMatching.Find(
            key, use.Code, use.Redeem.AmountMinor, use.Redeem.Currency.Numeric, use.Now.ToUnixTimeSeconds(), batch.RetiredAt / 1000);
        CryptographicOperations.ZeroMemory(key);
        if (match == CodeMatch.None)
        {
            await _wrong.CountAsync(transaction, use.Terminal.Id);
            if (use.Position >= batch.NextPosition)
            {
                await batch.CountWrongAsync(transaction, use.Position);
            }

            return PaymentVerdict.WrongCode;
        }

        if (use.Position < batch.NextPosition)
        {
            return PaymentVerdict.CodeUsed;
        }

        if (match == CodeMatch.Ahead)
        {
            // Whoever guessed it would otherwise know a code that will be good in some minutes.
            await batch.EndAsync(transaction, use.Position);
            return PaymentVerdict.ClockAhead;
        }

        if (match != CodeMatch.Good)
        {
            return match == CodeMatch.Retired ? PaymentVerdict.Replaced : PaymentVerdict.Expired;
        }

        var lookAhead = use.Position == batch.NextPosition ? 1 : await _wrong.LookAheadAsync(transaction);
        if (!batch.Accepts(use.Position, lookAhead, use.NowMs))
        {
            await batch.SkipAsync(transaction, use.Position, use.NowMs);
            return PaymentVerdict.ShowNextCode;
        }

        return null;
    }

    /// <summary>Whether the customer may pay that now. Null if so; his account is locked then.</summary>
    private async Task<string?> CheckPaymentAsync(BankTransaction transaction, CodeUse use)
    {
        var customer = (await Customer.FindAsync(transaction, use.Batch.CustomerId))!;
        var account = await LedgerBook.LockAsync(transaction, customer.AccountId);

        // Read after the lock: a clerk who takes the user off the list holds it.
        if (!await PaymentUsers.IsAllowedAsync(transaction, customer.Id))
        {
            return PaymentVerdict.NotAllowed;
        }

        if (account.Currency != use.Redeem.Currency.Letters)
        {
            return PaymentVerdict.CurrencyMismatch;
        }

        var limits = await PaymentLimits.OfAsync(transaction, account.Currency);
        var paid = await PaymentLimits.PaidTodayAsync(transaction, customer.Id, use.Now);
        if (use.Redeem.AmountMinor > limits.HighestDailyMinor - paid.AllMinor)
        {
            return PaymentVerdict.OverLimit;
        }

        if (use.Redeem.AmountMinor > account.AvailableMinor)
        {
            return PaymentVerdict.InsufficientFunds;
        }

        use.Account = account;
        use.NeedsPassword = !limits.AllowWithoutPassword(use.Redeem.AmountMinor, paid);
        return use.NeedsPassword ? await CheckPasswordAsync(transaction, customer.Id, use.Redeem.Password) : null;
    }

    private async Task<string?> CheckPasswordAsync(BankTransaction transaction, string customerId, string? password)
    {
        if (password is null)
        {
            var (isSet, isLocked) = await PaymentPassword.StateAsync(transaction, customerId);
            return !isSet ? PaymentVerdict.PasswordNotSet : isLocked ? PaymentVerdict.PasswordLocked : PaymentVerdict.PasswordNeeded;
        }

        return await _password.CheckAsync(transaction, customerId, password) switch
        {
            PaymentPasswordCheck.Right => null,
            PaymentPasswordCheck.Wrong => PaymentVerdict.WrongPassword,
            PaymentPasswordCheck.Locked => PaymentVerdict.PasswordLocked,
            _ => PaymentVerdict.PasswordNotSet,
        };
    }

    private async Task<PaymentVerdict> ApproveAsync(BankTransaction transaction, CodeUse use)
    {
        var batch = use.Batch;
        var paymentId = Convert.ToHexStringLower(_randomness.Bytes(8));
        await batch.EndAsync(transaction, use.Position);
        if (batch is { Proved: 0, RetiredAt: null })
        {
            await batch.ProveAsync(transaction, use.NowMs);
        }

        await use.RecordAsync(transaction, "approved", null, paymentId);
        await _ledger.PostAsync(transaction, "terminal:" + use.Terminal.Id, "payment", paymentId,
            new Entry(use.Account!.Id, -use.Redeem.AmountMinor), new Entry(use.Terminal.MerchantAccount!, use.Redeem.AmountMinor));
        return new PaymentVerdict("approved")
        {
            PaymentId = paymentId,
            Amount = use.Redeem.Currency.Format(use.Redeem.AmountMinor),
            AmountMinor = use.Redeem.AmountMinor,
            Currency = use.Redeem.Currency.Letters,
        };
    }

    private async Task<PaymentVerdict> RefuseAsync(BankTransaction transaction, CodeUse use, string reason)
    {
        await use.RecordAsync(transaction, "refused", reason, null);
        await _audit.AppendAsync(transaction, "terminal:" + use.Terminal.Id, PaymentEvents.Refused, use.Batch.CustomerId, new { reason });
        return PaymentVerdict.Refused(reason) with
        {
            Earlier = reason == PaymentVerdict.CodeUsed ? await PaymentHistory.AtTerminalAsync(transaction, use.Batch, use.Code, use.Terminal) : null,
        };
    }

    /// <summary>One code at one terminal.</summary>
    private sealed class CodeUse(
        PaymentBatch batch, PaymentCodeNumber code, int position, Terminal terminal, Redeem redeem, DateTimeOffset now)
    {
        public PaymentBatch Batch => batch;

        public PaymentCodeNumber Code => code;

        public int Position => position;

        public Terminal Terminal => terminal;

        public Redeem Redeem => redeem;

        public DateTimeOffset Now => now;

        public long NowMs => now.ToUnixTimeMilliseconds();

        public Account? Account { get; set; }

        public bool NeedsPassword { get; set; }

        public Task RecordAsync(BankTransaction transaction, string verdict, string? reason, string? paymentId) => transaction.ExecuteOneAsync(
            """
            INSERT INTO payment_codes (customer_id, code_index, batch, position, verdict, reason, payment_id, amount_minor, currency, with_password,
                terminal_id, merchant_id, at)
            VALUES (@CustomerId, @Index, @Number, @position, @verdict, @reason, @paymentId, @AmountMinor, @Letters, @WithPassword,
                @Id, @MerchantId, @NowMs)
            """,
            new
            {
                batch.CustomerId,
                code.Index,
                batch.Number,
                position,
                verdict,
                reason,
                paymentId,
                redeem.AmountMinor,
                redeem.Currency.Letters,
                WithPassword = NeedsPassword ? 1L : 0L,
                terminal.Id,
                terminal.MerchantId,
                NowMs,
            });
    }
}
