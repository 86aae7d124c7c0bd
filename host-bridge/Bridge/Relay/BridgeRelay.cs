using System.Net.WebSockets;
using PaymentCode.Bridge.Tokens;

namespace PaymentCode.Bridge.Relay;

/// <summary>
/// Carries APDUs between the bank and the tokens of this computer over one outgoing WebSocket (docs/PROTOCOLS.md section 5). It connects again whenever the
/// connection ends, executes no command twice, and keeps nothing for later: an answer that cannot be delivered at once is dropped.
/// </summary>
public sealed class BridgeRelay
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    readonly Func<CancellationToken, Task<WebSocket>> _connect;
    readonly IReadOnlyList<TokenPort> _ports;
    readonly TimeProvider _time;

    /// <summary>Makes the relay to a bank.</summary>
    /// <param name="bank">The bank's address, see <see cref="BankAddress"/>.</param>
    /// <param name="ports">Where tokens may be; each is run by its own <see cref="TokenPort.RunAsync"/>.</param>
    /// <param name="time">The clock for the pauses between attempts.</param>
    public BridgeRelay(Uri bank, IReadOnlyList<TokenPort> ports, TimeProvider time)
        : this(cancellation => ConnectAsync(BankAddress.RelayOf(bank), cancellation), ports, time)
    {
    }

    /// <summary>Makes the relay over connections made elsewhere.</summary>
    /// <param name="connect">Opens the WebSocket to the bank's <c>/bridge</c>.</param>
    /// <param name="ports">Where tokens may be.</param>
    /// <param name="time">The clock for the pauses between attempts.</param>
    public BridgeRelay(Func<CancellationToken, Task<WebSocket>> connect, IReadOnlyList<TokenPort> ports, TimeProvider time)
    {
        _connect = connect;
        _ports = ports;
        _time = time;
    }

    /// <summary>The connection to the bank stands.</summary>
    public event Action? Connected;

    /// <summary>There is no connection, and why, for a person.</summary>
    public event Action<string>? Disconnected;

    /// <summary>Relays until cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                using WebSocket socket = await _connect(cancellation);
                pause = FirstPause;
                Connected?.Invoke();
                await using RelaySession session = new(socket, _ports, cancellation);
                await session.RunAsync();
                Disconnected?.Invoke("The bank closed the connection.");
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or IOException)
            {
                Disconnected?.Invoke(exception.InnerException?.Message ?? exception.Message);
            }

            await Task.Delay(pause, _time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    static async Task<WebSocket> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = KeepAlive;
        socket.Options.KeepAliveTimeout = KeepAlive;
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
