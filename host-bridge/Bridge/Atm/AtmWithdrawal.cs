namespace PaymentCode.Bridge.Atm;

/// <summary>How far a withdrawal has come at this ATM, as its journal knows.</summary>
public enum AtmState
{
    /// <summary>A capture session is open; the bank has not been shown anything that it could approve.</summary>
    Session,

    /// <summary>A picture or the digits went to the bank; its verdict has not been read.</summary>
    Asked,

    /// <summary>The bank approved; the dispenser has not been started.</summary>
    Approved,

    /// <summary>The dispenser was started; whether it paid is not known.</summary>
    Paying,

    /// <summary>The dispenser paid; the bank has not confirmed the report.</summary>
    Paid,

    /// <summary>The dispenser, or this ATM before it, did not pay; the bank has not confirmed the report.</summary>
    NotPaid,
}

/// <summary>A withdrawal that is not finished.</summary>
/// <param name="SessionId">The capture session's id, 32 hexadecimal digits.</param>
/// <param name="State">How far it has come.</param>
/// <param name="AmountMinor">The approved amount in minor units; 0 before the approval.</param>
/// <param name="Currency">ISO 4217 code; empty before the approval.</param>
public sealed record AtmWithdrawal(string SessionId, AtmState State, long AmountMinor, string Currency);
