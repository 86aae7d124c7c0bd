namespace PaymentCode.Cli;

/// <summary>A failure that a person at the command line can do something about: its message names what is wrong and what to do.</summary>
/// <param name="message">One or two sentences, without secrets.</param>
internal sealed class CommandLineFailure(string message) : Exception(message);
