using System.Buffers.Binary;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tokens;

/// <summary>
/// The bank's talk with tokens, through bridges that it does not trust. Each call opens a secure channel of its own, gives its commands, and forgets the channel; one call
/// at a time for a token. Only answers with the token's MAC prove anything: an error status, a bare 9000, an altered, late or missing answer leave the bank where it was.
/// </summary>
public sealed class TokenChannel : ICodeChannel, IPaymentKeyChannel
{
    private readonly BankDatabase _database;
    private readonly BoardTalk _talk;
    private readonly TokenKeys _keys;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    internal TokenChannel(BankDatabase database, BoardTalk talk, TokenKeys keys, AuditLog audit, TimeProvider time)
    {
        _database = database;
        _talk = talk;
        _keys = keys;
        _audit = audit;
        _time = time;
    }

    /// <summary>
    /// Asks a token for a code, after setting its clock. <see cref="TokenReplyKind.Pending"/>: the token has taken it and proved so. The same transaction asked again resumes; it
    /// never prompts twice.
    /// </summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="transaction">What the token shows and the code is bound to.</param>
    /// <param name="cancellation">Ends the waiting; whether the token was asked is then unknown.</param>
    public Task<TokenReply> GenerateCodeAsync(string serial, TransactionData transaction, CancellationToken cancellation) =>
        GenerateCodeAsync(serial, transaction, [], null, cancellation);

