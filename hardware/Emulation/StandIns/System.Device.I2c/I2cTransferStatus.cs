namespace System.Device.I2c;

/// <summary>How a transfer ended.</summary>
public enum I2cTransferStatus
{
    /// <summary>It failed for another reason.</summary>
    UnknownError = 0,

    /// <summary>All bytes went over the bus.</summary>
    FullTransfer = 1,

    /// <summary>A chip held the clock for more than a second.</summary>
    ClockStretchTimeout = 2,

    /// <summary>The chip refused a byte after its address. The ESP32 never reports it.</summary>
    PartialTransfer = 3,

    /// <summary>A byte was not acknowledged: on the ESP32 this is reported for any byte of the transfer.</summary>
    SlaveAddressNotAcknowledged = 4,
}
