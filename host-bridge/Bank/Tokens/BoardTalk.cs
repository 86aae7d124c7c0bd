using System.Collections.Concurrent;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Crypto;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tokens;

/// <summary>
/// Finds a board, token or terminal, and opens secure channels to it under the keys that it may have; one talk at a time for a board. A key set whose arrival had not been
/// proved is promoted as soon as the board shows it.
/// </summary>
internal sealed class BoardTalk
{
    private readonly BankDatabase _database;
    private readonly TokenHub _hub;
    private readonly TokenKeys _keys;
    private readonly AuditLog _audit;
    private readonly Randomness _randomness;
    private readonly ConcurrentDictionary<string, Turns> _turns = new();

    public BoardTalk(BankDatabase database, TokenHub hub, TokenKeys keys, AuditLog audit, Randomness randomness)
    {
        _database = database;
        _hub = hub;
        _keys = keys;
        _audit = audit;
        _randomness = randomness;
    }

    /// <summary>Does the work under a channel of its own, which is forgotten afterwards.</summary>
    /// <param name="serial">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="work">The commands.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="through">The one line to use; null for the bridges that claim the board.</param>
    /// <exception cref="ArgumentException">The board is not registered.</exception>
    public async Task<TokenReply> RunAsync(
        string serial, Func<SecureExchange, TokenRecord, Task<TokenReply>> work, CancellationToken cancellation, IApduLine? through = null)
    {
        using var turn = await TurnAsync(serial, cancellation);
        var (exchange, board, reply) = await OpenAsync(serial, through, cancellation);
        if (exchange is null)
        {
            return reply;
        }

        try
        {
            return await work(exchange, board);
        }
        finally
        {
            exchange.Close();
        }
    }

    /// <summary>Opens a channel that is kept: its commands go through <see cref="SendAsync"/>. Null if no bridge has the board, or it did not prove itself.</summary>
    public async Task<SecureExchange?> TryKeepAsync(string serial, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(serial, cancellation);
        return (await OpenAsync(serial, null, cancellation)).Exchange;
    }

    /// <summary>One command under a channel that is kept. Another talk with the board in between has ended the channel; the answer is then none or a bare status.</summary>
    public async Task<SecureAnswer> SendAsync(string serial, SecureExchange kept, CommandApdu plain, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(serial, cancellation);
        return await kept.SendAsync(plain, cancellation);
    }

    /// <summary>The set that was sent under a version is in the board.</summary>
    public Task PromoteAsync(string serial, int version) => _database.WriteAsync(async transaction =>
    {
        await TokenRecord.PromoteAsync(transaction, serial, version);
        await _audit.AppendAsync(transaction, "token:" + serial, TokenEvents.Personalised, serial, new { Version = version });
    });

    private async Task<(SecureExchange? Exchange, TokenRecord Board, TokenReply Reply)> OpenAsync(string serial, IApduLine? through, CancellationToken cancellation)
    {
        var board = await _database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, serial))
            ?? throw new ArgumentException("The board is not registered.", nameof(serial));
        var reply = new TokenReply(TokenReplyKind.NotConnected, null, null);
        IReadOnlyList<BridgeConnection> bridges = through is null ? _hub.Claimants(serial) : [];
        IEnumerable<IApduLine> lines = through is null ? bridges.Select(bridge => new BridgeLine(bridge, serial)) : [through];
        foreach (var line in lines)
        {
            var (exchange, status) = await SecureExchange.TryOpenAsync(line, BoardKind.Aid(board.Kind), version => KeysOf(board, version), _randomness, cancellation);
            if (exchange is null)
            {
                reply = Later(reply, status);
                continue;
            }

            if (line is BridgeLine { Connection: var connection })
            {
                _hub.Proved(serial, connection);
            }

            if (exchange.KeyVersion == board.PendingVersion)
            {
                await PromoteAsync(serial, board.PendingVersion);
            }

            return (exchange, board, reply);
        }

        return (null, board, reply);
    }

    /// <summary>The keys that the board may have: the pending set, the one in use, or the transport keys before any other is in use.</summary>
    private Scp03Keys? KeysOf(TokenRecord board, int version)
    {
        if (version == board.PendingVersion || version == board.KeyVersion)
        {
            return _keys.Channel(board.Serial, version);
        }

        return version == board.TransportVersion && board.KeyVersion == 0 ? _keys.UnwrapTransport(board) : null;
    }

    private static TokenReply Later(TokenReply before, ushort? status) =>
        status is null && before.Kind == TokenReplyKind.Refused
            ? before
            : new TokenReply(status is null ? TokenReplyKind.Unknown : TokenReplyKind.Refused, null, status);

    private ValueTask<Turns.Turn> TurnAsync(string serial, CancellationToken cancellation) =>
        _turns.GetOrAdd(serial, _ => new Turns()).TakeAsync(cancellation);

    private sealed class BridgeLine(BridgeConnection connection, string serial) : IApduLine
    {
        public BridgeConnection Connection => connection;

        public Task<RelayAnswer> AskAsync(byte[] apdu, CancellationToken cancellation) => connection.AskAsync(serial, apdu, cancellation);
    }
}
