using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Terminals;

/// <summary>An answer to a terminal.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON.</param>
internal sealed record TerminalAnswer(int Status, byte[] Body)
{
    public string ContentType => Status < 400 ? "application/json; charset=utf-8" : "application/problem+json";
}

/// <summary>
/// Authenticated messages of terminals, docs/PROTOCOLS.md §6: MAC, rising sequence, stored answers. A message's effect and its stored
/// answer are one transaction, so a repeated message gets the same answer whatever happened in between.
/// </summary>
internal sealed class TerminalMessages
{
    private const int StoredAnswers = 256;
    private static readonly Refusal Old = new("sequence-old", 409, "The sequence is below the newest one, and no answer to it is stored.");
    private static readonly Refusal Reused = new("sequence-reused", 422, "This sequence was another message's; take a higher one.");
    private static readonly Refusal Unauthorised = new("terminal-refused", 403, "The terminal is not authorised.");
    private static readonly Refusal TooSlow = new("too-slow", 408, "The body took longer than 30 seconds.");
    private static readonly TimeSpan LongestUpload = TimeSpan.FromSeconds(30);
    private readonly byte[] _nobodysKey;
    private readonly AuditLog _audit;
    private readonly BankDatabase _database;
    private readonly KeyRing _keys;
    private readonly RefusedMessages _refused;
    private readonly TimeProvider _time;
    private readonly JsonSerializerOptions _json;

    public TerminalMessages(AuditLog audit, BankDatabase database, KeyRing keys, RefusedMessages refused, TimeProvider time,
        IOptions<JsonOptions> json, Randomness randomness)
    {
        (_audit, _database, _keys, _refused, _time, _json) = (audit, database, keys, refused, time, json.Value.SerializerOptions);
        _nobodysKey = randomness.Bytes(TerminalMac.KeyLength);
    }

    /// <summary>Takes a message, prepares the work outside the transaction (recognition takes its time) and does it once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="terminalId">Terminal id in the path.</param>
    /// <param name="whileSuspended">Whether a terminal that is not authorised (any more) may say this: how it ended with the cash.</param>
    /// <param name="prepare">What to do with the body before the transaction.</param>
    /// <param name="work">What to do in it.</param>
    public async Task ServeAsync<T>(
        HttpContext context, string terminalId, Access whileSuspended, Func<byte[], T> prepare,
        Func<BankTransaction, T, Task<TerminalAnswer>> work)
    {
        if (await ReadBodyAsync(context.Request) is not { } body)
        {
            context.Response.Headers.Connection = "close";
            await Problems.WriteAsync(context, TooSlow);
            return;
        }

        var terminal = await _database.ReadAsync(transaction => Terminal.FindAsync(transaction, terminalId));
        var key = terminal?.Key(_keys) ?? _nobodysKey;
        if (!TryAuthenticate(context.Request, key, body, out var sequence, out var mac) || terminal is null)
        {
            await _refused.NoteAsync(terminalId, terminal is null ? "unknown terminal" : "wrong MAC or headers");
            await Problems.WriteAsync(context, Refusal.NotAuthenticated);
            return;
        }

        var answer = await _database.ReadAsync(transaction => FindStoredAsync(transaction, terminalId, sequence, mac));
        if (answer is null)
        {
            var prepared = prepare(body);
            answer = await _database.WriteAsync(transaction =>
                DoOnceAsync(transaction, terminalId, whileSuspended, sequence, mac, () => work(transaction, prepared)));
        }

        await SendAsync(context, key, sequence, answer);
    }

    public TerminalAnswer Answer(int status, object body) => new(status, JsonSerializer.SerializeToUtf8Bytes(body, _json));

    public TerminalAnswer Answer(Refusal refusal) => Answer(refusal.Status, refusal.ToProblem());

