namespace System.IO.Ports;

/// <summary>Length of the stop bit.</summary>
public enum StopBits
{
    /// <summary>One bit.</summary>
    One = 1,

    /// <summary>Two bits.</summary>
    Two = 2,

    /// <summary>One and a half.</summary>
    OnePointFive = 3,
}
