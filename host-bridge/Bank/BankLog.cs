namespace PaymentCode.Bank;

/// <summary>Every message that the bank logs, with its event id. None takes a secret.</summary>
internal static partial class BankLog
{
    [LoggerMessage(1002, LogLevel.Error, "The audit chain could not be continued; trying again")]
    public static partial void AuditChainFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2001, LogLevel.Error, "Talking to token {Serial} failed; trying again")]
    public static partial void TokenTalkFailed(this ILogger logger, string serial, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "Housekeeping failed; trying again")]
    public static partial void HousekeepingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "Talking to the terminal with board {Serial} failed; trying again")]
    public static partial void TerminalTalkFailed(this ILogger logger, string serial, Exception exception);

    [LoggerMessage(3001, LogLevel.Warning, "A terminal's message was refused: {Reason}")]
    public static partial void TerminalMessageRefused(this ILogger logger, string reason);
}
