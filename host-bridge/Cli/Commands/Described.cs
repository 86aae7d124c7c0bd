using System.CommandLine;

namespace PaymentCode.Cli.Commands;

/// <summary>How commands are put together here: every one states an example, which its <c>--help</c> shows.</summary>
internal static class Described
{
    /// <summary>A command with its purpose and one or more example lines.</summary>
    public static Command Command(string name, string purpose, string[] examples, params Symbol[] symbols)
    {
        var lines = string.Join('\n', examples.Select(example => $"  paymentcode {example}"));
        var command = new Command(name, $"{purpose}\n\n{(examples.Length == 1 ? "Example:" : "Examples:")}\n{lines}");
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option: command.Options.Add(option); break;
                case Argument argument: command.Arguments.Add(argument); break;
                case Command subcommand: command.Subcommands.Add(subcommand); break;
            }
        }

        return command;
    }

    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(string name, string purpose) => new(name) { Description = purpose, Required = true };

    /// <summary>An option with a value of its own when it is not given.</summary>
    public static Option<T> Optional<T>(string name, string purpose, T value) => new(name) { Description = purpose, DefaultValueFactory = _ => value };

    /// <summary>An option that may be left out.</summary>
    public static Option<T> Optional<T>(string name, string purpose) => new(name) { Description = purpose };
}
