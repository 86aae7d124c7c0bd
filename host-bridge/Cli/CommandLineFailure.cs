namespace PaymentCode.Cli;

/// <summary>A failure that a person at the command line can do something about: its message names what is wrong and what to do.</summary>
/// <param name="message">One or two sentences, without secrets.</param>
internal class CommandLineFailure(string message) : Exception(message)
{
    /// <summary>What an exception says to a person, without the name of the parameter that .NET adds for programmers.</summary>
    public static CommandLineFailure From(Exception failure) =>
        new(failure is ArgumentException { ParamName: { } name } ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : failure.Message);
}

/// <summary>The bank said no.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="reason">The name behind <c>urn:paymentcode:</c> in the problem details (docs/API.md).</param>
/// <param name="detail">What the bank says to do.</param>
internal sealed class BankRefusal(int status, string reason, string detail) : CommandLineFailure($"the bank refused ({status} {reason}): {detail}")
{
    public string Reason { get; } = reason;
}
