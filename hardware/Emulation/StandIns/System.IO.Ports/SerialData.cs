namespace System.IO.Ports;

/// <summary>Why <see cref="SerialPort.DataReceived"/> was raised.</summary>
public enum SerialData
{
    /// <summary>Characters arrived.</summary>
    Chars = 1,

    /// <summary>The watched character arrived.</summary>
    WatchChar = 2,
}
