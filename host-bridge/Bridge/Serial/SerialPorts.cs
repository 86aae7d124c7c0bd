using System.Globalization;

namespace PaymentCode.Bridge.Serial;

/// <summary>From the name a person types to the port: <c>tcp:HOST:PORT</c>, or the path of a device or pseudo-terminal.</summary>
public static class SerialPorts
{
    const string TcpPrefix = "tcp:";

    /// <summary>Makes the port of a name. Nothing is opened yet.</summary>
    /// <param name="name">For example <c>/dev/ttyUSB0</c>, <c>/tmp/token</c> (a pseudo-terminal's link), <c>tcp:localhost:7000</c>.</param>
    /// <exception cref="SerialException">The name is neither (<see cref="SerialFault.NotSerial"/>).</exception>
    public static ISerialPort Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(TcpPrefix, StringComparison.Ordinal))
        {
            return ParseTcp(name);
        }

        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new SerialException(SerialFault.NotSerial, "A serial port is the path of a device (/dev/ttyUSB0) or tcp:HOST:PORT.");
        }

        return new SerialDevicePort(name);
    }

    static TcpSerialPort ParseTcp(string name)
    {
        string address = name[TcpPrefix.Length..];
        int colon = address.LastIndexOf(':');
        string host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        bool isPort = ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        if (host.Length == 0 || !isPort || port == 0)
        {
            throw new SerialException(SerialFault.NotSerial, $"'{name}' is not tcp:HOST:PORT with a port from 1 to 65535.");
        }

        return new TcpSerialPort(name, host, port);
    }
}
