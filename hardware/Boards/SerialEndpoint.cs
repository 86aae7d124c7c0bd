using System.Globalization;

namespace PaymentCode.Boards;

/// <summary>
/// The host's end of a serial cable, open to other programs: a pseudo-terminal or a TCP port. Neither reading nor writing ever waits; as
/// on a cable, what nobody takes is lost.
/// </summary>
public abstract class SerialEndpoint : IDisposable
{
    /// <summary>What other programs open.</summary>
    public abstract string Name { get; }

    /// <summary>Opens an endpoint.</summary>
    /// <param name="address"><c>pty:LINK</c>, a pseudo-terminal with a symbolic link to it, or <c>tcp:PORT</c>, a port of 127.0.0.1 (0 for any free one).</param>
    /// <exception cref="FormatException">The address is neither.</exception>
    /// <exception cref="IOException">It cannot be opened; the message says why.</exception>
    public static SerialEndpoint Open(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int colon = address.IndexOf(':', StringComparison.Ordinal);
        string value = address[(colon + 1)..];
        switch (colon < 0 ? "" : address[..colon])
        {
            case "pty" when value.Length > 0:
                return new PseudoTerminal(value);
            case "tcp" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port):
                return new TcpEndpoint(port);
            default:
                throw new FormatException($"\"{address}\" is no serial address: write pty:LINK or tcp:PORT with a port from 0 to 65535.");
        }
    }

    /// <summary>Takes what has arrived.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <returns>How many bytes, 0 for none.</returns>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Gives bytes to whoever has opened the other end.</summary>
    /// <param name="bytes">The bytes.</param>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Closes it; a pseudo-terminal's link is removed.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it.</summary>
    /// <param name="disposing">False in a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
