namespace PaymentCode.Bridge.Atm;

/// <summary>How a withdrawal ended at the ATM.</summary>
public enum AtmOutcome
{
    /// <summary>The notes are out.</summary>
    Paid,

    /// <summary>The bank refused; nothing was paid.</summary>
    Refused,

    /// <summary>The bank approved, or may have, and the ATM did not pay; the bank is told so and gives the money back.</summary>
    NotPaid,

    /// <summary>The dispenser was started and whether it paid is not known. The money stays in transit until an operator has looked.</summary>
    Unknown,
}

/// <summary>What the ATM shows the customer at the end.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">The bank's reason or the ATM's; empty when paid.</param>
/// <param name="Amount">The approved amount as the bank wrote it; empty without approval.</param>
/// <param name="Currency">ISO 4217 code; empty without approval.</param>
/// <param name="IsReported">Whether the bank has confirmed the ATM's report. If not, the journal keeps it and <see cref="AtmClient.RecoverAsync"/> sends it.</param>
public sealed record AtmResult(AtmOutcome Outcome, string Reason, string Amount, string Currency, bool IsReported);

/// <summary>What was left over from before and is now settled or not.</summary>
/// <param name="Dispensed">Sessions reported as paid.</param>
/// <param name="NotDispensed">Sessions reported as not paid.</param>
/// <param name="LeftInTransit">Started and never finished: whether the notes went out must be found out by an operator.</param>
public sealed record AtmRecovery(
    IReadOnlyList<string> Dispensed, IReadOnlyList<string> NotDispensed, IReadOnlyList<AtmWithdrawal> LeftInTransit);
