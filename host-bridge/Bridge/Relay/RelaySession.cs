using System.Net.WebSockets;
using System.Threading.Channels;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Relay;

/// <summary>One connection to the bank, from HELLO to its end.</summary>
sealed class RelaySession : IAsyncDisposable
{
    const int MaxWaitingMessages = 64;
    const int MaxWaitingCommands = 16;

    readonly WebSocket _socket;
    readonly IReadOnlyList<TokenPort> _ports;
    readonly CancellationToken _stopping;
    readonly CancellationTokenSource _ending;
    readonly CancellationToken _ended;
    readonly Channel<RelayMessage> _outgoing = Channel.CreateBounded<RelayMessage>(MaxWaitingMessages);
    readonly Dictionary<TokenPort, Channel<RelayMessage>> _commands = [];
    uint _newestId;

    public RelaySession(WebSocket socket, IReadOnlyList<TokenPort> ports, CancellationToken stopping)
    {
        _socket = socket;
        _ports = ports;
        _stopping = stopping;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _ended = _ending.Token;
        Say(RelayMessage.Hello());
        foreach (TokenPort port in ports)
        {
            _commands[port] = Channel.CreateBounded<RelayMessage>(MaxWaitingCommands);
            port.Attached += SayAttached;
            port.Detached += SayDetached;
            if (port.Token is { } token)
            {
                SayAttached(token);
            }
        }
    }

    /// <summary>Relays until the bank closes (returns), the connection breaks (WebSocketException) or the program stops (cancelled).</summary>
    public async Task RunAsync()
    {
        List<Task> work = [SendAsync(), ReceiveAsync(), .. _commands.Select(pair => ExecuteAsync(pair.Key, pair.Value.Reader))];
        await await Task.WhenAny(work);
        _stopping.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TokenPort port in _ports)
        {
            port.Attached -= SayAttached;
            port.Detached -= SayDetached;
        }

        _ending.Cancel();
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                _socket.Abort();
            }
        }

        _ending.Dispose();
    }

    void SayAttached(TokenInformation token) => Say(RelayMessage.Attached(token.Serial));

    void SayDetached(TokenInformation token) => Say(RelayMessage.Detached(token.Serial));

    /// <summary>A bank that does not read for so long that the queue is full has lost this connection's tokens: the connection ends.</summary>
    void Say(RelayMessage message)
    {
        if (!_outgoing.Writer.TryWrite(message))
        {
            _outgoing.Writer.TryComplete(new IOException("The bank does not read what this bridge sends."));
        }
    }

    async Task SendAsync()
    {
        while (await _outgoing.Reader.WaitToReadAsync(_ended))
        {
            while (_outgoing.Reader.TryRead(out RelayMessage? message))
            {
                await _socket.SendAsync(message.ToBytes(), WebSocketMessageType.Binary, endOfMessage: true, _ended);
            }
        }
    }

    async Task ReceiveAsync()
    {
        byte[] buffer = new byte[RelayMessage.MaxLength];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(length), _ended);
                length += part.Count;
            }
            while (!part.EndOfMessage && length < buffer.Length);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (!part.EndOfMessage
                || part.MessageType != WebSocketMessageType.Binary
                || !RelayMessage.TryParse(buffer.AsSpan(0, length), out RelayMessage message)
                || message.Type != RelayMessageType.Command)
            {
                throw new IOException("The bank sent a message that is not a command.");
            }

            Take(message);
        }
    }

    void Take(RelayMessage command)
    {
        // Ids rise; one that does not is a repetition, and nothing is executed twice.
        if (command.Id <= _newestId)
        {
            return;
        }

        _newestId = command.Id;
        TokenPort? port = _ports.FirstOrDefault(port => port.Token is { } token && token.Serial.AsSpan().SequenceEqual(command.Serial));
        if (port is null)
        {
            Say(RelayMessage.Failed(command.Id, RelayFailure.NoSuchToken));
        }
        else if (!_commands[port].Writer.TryWrite(command))
        {
            throw new IOException("The bank sends commands faster than the token answers.");
        }
    }

    async Task ExecuteAsync(TokenPort port, ChannelReader<RelayMessage> commands)
    {
        while (await commands.WaitToReadAsync(_ended))
        {
            while (commands.TryRead(out RelayMessage? command))
            {
                // What was still waiting when the connection ended is not executed: nobody would hear of it.
                _ended.ThrowIfCancellationRequested();
                Say(await ExecuteAsync(port, command));
            }
        }
    }

    async Task<RelayMessage> ExecuteAsync(TokenPort port, RelayMessage command)
    {
        try
        {
            // Not ended with this connection: a command cut short would leave the link to be reset and the token to be found again.
            return RelayMessage.Response(command.Id, await port.TransceiveAsync(command.Apdu, _stopping));
        }
        catch (LinkException exception)
        {
            RelayFailure failure = exception.Failure switch
            {
                LinkFailure.NotConnected => RelayFailure.NoSuchToken,
                LinkFailure.Reset => RelayFailure.LinkReset,
                LinkFailure.TooLong => RelayFailure.Malformed,
                _ => RelayFailure.LinkLost,
            };
            return RelayMessage.Failed(command.Id, failure);
        }
    }
}
