namespace PaymentCode.Bank.Tokens;

/// <summary>A way on which APDUs reach a board: through a bridge, or through a terminal that has the token in its field. None of them is trusted.</summary>
internal interface IApduLine
{
    /// <summary>Sends a command and waits for the answer. Never throws for what somebody on the way does.</summary>
    Task<RelayAnswer> AskAsync(byte[] apdu, CancellationToken cancellation);
}
