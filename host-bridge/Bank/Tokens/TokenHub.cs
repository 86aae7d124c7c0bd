using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace PaymentCode.Bank.Tokens;

/// <summary>All bridges that are connected, and which of them claims which token. Anybody may connect and claim anything; SCP03 finds out who has the token.</summary>
internal sealed class TokenHub
{
    /// <summary>How many bridges that claim one token are tried for one exchange.</summary>
    public const int MaxClaimants = 8;

    private const int MaxConnections = 1024;

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<BridgeConnection, bool> _connections = new();
    private readonly ConcurrentDictionary<string, BridgeConnection> _proved = new();
    private long _order;
    private int _count;

    /// <summary>Makes a hub without bridges.</summary>
    /// <param name="time">The clock for time limits.</param>
    public TokenHub(TimeProvider time) => _time = time;

    /// <summary>A bridge says that it has a board; called on the bridge's own thread, so handlers only note it.</summary>
    public event Action<string>? Claimed;

    /// <summary>Serves a bridge until it goes or the bank stops. False if there are too many.</summary>
    public async Task<bool> TryServeAsync(Func<Task<WebSocket>> accept, CancellationToken stopping)
    {
        try
        {
            if (Interlocked.Increment(ref _count) > MaxConnections)
            {
                return false;
            }

            using var socket = await accept();
            var connection = new BridgeConnection(socket, _time, () => Interlocked.Increment(ref _order), serial => Claimed?.Invoke(serial));
            _connections[connection] = true;
            try
            {
                await connection.RunAsync(stopping);
            }
            finally
            {
                _connections.TryRemove(connection, out _);
                Forget(connection);
            }

            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Whether a bridge says that it has the token.</summary>
    public bool IsClaimed(string serial) => _connections.Keys.Any(connection => connection.ClaimOf(serial) is not null);

    /// <summary>All boards that a bridge says it has.</summary>
    public IReadOnlyCollection<string> ClaimedSerials() => [.. _connections.Keys.SelectMany(connection => connection.Claims).Distinct()];

    /// <summary>
    /// The bridges that claim a token: first the one through which it proved itself last, so that a liar who claims it again and again does not come before it; then the
    /// newest claims.
    /// </summary>
    public IReadOnlyList<BridgeConnection> Claimants(string serial)
    {
        var proved = _proved.GetValueOrDefault(serial);
        return _connections.Keys
            .Select(connection => (Connection: connection, Claim: connection.ClaimOf(serial)))
            .Where(pair => pair.Claim is not null)
            .OrderByDescending(pair => pair.Connection == proved)
            .ThenByDescending(pair => pair.Claim)
            .Take(MaxClaimants)
            .Select(pair => pair.Connection)
            .ToList();
    }

    /// <summary>The token has passed SCP03 through this bridge.</summary>
    public void Proved(string serial, BridgeConnection connection) => _proved[serial] = connection;

    private void Forget(BridgeConnection connection)
    {
        foreach (var pair in _proved.Where(pair => pair.Value == connection).ToList())
        {
            _proved.TryRemove(pair);
        }
    }
}