    /// <summary>As above, through one line; what the token may still hold for dead codes is cancelled first.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="transaction">What the token shows and the code is bound to.</param>
    /// <param name="dead">Nonces of codes that are void or used.</param>
    /// <param name="through">The line; null for the bridges.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal Task<TokenReply> GenerateCodeAsync(
        string serial, TransactionData transaction, IReadOnlyList<uint> dead, IApduLine? through, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGenerateCode, TokenApplet.FormDynamic, 0, transaction.ToBytes());
        return _talk.RunAsync(serial, async (exchange, _) =>
        {
            // The token does not know every nonce any more and says so with an error status; the channel stands, and GENERATE CODE shows what counts.
            foreach (var nonce in dead)
            {
                await exchange.SendAsync(CancelCommand(nonce), cancellation);
            }

            var clock = await SetClockAsync(exchange, cancellation);
            return clock.IsDone ? ReplyOf(await exchange.SendAsync(command, cancellation), TokenReplyKind.Pending) : ReplyOf(clock, TokenReplyKind.Unknown);
        }, cancellation, through);
    }

    /// <summary>What became of a transaction. The reply's counter is the one in the code.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="nonce">The transaction's nonce.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TokenReply> GetStatusAsync(string serial, uint nonce, CancellationToken cancellation)
    {
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGetStatus, 0, 0, TransactionStatus.Query(nonce), 256);
        return _talk.RunAsync(serial, async (exchange, _) =>
        {
            var answer = await exchange.SendAsync(command, cancellation);
            return answer.IsDone && TransactionStatus.TryParse(answer.Data, out var status) && status.Nonce == nonce
                ? new TokenReply(KindOf(status.Outcome), status.Counter == TransactionStatus.NoCounter ? null : status.Counter, null)
                : ReplyOf(answer, TokenReplyKind.Unknown);
        }, cancellation);
    }

    /// <summary>Takes a transaction back. <see cref="TokenReplyKind.Cancelled"/>: the token proved that it holds neither prompt nor code of it.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="nonce">The transaction's nonce.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TokenReply> CancelAsync(string serial, uint nonce, CancellationToken cancellation) => _talk.RunAsync(
        serial, async (exchange, _) => ReplyOf(await exchange.SendAsync(CancelCommand(nonce), cancellation), TokenReplyKind.Cancelled), cancellation);

    /// <inheritdoc/>
    public Task<TokenReply> PutPaymentKeyAsync(string serialHex, byte[] data, CancellationToken cancellation)
    {
        var command = new CommandApdu(
            TokenApplet.ClaSecure, TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData >> 8, TokenApplet.TagPaymentKeyData & 0xFF, data);
        return _talk.RunAsync(serialHex, async (exchange, _) =>
        {
            var clock = await SetClockAsync(exchange, cancellation);
            return clock.IsDone ? ReplyOf(await exchange.SendAsync(command, cancellation), TokenReplyKind.Confirmed) : ReplyOf(clock, TokenReplyKind.Unknown);
        }, cancellation);
    }

    /// <summary>
    /// Puts a new key set of the bank's into a token, after setting its clock, or into a terminal's board. The version is recorded before it is sent; whether it arrived is proved by the answer or, if that is
    /// lost, by the next channel, which opens under the set that the token has.
    /// </summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns><see cref="TokenReplyKind.Confirmed"/> if the set is in the token; otherwise as <see cref="GetStatusAsync"/>, and to be called again.</returns>
    public Task<TokenReply> PersonaliseAsync(string serial, CancellationToken cancellation) => _talk.RunAsync(serial, async (exchange, before) =>
    {
        // A set whose answer had been lost has been promoted when the channel opened; that was this call's work.
        if (before.PendingVersion != 0 && exchange.KeyVersion == before.PendingVersion)
        {
            return new TokenReply(TokenReplyKind.Confirmed, null, null);
        }

        if (before.Kind == BoardKind.Token && await SetClockAsync(exchange, cancellation) is { IsDone: false } clock)
        {
            return ReplyOf(clock, TokenReplyKind.Unknown);
        }

        return await PutKeyAsync(exchange, serial, cancellation);
    }, cancellation);

    /// <summary>Erases the bank's keys in a token, as when it is revoked. <see cref="TokenReplyKind.Confirmed"/>: the token proved that they are gone.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TokenReply> EraseKeysAsync(string serial, CancellationToken cancellation) => _talk.RunAsync(serial, async (exchange, _) =>
    {
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsDeleteKey, 0, 0, [(byte)TokenApplet.TagKeyVersion, 1, (byte)exchange.KeyVersion]);
        var answer = await exchange.SendAsync(command, cancellation);
        if (answer.IsDone)
        {
            await _database.WriteAsync(async transaction =>
            {
                await TokenRecord.SetErasedAsync(transaction, serial);
                await _audit.AppendAsync(transaction, "token:" + serial, TokenEvents.KeysErased, serial, new { exchange.KeyVersion });
            });
        }

        return ReplyOf(answer, TokenReplyKind.Confirmed);
    }, cancellation);

    private async Task<TokenReply> PutKeyAsync(SecureExchange exchange, string serial, CancellationToken cancellation)
    {
        var version = await _database.WriteAsync(async transaction =>
        {
            var token = await TokenRecord.FindAsync(transaction, serial) ?? throw new InvalidOperationException("A token's row is never deleted.");
            await TokenRecord.SetPendingAsync(transaction, serial, token.NextVersion);
            await _audit.AppendAsync(transaction, "bank", TokenEvents.KeysSent, serial, new { Version = token.NextVersion });
            return token.NextVersion;
        });
        var data = exchange.Encrypt(_keys.Set(serial, version));
        var command = new CommandApdu(
            TokenApplet.ClaSecure, TokenApplet.InsPutKey, (byte)exchange.KeyVersion, TokenApplet.PutKeyFirstOfSeveral, data, 256);
        var answer = await exchange.SendAsync(command, cancellation);
        if (answer.IsDone)
        {
            await _talk.PromoteAsync(serial, version);
        }

        return ReplyOf(answer, TokenReplyKind.Confirmed);
    }

    private Task<SecureAnswer> SetClockAsync(SecureExchange exchange, CancellationToken cancellation)
    {
        var seconds = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, (uint)_time.GetUtcNow().ToUnixTimeSeconds());
        return exchange.SendAsync(
            new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsPutData, TokenApplet.TagClock >> 8, TokenApplet.TagClock & 0xFF, seconds), cancellation);
    }

    private static CommandApdu CancelCommand(uint nonce) => new(TokenApplet.ClaSecure, TokenApplet.InsCancel, 0, 0, TransactionStatus.Query(nonce));

    private static TokenReply ReplyOf(SecureAnswer answer, TokenReplyKind done)
    {
        var kind = answer switch
        {
            { IsDone: true } => done,
            { Result: ExchangeResult.BareStatus } => TokenReplyKind.Refused,
            _ => TokenReplyKind.Unknown,
        };
        return new TokenReply(kind, null, kind == TokenReplyKind.Refused ? answer.StatusWord : null);
    }

    private static TokenReplyKind KindOf(byte outcome) => outcome switch
    {
        TokenApplet.OutcomePending => TokenReplyKind.Pending,
        TokenApplet.OutcomeConfirmed => TokenReplyKind.Confirmed,
        TokenApplet.OutcomeDeclined => TokenReplyKind.Declined,
        TokenApplet.OutcomeExpired => TokenReplyKind.Expired,
        TokenApplet.OutcomeCancelled => TokenReplyKind.Cancelled,
        TokenApplet.OutcomeFailed => TokenReplyKind.Failed,
        TokenApplet.OutcomeEnded => TokenReplyKind.Ended,
        _ => TokenReplyKind.Unknown,
    };
}
