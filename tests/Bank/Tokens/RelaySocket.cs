using System.Net.WebSockets;
using System.Threading.Channels;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>The bank's end of a WebSocket whose other end is the test: what the bank sends is handed over at once, what the test says is read next.</summary>
internal sealed class RelaySocket(Func<RelayMessage, Task> onCommand) : WebSocket
{
    private readonly Channel<byte[]> _toBank = Channel.CreateUnbounded<byte[]>();
    private WebSocketState _state = WebSocketState.Open;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>Whether the bank has closed the connection.</summary>
    public Task Closed => _closed.Task;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Say(RelayMessage message) => SayRaw(message.ToBytes());

    public void SayRaw(byte[] message) => _toBank.Writer.TryWrite(message);

    /// <summary>The bridge goes away.</summary>
    public void Leave() => _toBank.Writer.TryComplete();

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Assert.IsTrue(RelayMessage.TryParse(buffer, out var message));
        await onCommand(message);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (!await _toBank.Reader.WaitToReadAsync(cancellationToken) || !_toBank.Reader.TryRead(out var message))
        {
            _state = WebSocketState.CloseReceived;
            return new WebSocketReceiveResult(0, WebSocketMessageType.Close, true);
        }

        var count = Math.Min(buffer.Count, message.Length);
        message.AsSpan(0, count).CopyTo(buffer);
        return new WebSocketReceiveResult(count, WebSocketMessageType.Binary, count == message.Length);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Abort();
        return Task.CompletedTask;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Abort()
    {
        _state = WebSocketState.Closed;
        _closed.TrySetResult();
    }

    public override void Dispose() => Abort();
}
