namespace PaymentCode.Emulation;

/// <summary>A chip on an I2C bus, seen byte by byte (NXP UM10204 §3.1), so that a transfer can end between any two.</summary>
public interface II2cChip : IPoweredPart
{
    /// <summary>Fastest clock in hertz the chip is specified for; above it no address is acknowledged.</summary>
    int MaxClockHz { get; }

    /// <summary>A start or repeated start condition and the address byte.</summary>
    /// <param name="address">The 7-bit address.</param>
    /// <param name="read">True when the controller is about to read.</param>
    /// <returns>True when the chip acknowledges: it is meant.</returns>
    bool Start(int address, bool read);

    /// <summary>The controller wrote a byte.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>True when the chip acknowledges it.</returns>
    bool Receive(byte value);

    /// <summary>The controller reads a byte.</summary>
    byte Send();

    /// <summary>A stop condition.</summary>
    void Stop();
}
