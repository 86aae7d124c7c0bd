namespace PaymentCode.Emulation;

/// <summary>
/// The board's power failed in the middle of what the firmware was doing. On the hardware no instruction would follow, so the one who
/// drives the board catches this and throws the firmware object away; every device object of that run keeps throwing it.
/// </summary>
public sealed class PowerLostException() : Exception("The emulated board lost its power.");
