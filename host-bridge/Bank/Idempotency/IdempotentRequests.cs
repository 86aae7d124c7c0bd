using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Idempotency;

/// <summary>
/// Runs requests that move money once for each Idempotency-Key: the answer is stored with caller, key and a digest of the request in the
/// transaction that does the work. The digest is an HMAC, because a request may hold a password.
/// </summary>
public sealed class IdempotentRequests
{
    /// <summary>The request header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Set on a stored answer.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int LongestKey = 64;
    private static readonly Refusal Missing = new(
        "idempotency-key-missing", 400, "Send an Idempotency-Key of 1 to 64 printable ASCII characters.");
    private static readonly Refusal Reused = new(
        "idempotency-key-reused", 422, "This Idempotency-Key was used for another request; take a new one.");
    private readonly BankDatabase _database;
    private readonly KeyRing _keys;
    private readonly TimeProvider _time;
    private readonly JsonSerializerOptions _json;

    /// <summary>Makes the runner.</summary>
    public IdempotentRequests(BankDatabase database, KeyRing keys, TimeProvider time, IOptions<JsonOptions> json) =>
        (_database, _keys, _time, _json) = (database, keys, time, json.Value.SerializerOptions);

    /// <summary>Does the work, or sends the stored answer again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">Its body as read.</param>
    /// <param name="status">HTTP status of success.</param>
    /// <param name="work">The work; a refusal undoes it and is not stored.</param>
    public async Task<IResult> RunAsync<TBody, TAnswer>(
        HttpContext context, TBody body, int status, Func<BankTransaction, Task<Outcome<TAnswer>>> work)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > LongestKey || key.Any(character => character is < ' ' or > '~'))
        {
            return Missing.ToResult();
        }

        var caller = context.CallerId();
        var digest = _keys.Mac("idempotency digest", [.. Parts(context, body)]);
        var outcome = await _database.AttemptAsync<StoredAnswer>(async transaction =>
        {
            var stored = await transaction.FindAsync<StoredAnswer>(
                "SELECT digest, status, body FROM idempotency WHERE caller = @caller AND key = @key", new { caller, key });
            if (stored is not null)
            {
                stored.IsReplay = true;
                return CryptographicOperations.FixedTimeEquals(stored.Digest, digest) ? stored : Reused;
            }

            var done = await work(transaction);
            if (done.Refusal is not null)
            {
                return done.Refusal;
            }

            var bytes = JsonSerializer.SerializeToUtf8Bytes(done.Value, _json);
            var answer = new StoredAnswer { Digest = digest, Status = status, Body = bytes };
            await transaction.ExecuteOneAsync(
                "INSERT INTO idempotency (caller, key, digest, status, body, at) VALUES (@caller, @key, @digest, @status, @Body, @At)",
                new { caller, key, digest, status, answer.Body, At = _time.GetUtcNow().ToUnixTimeMilliseconds() });
            return answer;
        });
        return outcome.Refusal?.ToResult() ?? (IResult)outcome.Value!;
    }

    private IEnumerable<byte[]> Parts<TBody>(HttpContext context, TBody body)
    {
        yield return System.Text.Encoding.UTF8.GetBytes(context.Request.Method);
        yield return System.Text.Encoding.UTF8.GetBytes(context.Request.Path.Value ?? "");
        yield return JsonSerializer.SerializeToUtf8Bytes(body, _json);
    }

    private sealed class StoredAnswer : IResult
    {
        public byte[] Digest { get; init; } = [];

        public int Status { get; init; }

        public byte[] Body { get; init; } = [];

        public bool IsReplay { get; set; }

        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = Status;
            context.Response.ContentType = "application/json; charset=utf-8";
            if (IsReplay)
            {
                context.Response.Headers[ReplayedHeader] = "true";
            }

            await context.Response.Body.WriteAsync(Body);
        }
    }
}
