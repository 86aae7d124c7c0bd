namespace PaymentCode.Emulation;

/// <summary>A light-emitting diode with its resistor between a pin and ground.</summary>
/// <param name="board">The board it is on.</param>
/// <param name="pin">GPIO number.</param>
public sealed class Led(EmulatedBoard board, int pin)
{
    private readonly BoardPin _pin = board.Pin(pin);

    /// <summary>Whether it shines: the microcontroller drives the pin high (a pull-up is too weak).</summary>
    public bool IsLit => _pin.IsDriven && _pin.Level;
}
