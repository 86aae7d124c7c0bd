using System.Buffers.Binary;
using System.Collections.Concurrent;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Tokens;

/// <summary>
/// The bank's talk with tokens, through bridges that it does not trust. Each call opens a secure channel of its own, gives its commands, and forgets the channel; one call
/// at a time for a token. Only answers with the token's MAC prove anything: an error status, a bare 9000, an altered, late or missing answer leave the bank where it was.
/// </summary>
public sealed class TokenChannel : ICodeChannel
{
    private readonly BankDatabase _database;
    private readonly TokenHub _hub;
    private readonly TokenKeys _keys;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();

    internal TokenChannel(BankDatabase database, TokenHub hub, TokenKeys keys, AuditLog audit, TimeProvider time)
    {
        _database = database;
        _hub = hub;
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
    public Task<TokenReply> GenerateCodeAsync(string serial, TransactionData transaction, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGenerateCode, TokenApplet.FormDynamic, 0, transaction.ToBytes());
        return TalkAsync(serial, async exchange =>
        {
            var clock = await SetClockAsync(exchange, cancellation);
            return clock.IsDone ? ReplyOf(await exchange.SendAsync(command, cancellation), TokenReplyKind.Pending) : ReplyOf(clock, TokenReplyKind.Unknown);
        }, cancellation);
    }

    /// <summary>What became of a transaction. The reply's counter is the one in the code.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="nonce">The transaction's nonce.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TokenReply> GetStatusAsync(string serial, uint nonce, CancellationToken cancellation)
    {
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGetStatus, 0, 0, TransactionStatus.Query(nonce), 256);
        return TalkAsync(serial, async exchange =>
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
    public Task<TokenReply> CancelAsync(string serial, uint nonce, CancellationToken cancellation)
    {
        var command = new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsCancel, 0, 0, TransactionStatus.Query(nonce));
        return TalkAsync(serial, async exchange => ReplyOf(await exchange.SendAsync(command, cancellation), TokenReplyKind.Cancelled), cancellation);
    }

    /// <summary>
    /// Puts a new key set of the bank's into a token and sets its clock. The version is recorded before it is sent; whether it arrived is proved by the answer or, if that is
    /// lost, by the next channel, which opens under the set that the token has.
    /// </summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns><see cref="TokenReplyKind.Confirmed"/> if the set is in the token; otherwise as <see cref="GetStatusAsync"/>, and to be called again.</returns>
    public Task<TokenReply> PersonaliseAsync(string serial, CancellationToken cancellation)
    {
        var before = 0;
        return TalkAsync(serial, async exchange =>
        {
            // TalkAsync has promoted a set whose answer had been lost; that was this call's work.
            if (before != 0 && exchange.KeyVersion == before)
            {
                return new TokenReply(TokenReplyKind.Confirmed, null, null);
            }

            var clock = await SetClockAsync(exchange, cancellation);
            return clock.IsDone ? await PutKeyAsync(exchange, serial, cancellation) : ReplyOf(clock, TokenReplyKind.Unknown);
        }, cancellation, token => before = token.PendingVersion);
    }

    /// <summary>Erases the bank's keys in a token, as when it is revoked. <see cref="TokenReplyKind.Confirmed"/>: the token proved that they are gone.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TokenReply> EraseKeysAsync(string serial, CancellationToken cancellation) => TalkAsync(serial, async exchange =>
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
            await PromoteAsync(serial, version);
        }

        return ReplyOf(answer, TokenReplyKind.Confirmed);
    }

    /// <summary>Finds the token among the bridges that claim it and does the work under a channel to it.</summary>
    private async Task<TokenReply> TalkAsync(
        string serial, Func<SecureExchange, Task<TokenReply>> work, CancellationToken cancellation, Action<TokenRecord>? onToken = null)
    {
        var turn = _turns.GetOrAdd(serial, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellation);
        try
        {
            var token = await _database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, serial))
                ?? throw new ArgumentException("The token is not registered.", nameof(serial));
            onToken?.Invoke(token);
            var reply = new TokenReply(TokenReplyKind.NotConnected, null, null);
            foreach (var connection in _hub.Claimants(serial))
            {
                var (exchange, status) = await SecureExchange.TryOpenAsync(connection, serial, version => KeysOf(token, version), cancellation);
                if (exchange is null)
                {
                    reply = Later(reply, status);
                    continue;
                }

                return await TalkAsync(token, connection, exchange, work);
            }

            return reply;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<TokenReply> TalkAsync(TokenRecord token, BridgeConnection connection, SecureExchange exchange, Func<SecureExchange, Task<TokenReply>> work)
    {
        try
        {
            _hub.Proved(token.Serial, connection);
            if (exchange.KeyVersion == token.PendingVersion)
            {
                await PromoteAsync(token.Serial, token.PendingVersion);
            }

            return await work(exchange);
        }
        finally
        {
            exchange.Close();
        }
    }

    /// <summary>The keys that the token may have: the pending set, the one in use, or the transport keys before any other is in use.</summary>
    private Scp03Keys? KeysOf(TokenRecord token, int version)
    {
        if (version == token.PendingVersion || version == token.KeyVersion)
        {
            return _keys.Channel(token.Serial, version);
        }

        return version == token.TransportVersion && token.KeyVersion == 0 ? _keys.UnwrapTransport(token) : null;
    }

    private Task PromoteAsync(string serial, int version) => _database.WriteAsync(async transaction =>
    {
        await TokenRecord.PromoteAsync(transaction, serial, version);
        await _audit.AppendAsync(transaction, "token:" + serial, TokenEvents.Personalised, serial, new { Version = version });
    });

    private Task<SecureAnswer> SetClockAsync(SecureExchange exchange, CancellationToken cancellation)
    {
        var seconds = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, (uint)_time.GetUtcNow().ToUnixTimeSeconds());
        return exchange.SendAsync(
            new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsPutData, TokenApplet.TagClock >> 8, TokenApplet.TagClock & 0xFF, seconds), cancellation);
    }

    private static TokenReply Later(TokenReply before, ushort? status) =>
        status is null && before.Kind == TokenReplyKind.Refused
            ? before
            : new TokenReply(status is null ? TokenReplyKind.Unknown : TokenReplyKind.Refused, null, status);

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
