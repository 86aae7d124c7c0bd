using System.CommandLine;

namespace PaymentCode.Cli.Commands;

/// <summary>A command that states examples; its <c>--help</c> ends with them.</summary>
internal sealed class ExampleCommand(string name, string purpose, string[] examples) : Command(name, purpose)
{
    /// <summary>Command lines without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>How commands and options are put together here.</summary>
internal static class Described
{
    /// <summary>A command with its purpose, one or more example lines, and what belongs to it.</summary>
    public static Command Command(string name, string purpose, string[] examples, params Symbol[] symbols)
    {
        var command = new ExampleCommand(name, purpose, examples);
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
