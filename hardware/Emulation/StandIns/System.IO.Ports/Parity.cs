namespace System.IO.Ports;

/// <summary>Parity bit of a character.</summary>
public enum Parity
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Odd number of ones.</summary>
    Odd = 1,

    /// <summary>Even number of ones.</summary>
    Even = 2,
}
