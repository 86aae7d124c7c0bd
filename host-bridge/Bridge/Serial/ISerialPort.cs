namespace PaymentCode.Bridge.Serial;

/// <summary>A place where a board can be plugged in: a serial device, a pseudo-terminal, or a TCP address. It can be opened again and again.</summary>
public interface ISerialPort
{
    /// <summary>The name a person gave it, for messages.</summary>
    string Name { get; }

    /// <summary>Opens the line.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SerialException">It is absent, in use, not permitted, or no serial line; the message says which and what to do.</exception>
    ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation);
}
