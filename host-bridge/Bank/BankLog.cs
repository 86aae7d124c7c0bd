namespace PaymentCode.Bank;

/// <summary>Every message that the bank logs, with its event id. None takes a secret.</summary>
internal static partial class BankLog
{
    [LoggerMessage(1001, LogLevel.Error, "A request failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "The audit chain could not be continued; trying again")]
    public static partial void AuditChainFailed(this ILogger logger, Exception exception);
}
