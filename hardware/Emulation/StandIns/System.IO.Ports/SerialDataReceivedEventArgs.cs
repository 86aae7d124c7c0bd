namespace System.IO.Ports;

/// <summary>Why <see cref="SerialPort.DataReceived"/> was raised.</summary>
public class SerialDataReceivedEventArgs : EventArgs
{
    internal SerialDataReceivedEventArgs(SerialData eventType) => EventType = eventType;

    /// <summary>The reason.</summary>
    public SerialData EventType { get; }
}
