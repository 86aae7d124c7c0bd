namespace PaymentCode.Emulation.Nfc;

/// <summary>What a card answers, and when.</summary>
/// <param name="Frame">The answer.</param>
/// <param name="DelayNs">Nanoseconds from the end of the reader's frame to the start of the answer.</param>
public sealed record AirAnswer(AirFrame Frame, long DelayNs);
