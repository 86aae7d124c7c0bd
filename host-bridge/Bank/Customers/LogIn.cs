using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Customers;

/// <summary>What a customer sends to log in.</summary>
/// <param name="Phone">Phone number.</param>
/// <param name="Password">Password.</param>
public sealed record LogInRequest(string Phone, string Password);

/// <summary>A customer's session.</summary>
/// <param name="Token">Bearer token.</param>
/// <param name="Expires">When it ends at the latest.</param>
/// <param name="CustomerId">Customer id.</param>
/// <param name="Name">Name.</param>
public sealed record LogInView(string Token, DateTimeOffset Expires, string CustomerId, string Name);

/// <summary>Log-in and sessions. The database holds only the SHA-256 of a session token, which is 32 random bytes.</summary>
internal sealed class LogIn
{
    private const int FreeAttempts = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);
    private static readonly Refusal TooMany = new("too-many-attempts", 429, "Too many wrong passwords; wait and try again.");
    private static readonly Refusal Refused = new("login-refused", 401, "Phone number or password is wrong.");
    private readonly string _nobodysHash;
    private readonly AuditLog _audit;
    private readonly BankDatabase _database;
    private readonly IPasswordHasher<Customer> _hasher;
    private readonly Throttle _throttle;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public LogIn(AuditLog audit, BankDatabase database, IPasswordHasher<Customer> hasher, Throttle throttle, TimeProvider time, Randomness randomness)
    {
        (_audit, _database, _hasher, _throttle, _time, _randomness) = (audit, database, hasher, throttle, time, randomness);
        _nobodysHash = hasher.HashPassword(new Customer(), Convert.ToHexString(randomness.Bytes(16)));
    }

    /// <summary>Logs in. An unknown number costs the same hash and the same statements as a wrong password.</summary>
    public async Task<Outcome<LogInView>> StartAsync(LogInRequest request)
    {
        if (request.Password.Length > 128 || request.Phone.Length > 16)
        {
            return Refused;
        }

        var subject = _throttle.Subject(request.Phone);
        var (customer, delayMs) = await _database.WriteAsync(transaction => CountAsync(transaction, request.Phone, subject));
        if (delayMs > 0)
        {
            return TooMany with { RetryAfterSeconds = (int)(delayMs / 1000) + 1 };
        }

        var hash = customer?.PasswordHash ?? _nobodysHash;
        var fits = _hasher.VerifyHashedPassword(customer ?? new Customer(), hash, request.Password) != PasswordVerificationResult.Failed;
        if (customer is null || !fits)
        {
            await _database.WriteAsync(transaction => _audit.AppendAsync(transaction, "bank", AuditEvents.LoginRefused, subject));
            return Refused;
        }

        return await OpenAsync(customer, subject);
    }

    /// <summary>Whether a logged-in customer knows the password too; wrong ones count as wrong log-ins. Null if so.</summary>
    public async Task<Refusal?> ConfirmAsync(string customerId, string password)
    {
        if (password.Length > 128)
        {
            return Refused;
        }

        var phone = (await _database.ReadAsync(transaction => Customer.FindAsync(transaction, customerId)))?.Phone
            ?? throw new InvalidOperationException("A logged-in customer is missing.");
        var subject = _throttle.Subject(phone);
        var (customer, delayMs) = await _database.WriteAsync(transaction => CountAsync(transaction, phone, subject));
        if (delayMs > 0)
        {
            return TooMany with { RetryAfterSeconds = (int)(delayMs / 1000) + 1 };
        }

        if (_hasher.VerifyHashedPassword(customer!, customer!.PasswordHash, password) == PasswordVerificationResult.Failed)
        {
            await _database.WriteAsync(transaction => _audit.AppendAsync(transaction, "bank", AuditEvents.LoginRefused, subject));
            return Refused;
        }

        await _database.WriteAsync(transaction => Throttle.ClearAsync(transaction, Throttle.Login, subject));
        return null;
    }

    /// <summary>The customer of a session token, or null if the session is unknown or over.</summary>
    public async Task<string?> FindCustomerAsync(string token)
    {
        var digest = Digest(token);
        var session = await _database.ReadAsync(transaction => transaction.FindAsync<Session>(
            "SELECT customer_id, created_at, used_at FROM customer_sessions WHERE token_digest = @digest", new { digest }));
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (session is null || now - session.CreatedAt > Longest.TotalMilliseconds || now - session.UsedAt > LongestIdle.TotalMilliseconds)
        {
            return null;
        }

        if (now - session.UsedAt > UseGrain.TotalMilliseconds)
        {
            await _database.WriteAsync(transaction => transaction.ExecuteAsync(
                "UPDATE customer_sessions SET used_at = @now WHERE token_digest = @digest", new { now, digest }));
        }

        return session.CustomerId;
    }

    /// <summary>Ends a session.</summary>
    public Task EndAsync(string token) => _database.WriteAsync(transaction => transaction.ExecuteAsync(
        "DELETE FROM customer_sessions WHERE token_digest = @Digest", new { Digest = Digest(token) }));

    /// <summary>Forgets sessions that are over.</summary>
    public Task ForgetAsync(BankTransaction transaction)
    {
        var now = _time.GetUtcNow();
        return transaction.ExecuteAsync("DELETE FROM customer_sessions WHERE created_at < @Created OR used_at < @Used",
            new { Created = (now - Longest).ToUnixTimeMilliseconds(), Used = (now - LongestIdle).ToUnixTimeMilliseconds() });
    }

    // Every attempt counts as a wrong one until it has been seen to be right, so that many at once are not more than one after the other.
    private async Task<(Customer? Customer, long DelayMs)> CountAsync(BankTransaction transaction, string phone, string subject)
    {
        var delayMs = await _throttle.LockAsync(transaction, Throttle.Login, subject);
        if (delayMs == 0)
        {
            await _throttle.FailAsync(transaction, Throttle.Login, subject, FreeAttempts);
        }

        return (await Customer.FindByPhoneAsync(transaction, phone), delayMs);
    }

    private async Task<LogInView> OpenAsync(Customer customer, string subject)
    {
        var token = Base64Url.EncodeToString(_randomness.Bytes(32));
        var now = _time.GetUtcNow();
        await _database.WriteAsync(async transaction =>
        {
            await Throttle.ClearAsync(transaction, Throttle.Login, subject);
            await transaction.ExecuteOneAsync(
                "INSERT INTO customer_sessions (token_digest, customer_id, created_at, used_at) VALUES (@Digest, @Id, @At, @At)",
                new { Digest = Digest(token), customer.Id, At = now.ToUnixTimeMilliseconds() });
            await _audit.AppendAsync(transaction, "customer:" + customer.Id, AuditEvents.LoggedIn, customer.Id);
        });
        return new LogInView(token, now + Longest, customer.Id, customer.Name);
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed class Session
    {
        public string CustomerId { get; init; } = "";

        public long CreatedAt { get; init; }

        public long UsedAt { get; init; }
    }
}
