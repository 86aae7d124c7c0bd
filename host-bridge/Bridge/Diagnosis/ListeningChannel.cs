using PaymentCode.Bridge.Serial;

namespace PaymentCode.Bridge.Diagnosis;

/// <summary>Remembers the first bytes that went over a line in each direction, to tell what is at its other end if it is no board.</summary>
sealed class ListeningChannel(ISerialChannel line) : ISerialChannel
{
    const int Remembered = 4096;

    readonly List<byte> _heard = [];
    readonly List<byte> _sent = [];

    public byte[] Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public byte[] Sent
    {
        get
        {
            lock (_heard)
            {
                return [.. _sent];
            }
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count = await line.ReadAsync(buffer, cancellation);
        Remember(_heard, buffer.Span[..count]);
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        Remember(_sent, data.Span);
        return line.WriteAsync(data, cancellation);
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    void Remember(List<byte> bytes, ReadOnlySpan<byte> some)
    {
        lock (_heard)
        {
            bytes.AddRange(some[..Math.Min(some.Length, Remembered - bytes.Count)]);
        }
    }
}
