using System.Net.Sockets;

namespace PaymentCode.Bridge.Serial;

/// <summary>A board behind a TCP address: an emulated token, or a serial device server in raw mode.</summary>
sealed class TcpSerialPort(string name, string host, int port) : ISerialPort
{
    public string Name => name;

    public async ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation)
    {
        TcpClient client = new() { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, cancellation);
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return new Channel(name, client);
        }
        catch (SocketException exception)
        {
            client.Dispose();
            throw new SerialException(
                SerialFault.Absent, $"{name}: no connection ({exception.SocketErrorCode}). Is the board running there, and is the port right?", exception);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    sealed class Channel(string name, TcpClient client) : ISerialChannel
    {
        readonly NetworkStream _stream = client.GetStream();

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            try
            {
                return await _stream.ReadAsync(buffer, cancellation);
            }
            catch (IOException exception)
            {
                throw Lost(exception);
            }
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
        {
            try
            {
                await _stream.WriteAsync(data, cancellation);
            }
            catch (IOException exception)
            {
                throw Lost(exception);
            }
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        SerialException Lost(IOException exception) => new(SerialFault.Failed, $"{name}: the connection broke off.", exception);
    }
}
