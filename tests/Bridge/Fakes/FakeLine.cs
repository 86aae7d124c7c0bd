using System.Threading.Channels;
using PaymentCode.Bridge.Serial;

namespace PaymentCode.Bridge.Tests;

/// <summary>
/// A serial line with a board at its end that answers within the write. Tests look at each byte on its way in both directions: <see cref="ToBoard"/> and
/// <see cref="FromBoard"/> give what arrives instead of it.
/// </summary>
sealed class FakeLine(Func<byte, byte[]?> board) : ISerialChannel, ISerialPort
{
    Channel<byte[]> _toHost = NewChannel();
    byte[] _rest = [];

    public string Name => "fake";

    /// <summary>The board's receiver; replaced when the board restarts.</summary>
    public Func<byte, byte[]?> Board { get; set; } = board;

    public Func<byte, byte[]> ToBoard { get; set; } = static value => [value];

    public Func<byte, byte[]> FromBoard { get; set; } = static value => [value];

    /// <summary>The host's writes, whole.</summary>
    public List<byte[]> Writes { get; } = [];

    public SerialFault? OpenFault { get; set; }

    public int Openings { get; private set; }

    public ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation)
    {
        Openings++;
        _toHost = NewChannel();
        return OpenFault is { } fault ? throw new SerialException(fault, $"fake: {fault}") : ValueTask.FromResult<ISerialChannel>(this);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_rest.Length == 0)
        {
            if (!await _toHost.Reader.WaitToReadAsync(cancellation) || !_toHost.Reader.TryRead(out byte[]? next))
            {
                return 0;
            }

            _rest = next;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.AsSpan(0, count).CopyTo(buffer.Span);
        _rest = _rest[count..];
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        Writes.Add(data.ToArray());
        foreach (byte arriving in data.ToArray().SelectMany(value => ToBoard(value)))
        {
            if (Board(arriving) is { } answer)
            {
                Send(answer);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Bytes from the board, asked for or not.</summary>
    public void Send(byte[] bytes)
    {
        byte[] arriving = [.. bytes.SelectMany(value => FromBoard(value))];
        if (arriving.Length > 0)
        {
            _toHost.Writer.TryWrite(arriving);
        }
    }

    public void Unplug() => _toHost.Writer.TryComplete();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static Channel<byte[]> NewChannel() => Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
}
