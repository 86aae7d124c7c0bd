using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PaymentCode.Boards;

/// <summary>A serial cable that ends in a TCP port of this computer: one program at a time, the next one when it has gone.</summary>
public sealed class TcpEndpoint : SerialEndpoint
{
    private readonly TcpListener _listener;
    private Socket? _client;

    /// <summary>Listens on 127.0.0.1.</summary>
    /// <param name="port">The port, 0 for any free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public TcpEndpoint(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"Cannot listen on port {port}: {e.Message}", e);
        }

        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"tcp:127.0.0.1:{Port}");

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_client == null)
        {
            Accept();
        }

        if (_client == null || !_client.Poll(0, SelectMode.SelectRead))
        {
            return 0;
        }

        int count = _client.Receive(buffer, SocketFlags.None, out SocketError error);
        if (count > 0)
        {
            return count;
        }

        if (error != SocketError.WouldBlock)
        {
            HangUp();
        }

        return 0;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_client == null)
        {
            return;
        }

        _client.Send(bytes, SocketFlags.None, out SocketError error);
        if (error is not SocketError.Success and not SocketError.WouldBlock)
        {
            HangUp();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            HangUp();
            _listener.Dispose();
        }
    }

    private void Accept()
    {
        if (_listener.Pending())
        {
            _client = _listener.AcceptSocket();
            _client.NoDelay = true;
            _client.Blocking = false;
        }
    }

    private void HangUp()
    {
        _client?.Dispose();
        _client = null;
    }
}
