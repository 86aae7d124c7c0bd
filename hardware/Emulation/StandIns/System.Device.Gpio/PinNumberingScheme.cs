namespace System.Device.Gpio;

/// <summary>How pins are counted. The device knows one way only.</summary>
public enum PinNumberingScheme
{
    /// <summary>By the numbers of the chip.</summary>
    Logical = 0,

    /// <summary>By the numbers printed on the board.</summary>
    Board = 1,
}
