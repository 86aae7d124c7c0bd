namespace PaymentCode.Cli;

/// <summary>A failure that a person at the command line can do something about: its message names what is wrong and what to do.</summary>
/// <param name="message">One or two sentences, without secrets.</param>
internal sealed class CommandLineFailure(string message) : Exception(message)
{
    /// <summary>The exit code of a command that could not do its work.</summary>
    public const int ExitCode = 2;

    /// <summary>Runs a command; a failure goes to standard error in one line and becomes exit code 2, a cancellation (Ctrl-C) 130.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (CommandLineFailure failure)
        {
            await Console.Error.WriteLineAsync($"paymentcode: {failure.Message}");
            return ExitCode;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
