using System.Security.Cryptography;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>What a customer sends to reserve a withdrawal.</summary>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 letters; the account's.</param>
/// <param name="Holder"><c>token</c> (default) or <c>phone</c>.</param>
/// <param name="Card">Where given, it must be the registered card number.</param>
/// <param name="ValidMinutes">1 to 1,440, default 60.</param>
public sealed record Reserve(string Amount, string Currency, string? Holder = null, string? Card = null, int? ValidMinutes = null);

/// <summary>Reserving, asking for a code, cancelling, expiring, and closing the business.</summary>
internal sealed class Reservations
{
    private const int MostOpen = 10;
    private const int DefaultMinutes = 60;
    private const int LongestMinutes = 1440;
    private readonly AuditLog _audit;
    private readonly Registration _registration;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public Reservations(AuditLog audit, Registration registration, TimeProvider time, Randomness randomness) =>
        (_audit, _registration, _time, _randomness) = (audit, registration, time, randomness);

    /// <summary>Checks limits and balance under the account's lock and makes the hold.</summary>
    public async Task<Outcome<ReservationView>> ReserveAsync(BankTransaction transaction, string customerId, Reserve request)
    {
        var accountId = (await Customer.FindAsync(transaction, customerId))?.AccountId
            ?? throw new InvalidOperationException("A logged-in customer is missing.");
        var account = await LedgerBook.LockAsync(transaction, accountId);

        // Read after the lock: a clerk who closes the business holds it, and none is reserved behind his back.
        var customer = (await Customer.FindAsync(transaction, customerId))!;
        if (Check(request, customer) is { } invalid)
        {
            return invalid;
        }

        var currency = Currency.Of(account.Currency);
        if (!currency.TryParse(request.Amount, out var minor))
        {
            return Limits.InvalidAmount(currency);
        }

        if (await CheckLimitsAsync(transaction, customer, account, minor) is { } refusal)
        {
            return refusal;
        }

        var reference = await Reference.NewAsync(transaction, _randomness);
        var now = _time.GetUtcNow();
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO withdrawals (reference, customer_id, account_id, amount_minor, currency, holder, state, created_at, expires_at)
            VALUES (@reference, @customerId, @AccountId, @minor, @Currency, @Holder, 'reserved', @CreatedAt, @ExpiresAt)
            """,
            new
            {
                reference,
                customerId,
                customer.AccountId,
                minor,
                account.Currency,
                Holder = request.Holder ?? "token",
                CreatedAt = now.ToUnixTimeMilliseconds(),
                ExpiresAt = now.AddMinutes(request.ValidMinutes ?? DefaultMinutes).ToUnixTimeMilliseconds(),
            });
        await LedgerBook.HoldAsync(transaction, customer.AccountId, reference, minor);
        await _audit.AppendAsync(transaction, "customer:" + customerId, AuditEvents.WithdrawalChanged, reference,
            new { to = WithdrawalState.Reserved, amountMinor = minor, currency = account.Currency });
        return await ReservationView.OfAsync(transaction, (await Withdrawal.FindAsync(transaction, reference))!);
    }

    /// <summary>Asks for a code, resumes the one that is being asked for, or voids it and asks anew.</summary>
    /// <returns>The view, and the token to talk to.</returns>
    public async Task<Outcome<(ReservationView View, string Serial)>> AskAsync(
        BankTransaction transaction, string customerId, string reference, bool anew)
    {
        var withdrawal = await Withdrawal.LockAsync(transaction, reference);
        if (withdrawal is null || withdrawal.CustomerId != customerId)
        {
            return Refusal.NotFound("reservation");
        }

        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var token = await BoundToken.OfCustomerAsync(transaction, customerId);
        if (await CheckAskAsync(transaction, withdrawal, token, now) is { } refusal)
        {
            return refusal;
        }

        // A code of a token that was replaced, or of older keys, is accepted nowhere: nothing of it can be resumed.
        anew |= await Code.LiveAsync(transaction, reference) is { } live
            && (live.TokenSerial != token!.Serial || live.KeyVersion != token.KeyVersion);
        if (withdrawal.State == WithdrawalState.Confirmed && !anew)
        {
            return new Refusal("code-exists", 409, "The code is confirmed. Send \"anew\": true to void it and ask for a new one.");
        }

        if (withdrawal.State != WithdrawalState.Asked || anew)
        {
            await Code.VoidLiveAsync(transaction, _audit, "customer:" + customerId, reference);
            await Code.AddAsync(transaction, _audit, withdrawal, token!, now, _randomness);
            await withdrawal.MoveAsync(transaction, _audit, "customer:" + customerId, WithdrawalState.Asked);
        }

        return (await ReservationView.OfAsync(transaction, withdrawal), token!.Serial);
    }

    /// <summary>Ends an open withdrawal without cash: cancelled, expired or refused. The hold is free again, and a code is void.</summary>
    public async Task CloseAsync(BankTransaction transaction, string actor, Withdrawal withdrawal, string state)
    {
        if (state == WithdrawalState.Expired)
        {
            var live = await Code.LiveAsync(transaction, withdrawal.Reference);
            await (live?.EndAsync(transaction, Code.Expired, cancelDue: 0) ?? Task.CompletedTask);
        }
        else
        {
            await Code.VoidLiveAsync(transaction, _audit, actor, withdrawal.Reference);
        }

        await withdrawal.MoveAsync(transaction, _audit, actor, state);
        await LedgerBook.EndHoldAsync(transaction, withdrawal.Reference, "released");
    }

    public async Task<Outcome<ReservationView>> CancelAsync(BankTransaction transaction, string customerId, string reference)
    {
        var withdrawal = await Withdrawal.LockAsync(transaction, reference);
        if (withdrawal is null || withdrawal.CustomerId != customerId)
        {
            return Refusal.NotFound("reservation");
        }

        if (WithdrawalState.IsOpen(withdrawal.State))
        {
            await CloseAsync(transaction, "customer:" + customerId, withdrawal, WithdrawalState.Cancelled);
        }
        else if (withdrawal.State != WithdrawalState.Cancelled)
        {
            return WrongState(withdrawal);
        }

        return await ReservationView.OfAsync(transaction, withdrawal);
    }

    /// <summary>Opens or closes the business to a customer; closing refuses what is open.</summary>
    public async Task<Outcome<CustomerView>> SwitchAsync(BankTransaction transaction, string customerId, bool enabled)
    {
        var customer = await Customer.FindAsync(transaction, customerId);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        await LedgerBook.LockAsync(transaction, customer.AccountId);
        await transaction.ExecuteOneAsync("UPDATE customers SET withdrawals_enabled = @Enabled WHERE id = @customerId",
            new { Enabled = enabled ? 1L : 0L, customerId });
        await _audit.AppendAsync(transaction, "clerk", AuditEvents.WithdrawalsSwitched, customerId, new { enabled });
        if (!enabled)
        {
            foreach (var open in await Withdrawal.OpenOfCustomerAsync(transaction, customerId))
            {
                await CloseAsync(transaction, "clerk", open, WithdrawalState.Refused);
            }
        }

        return (await Customer.FindAsync(transaction, customerId))!.ToView();
    }

    /// <summary>Ends one open withdrawal whose time is over.</summary>
    public async Task ExpireAsync(BankTransaction transaction, string reference)
    {
        var withdrawal = await Withdrawal.LockAsync(transaction, reference);
        if (withdrawal is not null && WithdrawalState.IsOpen(withdrawal.State)
            && withdrawal.ExpiresAt <= _time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            await CloseAsync(transaction, "bank", withdrawal, WithdrawalState.Expired);
        }
    }

    public async Task<AccountView> AccountAsync(BankTransaction transaction, string customerId)
    {
        var customer = await Customer.FindAsync(transaction, customerId)
            ?? throw new InvalidOperationException("A logged-in customer is missing.");
        var limits = (await Limits.FindAsync(transaction, customer.Currency))!;
        var left = Math.Max(0, limits.DailyMinor - await UsedTodayAsync(transaction, customerId));
        var view = limits.ToView();
        return new AccountView(customer.ToView(), new AccountLimits(view.Single, view.Daily, Currency.Of(customer.Currency).Format(left)));
    }

    public static Refusal WrongState(Withdrawal withdrawal) =>
        new("wrong-state", 409, $"Reservation {withdrawal.Reference} is {withdrawal.State}; that cannot be done to it any more.");

    private Refusal? Check(Reserve request, Customer customer) =>
        request.Holder is not (null or "token" or "phone") ? new Refusal("invalid-reservation", 400, "holder is token or phone.")
        : request.ValidMinutes is < 1 or > LongestMinutes ? new Refusal("invalid-reservation", 400, "validMinutes is 1 to 1440.")
        : Currency.Find(request.Currency) is null ? Limits.UnknownCurrency(request.Currency)
        : customer.WithdrawalsEnabled == 0 ? WithdrawalsDisabled
        : request.Card is not null && !IsCardOf(request.Card, customer)
            ? new Refusal("wrong-card", 403, "This is not the card that is registered.")
        : request.Currency != customer.Currency ? Limits.CurrencyMismatch(customer.Currency)
        : null;

    private static readonly Refusal WithdrawalsDisabled = new(
        "withdrawals-disabled", 403, "Cardless withdrawal is not open to this customer; ask the bank.");

    private bool IsCardOf(string card, Customer customer) =>
        card.Length <= 40 && CustomerRules.TryNormaliseCard(card, out var number)
        && CryptographicOperations.FixedTimeEquals(_registration.CardIndex(number), customer.CardIndex);

    private async Task<Refusal?> CheckLimitsAsync(BankTransaction transaction, Customer customer, Account account, long minor)
    {
        var limits = (await Limits.FindAsync(transaction, account.Currency))!;
        var view = limits.ToView();
        if (minor > limits.SingleMinor)
        {
            return OverLimit($"One withdrawal is at most {view.Single} {account.Currency}.");
        }

        if (minor > limits.DailyMinor - await UsedTodayAsync(transaction, customer.Id))
        {
            return OverLimit($"The withdrawals of a day are at most {view.Daily} {account.Currency}.");
        }

        var open = await transaction.ValueAsync<long>(
            "SELECT COUNT(*) FROM withdrawals WHERE customer_id = @Id AND state IN ('reserved', 'asked', 'confirmed')",
            new { customer.Id });
        return open >= MostOpen ? OverLimit($"At most {MostOpen} reservations can be open.")
            : minor > account.AvailableMinor ? new Refusal("insufficient-funds", 409, "The available balance is lower than that.")
            : null;
    }

    // What is open or in transit counts whenever it was reserved, what is dispensed on the day of its approval: no midnight lets more out.
    private Task<long> UsedTodayAsync(BankTransaction transaction, string customerId) => transaction.ValueAsync<long>(
        """
        SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM withdrawals WHERE customer_id = @customerId
            AND (state IN ('reserved', 'asked', 'confirmed', 'approved') OR (state = 'dispensed' AND approved_at >= @Midnight))
        """, new { customerId, Midnight = new DateTimeOffset(_time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds() });

    private static async Task<Refusal?> CheckAskAsync(BankTransaction transaction, Withdrawal withdrawal, BoundToken? token, long nowMs)
    {
        if (!WithdrawalState.IsOpen(withdrawal.State) || withdrawal.ExpiresAt <= nowMs)
        {
            return WrongState(withdrawal);
        }

        if (token is not { State: BoundToken.Active, KeyVersion: > 0 })
        {
            return new Refusal("no-token", 409, "No active token is bound to the card; the bank's clerk can bind one.");
        }

        var customer = await Customer.FindAsync(transaction, withdrawal.CustomerId);
        if (customer!.WithdrawalsEnabled == 0)
        {
            return WithdrawalsDisabled;
        }

        var other = await transaction.FindAsync<string>(
            """
            SELECT reference FROM withdrawals
            WHERE customer_id = @CustomerId AND reference <> @Reference AND state IN ('asked', 'confirmed') LIMIT 1
            """,
            new { withdrawal.CustomerId, withdrawal.Reference });
        return other is null ? null
            : new Refusal("code-outstanding", 409, $"The token holds the code of reservation {other}; cancel that one first.");
    }

    private static Refusal OverLimit(string detail) => new("over-limit", 409, detail);
}
