using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace PaymentCode.Bridge.Tests;

/// <summary>Two ends of a WebSocket connection, without the HTTP before it.</summary>
static class SocketPair
{
    public static async Task<(WebSocket Client, WebSocket Server)> CreateAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        TcpClient client = new();
        Task connecting = client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = await listener.AcceptTcpClientAsync();
        await connecting;
        return (
            WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions { IsServer = false }),
            WebSocket.CreateFromStream(server.GetStream(), new WebSocketCreationOptions { IsServer = true }));
    }
}
