namespace PaymentCode.Emulation;

/// <summary>A part that hangs on the board's supply.</summary>
public interface IPoweredPart
{
    /// <summary>The supply rises: the part begins at its power-on reset.</summary>
    void PowerOn();

    /// <summary>The supply fails.</summary>
    void PowerOff();
}