    private async Task<TerminalAnswer> DoOnceAsync(
        BankTransaction transaction, string terminalId, Access access, long sequence, byte[] mac, Func<Task<TerminalAnswer>> work)
    {
        var terminal = await Terminal.LockAsync(transaction, terminalId);
        if (await FindStoredAsync(transaction, terminalId, sequence, mac) is { } stored)
        {
            return stored;
        }

        if (sequence < terminal.NewestSequence)
        {
            await _audit.AppendAsync(
                transaction, "terminal:" + terminalId, AuditEvents.TerminalRefused, terminalId, new { reason = "sequence-old", sequence });
            return Answer(Old);
        }

        TerminalAnswer answer;
        if (access == Access.Authorised && terminal.State != Terminal.Authorised)
        {
            await _audit.AppendAsync(
                transaction, "terminal:" + terminalId, AuditEvents.TerminalRefused, terminalId, new { reason = terminal.State });
            answer = Answer(Unauthorised);
        }
        else
        {
            answer = await work();
        }

        await transaction.ExecuteOneAsync(
            "UPDATE terminals SET newest_sequence = @sequence WHERE id = @terminalId", new { sequence, terminalId });
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO terminal_messages (terminal_id, sequence, mac, status, content_type, body)
            VALUES (@terminalId, @sequence, @mac, @Status, @ContentType, @Body)
            """,
            new { terminalId, sequence, mac, answer.Status, answer.ContentType, answer.Body });
        await transaction.ExecuteAsync(
            """
            DELETE FROM terminal_messages WHERE terminal_id = @terminalId AND sequence <=
                (SELECT sequence FROM terminal_messages WHERE terminal_id = @terminalId
                ORDER BY sequence DESC LIMIT 1 OFFSET @StoredAnswers)
            """, new { terminalId, StoredAnswers });
        return answer;
    }

    private async Task<TerminalAnswer?> FindStoredAsync(BankTransaction transaction, string terminalId, long sequence, byte[] mac)
    {
        var stored = await transaction.FindAsync<Stored>(
            "SELECT mac, status, body FROM terminal_messages WHERE terminal_id = @terminalId AND sequence = @sequence",
            new { terminalId, sequence });
        return stored is null ? null
            : CryptographicOperations.FixedTimeEquals(stored.Mac, mac) ? new TerminalAnswer(stored.Status, stored.Body)
            : Answer(Reused);
    }

    private static bool TryAuthenticate(HttpRequest request, byte[] key, byte[] body, out long sequence, out byte[] mac)
    {
        mac = [];
        var given = request.Headers[TerminalMac.MacHeader].ToString();
        var wellFormed = long.TryParse(
            request.Headers[TerminalMac.SequenceHeader], NumberStyles.None, CultureInfo.InvariantCulture, out sequence) & sequence > 0;
        var expected = TerminalMac.OfRequest(key, request.Method, request.Path.Value ?? "", sequence, body);

        // A line end in the path could stand for the end of a field of what the MAC covers.
        wellFormed &= request.Path.Value?.Any(char.IsControl) is false;
        if (!TerminalMac.AreEqual(expected, given) || !wellFormed)
        {
            return false;
        }

        mac = Convert.FromHexString(expected);
        return true;
    }

    private static Task SendAsync(HttpContext context, byte[] key, long sequence, TerminalAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers[TerminalMac.MacHeader] = TerminalMac.OfResponse(key, sequence, answer.Status, answer.Body);
        return context.Response.Body.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>
    /// The body, or null if it takes too long: nobody is authenticated before it is here, and a stranger who sends slowly must not keep the
    /// place of an ATM.
    /// </summary>
    private async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        // The length is bounded by the endpoint's size limit: reading past it fails with 413.
        using var buffer = new MemoryStream();
        using var patience = new CancellationTokenSource(LongestUpload, _time);
        try
        {
            await request.Body.CopyToAsync(buffer, patience.Token);
            return buffer.ToArray();
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class Stored
    {
        public byte[] Mac { get; init; } = [];

        public int Status { get; init; }

        public byte[] Body { get; init; } = [];
    }
}

/// <summary>Which terminals an endpoint serves.</summary>
internal enum Access
{
    /// <summary>Authorised ones only.</summary>
    Authorised,

    /// <summary>Any that is registered, suspended ones too.</summary>
    Registered,
}
