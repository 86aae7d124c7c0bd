namespace PaymentCode.Bridge.Serial;

/// <summary>An open line to a board: bytes in, bytes out, no framing.</summary>
public interface ISerialChannel : IAsyncDisposable
{
    /// <summary>Reads what has arrived, at least one byte. Zero means that the other end is gone (unplugged, hung up, closed).</summary>
    /// <param name="buffer">Where the bytes go; not empty.</param>
    /// <param name="cancellation">Ends the waiting; no byte is lost by it.</param>
    /// <exception cref="SerialException">The line failed.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Sends all the bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="cancellation">Ends the waiting; part of the bytes may have been sent.</param>
    /// <exception cref="SerialException">The line failed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);
}
