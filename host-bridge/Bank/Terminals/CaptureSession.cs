using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank.Terminals;

/// <summary>What a customer typed at an ATM.</summary>
/// <param name="Phone">Phone number.</param>
/// <param name="Pin">Pick-up PIN.</param>
public sealed record OpenSession(string Phone, string Pin);

/// <summary>The order to capture.</summary>
/// <param name="SessionId">32 hexadecimal digits.</param>
/// <param name="Expires">End of the session.</param>
/// <param name="Order">Always <c>capture</c>.</param>
public sealed record SessionView(string SessionId, DateTimeOffset Expires, string Order);

/// <summary>A capture session: 90 seconds in which one terminal may show the code of one withdrawal.</summary>
internal sealed class CaptureSession
{
    public const string Open = "open";
    public const string Approved = "approved";
    public const string Ended = "ended";

    public string Id { get; init; } = "";

    public string CustomerId { get; init; } = "";

    public string Reference { get; init; } = "";

    public string State { get; init; } = "";

    public long ExpiresAt { get; init; }

    public long Frames { get; init; }

    public long FalsePictures { get; init; }

    /// <summary>The session of this terminal, locked; another terminal's is unknown to it.</summary>
    public static Task<CaptureSession?> LockAsync(BankTransaction transaction, string id, string terminalId) =>
        transaction.FindAsync<CaptureSession>(
        """
        SELECT id, customer_id, reference, state, expires_at, frames, false_pictures FROM capture_sessions
        WHERE id = @id AND terminal_id = @terminalId
        """ + transaction.ForUpdate, new { id, terminalId });

    public Task SaveAsync(BankTransaction transaction, string state, long falsePictures) => transaction.ExecuteOneAsync(
        "UPDATE capture_sessions SET state = @state, frames = frames + 1, false_pictures = @falsePictures WHERE id = @Id",
        new { state, falsePictures, Id });
}

/// <summary>
/// Opens capture sessions. An unknown number, a wrong PIN, a number that is being delayed and one without a withdrawal that waits all get
/// the same answer after the same statements and the same HMAC; only the audit log knows.
/// </summary>
internal sealed class SessionOpening
{
    private const int FreePins = 3;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(90);
    private readonly AuditLog _audit;
    private readonly PickupPin _pin;
    private readonly Throttle _throttle;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public SessionOpening(AuditLog audit, PickupPin pin, Throttle throttle, TimeProvider time, Randomness randomness) =>
        (_audit, _pin, _throttle, _time, _randomness) = (audit, pin, throttle, time, randomness);

    /// <summary>The session, or null for any of the reasons.</summary>
    public async Task<SessionView?> TryOpenAsync(BankTransaction transaction, string terminalId, OpenSession request)
    {
        var now = _time.GetUtcNow();
        var subject = _throttle.Subject(request.Phone);
        var delayed = await _throttle.LockAsync(transaction, Throttle.Pin, subject) > 0;
        var customer = await Customer.FindByPhoneAsync(transaction, request.Phone);
        var right = _pin.Check(customer, request.Pin);
        var withdrawal = await Withdrawal.WaitingAsync(transaction, customer?.Id ?? "", now.ToUnixTimeMilliseconds());
        if (delayed || !right || withdrawal is null || customer is not { WithdrawalsEnabled: not 0 })
        {
            // What was looked at counts whatever was wrong, or else the delay would tell a right PIN from a wrong one.
            await (delayed ? Task.CompletedTask : _throttle.FailAsync(transaction, Throttle.Pin, subject, FreePins));
            var reason = delayed ? "delayed" : customer is null ? "unknown number" : !right ? "wrong PIN" : "no withdrawal waits";
            await _audit.AppendAsync(
                transaction, "terminal:" + terminalId, AuditEvents.SessionRefused, customer?.Id ?? subject, new { reason });
            return null;
        }

        await Throttle.ClearAsync(transaction, Throttle.Pin, subject);
        await transaction.ExecuteAsync(
            "UPDATE capture_sessions SET state = 'ended' WHERE customer_id = @Id AND state = 'open'", new { customer.Id });
        var id = Convert.ToHexStringLower(_randomness.Bytes(16));
        var expires = now + Lifetime;
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO capture_sessions (id, terminal_id, customer_id, reference, state, expires_at)
            VALUES (@id, @terminalId, @CustomerId, @Reference, 'open', @ExpiresAt)
            """, new { id, terminalId, CustomerId = customer.Id, withdrawal.Reference, ExpiresAt = expires.ToUnixTimeMilliseconds() });
        await _audit.AppendAsync(transaction, "terminal:" + terminalId, AuditEvents.SessionOpened, withdrawal.Reference);
        return new SessionView(id, expires, "capture");
    }
}
