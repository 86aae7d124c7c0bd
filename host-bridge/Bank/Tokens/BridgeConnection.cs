using System.Collections.Concurrent;
using System.Net.WebSockets;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tokens;

/// <summary>What came back for a command: the response APDU, or why there is none. Nothing of it is believed before SCP03 has checked it.</summary>
internal readonly record struct RelayAnswer(byte[]? Response, RelayFailure Failure);

/// <summary>
/// One bridge's connection, <c>/bridge</c> in docs/PROTOCOLS.md section 5. The bridge is not trusted: every message of it is bounded in length and number, an answer is
/// taken once and only to a question, and whatever else it does ends in a timeout.
/// </summary>
internal sealed class BridgeConnection
{
    private const int MaxTokens = 16;
    private const int MaxOutstanding = 64;
    private const int MaxUnaskedPerMinute = 120;
    private static readonly TimeSpan HelloTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly Func<long> _nextOrder;
    private readonly Action<string> _onClaim;
    private readonly Turns _sending = new();
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<RelayAnswer>> _outstanding = new();
    private readonly ConcurrentDictionary<string, long> _tokens = new();
    private uint _newestId;
    private int _unasked;
    private DateTimeOffset _minute;
    private volatile bool _ended;

    /// <summary>Makes the connection; <see cref="RunAsync"/> serves it.</summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="time">The clock for time limits.</param>
    /// <param name="nextOrder">Gives each claim its place among all bridges' claims; a later one is larger.</param>
    /// <param name="onClaim">Told of each claim, once it can be used.</param>
    public BridgeConnection(WebSocket socket, TimeProvider time, Func<long> nextOrder, Action<string> onClaim)
    {
        _socket = socket;
        _time = time;
        _nextOrder = nextOrder;
        _onClaim = onClaim;
        _minute = time.GetUtcNow();
    }

    /// <summary>The boards that this bridge claims.</summary>
    public IEnumerable<string> Claims => _tokens.Keys;

    /// <summary>When this bridge claimed the token, as a place among all claims; null if it does not claim it.</summary>
    public long? ClaimOf(string serial) => _tokens.TryGetValue(serial, out var order) ? order : null;

    /// <summary>Reads until the bridge goes, breaks a rule, or the bank stops.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            using (var patience = new CancellationTokenSource(HelloTime, _time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation))
            {
                if (await ReceiveAsync(either.Token) is not { Type: RelayMessageType.Hello, Version: RelayMessage.ProtocolVersion })
                {
                    return;
                }
            }

            while (await ReceiveAsync(cancellation) is { } message && Take(message))
            {
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The bridge went, was too slow to say hello, or the bank stops.
        }
        finally
        {
            End();
            await CloseAsync();
        }
    }

    /// <summary>Sends a command to a token of this bridge and waits for the answer. Never throws for what the bridge does.</summary>
    public async Task<RelayAnswer> AskAsync(string serial, byte[] apdu, CancellationToken cancellation)
    {
        if (_outstanding.Count >= MaxOutstanding)
        {
            return new RelayAnswer(null, RelayFailure.LinkLost);
        }

        var answer = new TaskCompletionSource<RelayAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        uint id = 0;
        try
        {
            id = await SendAsync(serial, apdu, answer, cancellation);
            using var patience = new CancellationTokenSource(AnswerTime, _time);
            using var late = patience.Token.Register(() => answer.TrySetResult(new RelayAnswer(null, RelayFailure.LinkLost)));
            using var ended = cancellation.Register(() => answer.TrySetCanceled(cancellation));
            return await answer.Task;
        }
        catch (Exception exception) when (exception is TimeoutException or WebSocketException or ObjectDisposedException)
        {
            return new RelayAnswer(null, RelayFailure.LinkLost);
        }
        finally
        {
            _outstanding.TryRemove(id, out _);
        }
    }

    private async Task<uint> SendAsync(string serial, byte[] apdu, TaskCompletionSource<RelayAnswer> answer, CancellationToken cancellation)
    {
        using var turn = await _sending.TakeAsync(cancellation);
        using var patience = new CancellationTokenSource(SendTime, _time);
        try
        {
            // Ids rise in the order of sending. An answer that comes before the question is an answer to nothing.
            var id = ++_newestId;
            _outstanding[id] = answer;
            if (_ended)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            }

            // Cancelling a send breaks the socket for the bridge's other tokens, so only a bridge that does not read at all is given up.
            await _socket.SendAsync(
                RelayMessage.Command(id, Convert.FromHexString(serial), apdu).ToBytes(), WebSocketMessageType.Binary, endOfMessage: true, patience.Token);
            return id;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException("The bridge does not read.", exception);
        }
    }

    /// <summary>The next message; null at the end, or if it is no message of the protocol.</summary>
    private async Task<RelayMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = new byte[RelayMessage.MaxLength];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += part.Count;
        }
        while (!part.EndOfMessage && length < buffer.Length);

        return part is { EndOfMessage: true, MessageType: WebSocketMessageType.Binary } && RelayMessage.TryParse(buffer.AsSpan(0, length), out var message)
            ? message
            : null;
    }

    /// <summary>False if the bridge breaks the protocol.</summary>
    private bool Take(RelayMessage message)
    {
        switch (message.Type)
        {
            case RelayMessageType.Response or RelayMessageType.Failed:
                return TakeAnswer(message);
            case RelayMessageType.TokenAttached:
                var serial = Convert.ToHexString(message.Serial);
                if (_tokens.Count >= MaxTokens && !_tokens.ContainsKey(serial))
                {
                    return false;
                }

                _tokens[serial] = _nextOrder();
                _onClaim(serial);
                return IsWithinBudget();
            case RelayMessageType.TokenDetached:
                _tokens.TryRemove(Convert.ToHexString(message.Serial), out _);
                return IsWithinBudget();
            default:
                return false;
        }
    }

    private bool TakeAnswer(RelayMessage message) =>
        (_outstanding.TryRemove(message.Id, out var answer)
            && answer.TrySetResult(new RelayAnswer(message.Type == RelayMessageType.Response ? message.Apdu : null, message.Failure)))
        || IsWithinBudget();

    private bool IsWithinBudget()
    {
        var now = _time.GetUtcNow();
        if (now - _minute >= TimeSpan.FromMinutes(1))
        {
            _minute = now;
            _unasked = 0;
        }

        return ++_unasked <= MaxUnaskedPerMinute;
    }

    private void End()
    {
        _ended = true;
        _tokens.Clear();
        foreach (var id in _outstanding.Keys)
        {
            if (_outstanding.TryRemove(id, out var answer))
            {
                answer.TrySetResult(new RelayAnswer(null, RelayFailure.LinkLost));
            }
        }
    }

    private async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            _socket.Abort();
        }
    }
}
