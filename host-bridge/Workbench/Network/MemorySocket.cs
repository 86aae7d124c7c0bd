using System.Net.WebSockets;
using System.Threading.Channels;

namespace PaymentCode.Workbench.Network;

/// <summary>One end of a WebSocket between two parts of a world: whole binary messages, in order, without a network.</summary>
internal sealed class MemorySocket : WebSocket
{
    private const int MaxWaiting = 256;

    private readonly Channel<byte[]> _inbox = Channel.CreateBounded<byte[]>(MaxWaiting);
    private readonly Func<byte[], byte[]?> _onWay;
    private MemorySocket? _other;
    private WebSocketCloseStatus? _closeStatus;
    private WebSocketState _state = WebSocketState.Open;

    private MemorySocket(Func<byte[], byte[]?> onWay) => _onWay = onWay;

    /// <summary>Makes both ends.</summary>
    /// <param name="fromFirst">Sees each message from the first end and says what arrives; null for nothing.</param>
    /// <param name="fromSecond">Likewise from the second.</param>
    public static (MemorySocket First, MemorySocket Second) Pair(Func<byte[], byte[]?> fromFirst, Func<byte[], byte[]?> fromSecond)
    {
        var first = new MemorySocket(fromFirst);
        var second = new MemorySocket(fromSecond) { _other = first };
        first._other = second;
        return (first, second);
    }

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>The line breaks: both ends see that nothing comes any more.</summary>
    public void Break()
    {
        End(this);
        End(_other!);

        static void End(MemorySocket end)
        {
            end._state = WebSocketState.Aborted;
            end._inbox.Writer.TryComplete(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        }
    }

    public override void Abort() => Break();

    public override void Dispose()
    {
        if (_state is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            Break();
        }
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (_state is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            _state = _state == WebSocketState.Open ? WebSocketState.CloseSent : WebSocketState.Closed;
            _other!._inbox.Writer.TryComplete();
        }

        return Task.CompletedTask;
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_state != WebSocketState.Open)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        if (!endOfMessage || messageType != WebSocketMessageType.Binary)
        {
            throw new NotSupportedException("Bridge and bank send whole binary messages.");
        }

        if (_onWay(buffer.ToArray()) is { } arriving && !_other!._inbox.Writer.TryWrite(arriving))
        {
            await _other._inbox.Writer.WriteAsync(arriving, cancellationToken);
        }
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (await WaitAsync(cancellationToken))
        {
            if (_inbox.Reader.TryRead(out var message))
            {
                if (message.Length > buffer.Length)
                {
                    throw new WebSocketException(WebSocketError.InvalidMessageType);
                }

                message.CopyTo(buffer);
                return new ValueWebSocketReceiveResult(message.Length, WebSocketMessageType.Binary, endOfMessage: true);
            }
        }

        _closeStatus = WebSocketCloseStatus.NormalClosure;
        _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
        return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
    }

    private ValueTask<bool> WaitAsync(CancellationToken cancellation) => _inbox.Reader.WaitToReadAsync(cancellation);
}
