namespace System.IO.Ports;

/// <summary>Electrical mode of a port.</summary>
public enum SerialMode
{
    /// <summary>A plain UART.</summary>
    Normal = 0,

    /// <summary>Half duplex with RTS as the direction.</summary>
    RS485 = 1,
}
