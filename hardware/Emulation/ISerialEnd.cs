namespace PaymentCode.Emulation;

/// <summary>The host's end of a serial cable: neither way ever waits.</summary>
public interface ISerialEnd
{
    /// <summary>How many bytes the host's adapter takes now.</summary>
    int Room { get; }

    /// <summary>Sends bytes to the board.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many were taken.</returns>
    int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Takes bytes that have arrived from the board.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <returns>How many there were, 0 where none have arrived yet.</returns>
    int Receive(Span<byte> buffer);
}
