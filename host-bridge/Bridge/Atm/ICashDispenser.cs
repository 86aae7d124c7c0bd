namespace PaymentCode.Bridge.Atm;

/// <summary>What a cash dispenser knows after it was told to pay.</summary>
public enum DispenseResult
{
    /// <summary>The whole amount went out.</summary>
    Paid,

    /// <summary>Nothing left the safe, and nothing will.</summary>
    NothingPaid,

    /// <summary>Something failed on the way: only a person who opens the machine can tell.</summary>
    Unknown,
}

/// <summary>The part of the ATM that counts out notes.</summary>
public interface ICashDispenser
{
    /// <summary>Pays an amount, once. It is never called twice for one withdrawal; an exception counts as <see cref="DispenseResult.Unknown"/>.</summary>
    /// <param name="amountMinor">The amount in minor units, above 0.</param>
    /// <param name="currency">ISO 4217 code, three letters.</param>
    Task<DispenseResult> DispenseAsync(long amountMinor, string currency);
}
