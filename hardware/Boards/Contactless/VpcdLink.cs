using System.Buffers.Binary;
using System.Net.Sockets;

namespace PaymentCode.Boards.Contactless;

/// <summary>
/// The protocol of vpcd, pcscd's virtual reader (vsmartcard): over TCP, each message behind its length in two bytes, big-endian. A message
/// of one byte from the reader is a control: 0 power off, 1 power on, 2 reset, 4 the ATR is asked for; any other message is a command APDU.
/// The card answers only ATR and APDUs. A card that is gone hangs up.
/// </summary>
public sealed class VpcdLink : IDisposable
{
    /// <summary>Length of a message's length.</summary>
    private const int HeaderLength = 2;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private VpcdLink(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>What the reader wants.</summary>
    public enum Request
    {
        /// <summary>The supply goes off.</summary>
        PowerOff = 0,

        /// <summary>The supply comes on.</summary>
        PowerOn = 1,

        /// <summary>Reset.</summary>
        Reset = 2,

        /// <summary>The ATR; an answer is awaited.</summary>
        GetAtr = 4,

        /// <summary>A command APDU; an answer is awaited.</summary>
        Apdu = 256,
    }

    /// <summary>Offers a card to the reader that listens there.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Port; vpcd's own is 35963.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<VpcdLink> ConnectAsync(string host, int port, CancellationToken stop)
    {
        TcpClient client = new() { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, stop).ConfigureAwait(false);
            return new VpcdLink(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the reader's next message.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>What it is, and the command where it is one; null for a control that is not known.</returns>
    /// <exception cref="IOException">The reader has hung up.</exception>
    public async Task<(Request? Request, byte[] Apdu)> ReceiveAsync(CancellationToken stop)
    {
        byte[] header = new byte[HeaderLength];
        await _stream.ReadExactlyAsync(header, stop).ConfigureAwait(false);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(header)];
        await _stream.ReadExactlyAsync(message, stop).ConfigureAwait(false);
        return message switch
        {
            [0 or 1 or 2 or 4] => ((Request)message[0], []),
            { Length: <= 1 } => (null, []),
            _ => (Request.Apdu, message),
        };
    }

    /// <summary>Answers.</summary>
    /// <param name="answer">ATR or response APDU, at most 65,535 bytes.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">The reader has hung up.</exception>
    public async Task SendAsync(byte[] answer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(answer);
        byte[] message = new byte[HeaderLength + answer.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, checked((ushort)answer.Length));
        answer.CopyTo(message, HeaderLength);
        await _stream.WriteAsync(message, stop).ConfigureAwait(false);
    }

    /// <summary>Takes the card out.</summary>
    public void Dispose() => _client.Dispose();
}
