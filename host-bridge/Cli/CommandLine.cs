using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PaymentCode.Cli.Commands;

namespace PaymentCode.Cli;

/// <summary>Takes a command line apart, runs it, and turns what goes wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    private const int FailureExitCode = 2;
    private const int InterruptedExitCode = 130;

    /// <summary>Runs one command line. Exit codes: the command's own, 2 for a <see cref="CommandLineFailure"/> or a wrong command line, 130 after Ctrl-C.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        // '@FILE' means a key or password file here, never a file of further arguments.
        var arguments = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.Errors.Count > 0 && arguments.Action is not HelpWithExamples)
        {
            return Fail($"{string.Join(' ', arguments.Errors.Select(error => error.Message).Distinct())} See {Path(arguments.CommandResult)} --help.");
        }

        try
        {
            return await arguments.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandLineFailure failure)
        {
            return Fail(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(failure.Message);
        }
        catch (OperationCanceledException)
        {
            return InterruptedExitCode;
        }
    }

    private static string Path(SymbolResult result) =>
        result is CommandResult { Command: RootCommand } or { Parent: null } ? "paymentcode" : $"{Path(result.Parent!)} {((CommandResult)result).Command.Name}";

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"paymentcode: {message}");
        return FailureExitCode;
    }

    private sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = plain.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampleCommand { Examples: var examples })
            {
                Console.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
                foreach (var example in examples)
                {
                    Console.WriteLine($"  paymentcode {example}");
                }
            }

            return exitCode;
        }
    }
}
