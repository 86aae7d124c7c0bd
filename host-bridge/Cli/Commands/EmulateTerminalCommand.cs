using System.CommandLine;
using PaymentCode.Cli.Devices;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode emulate terminal</c>: an acceptance terminal, and the cards and the token that are held to it.</summary>
internal static class EmulateTerminalCommand
{
    private const int MaxLine = 4096;

    public static Command Create()
    {
        var serial = Described.Optional("--serial", "Where its serial link is offered: pty:LINK, or tcp:PORT on this computer.", "pty:terminal.tty");
        var state = Described.Optional<string>("--state", "File that keeps the terminal's memory (FRAM) from one run to the next.");
        var token = Described.Optional<string>("--token", "File with the memory of the token at the counter, as emulate token --state writes it.");
        var bankCard = Described.Optional<string>("--bank-card", "JSON file with pan, expiry, key and counter of the card called bank.");
        var seed = Described.Optional("--seed", "What is random on the boards.", 1);
        var card = Described.Optional<string[]>("--card", $"A card on the reader from the beginning: {EmulatedCards.Names}. May be given again.", []);
        var command = Described.Command(
            "terminal",
            "A terminal at the pace of the clock. Lines on standard input: key 0-9|ok|cancel, card in NAME, card out, png FILE, token press|hold, "
                + "token png FILE, power off, power on, quit.",
            ["emulate terminal --serial pty:terminal.tty --state terminal.fram --token token.fram"], serial, state, token, bankCard, seed, card);
        command.SetAction(async (arguments, stop) =>
        {
            try
            {
                EmulatedTerminal.Files files = new(arguments.GetValue(state), arguments.GetValue(token), arguments.GetValue(bankCard));
                await using var terminal = EmulatedTerminal.Start(arguments.GetValue(serial)!, arguments.GetValue(seed), files);
                foreach (var name in arguments.GetValue(card)!)
                {
                    await terminal.BringAsync(name);
                }

                Console.WriteLine($"terminal ready at {terminal.Port}");
                await ObeyAsync(terminal, stop);
                return 0;
            }
            catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new CommandLineFailure(failure.Message);
            }
        });
        return command;
    }

    // Ends with 'quit' or with Ctrl-C; when standard input ends, the terminal goes on with nobody in front of it.
    private static async Task ObeyAsync(EmulatedTerminal terminal, CancellationToken stop)
    {
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var words = line.Length <= MaxLine ? line.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries) : ["?"];
            try
            {
                switch (words)
                {
                    case []: continue;
                    case ["quit"]: return;
                    case ["key", var key]: await terminal.KeyAsync(key, stop); break;
                    case ["card", "in", var name]: await terminal.BringAsync(name); break;
                    case ["card", "out"]: await terminal.ClearAsync(); break;
                    case ["png", _, ..]: WholeFile.Write(line.Trim()[3..].Trim(), await terminal.PngAsync()); break;
                    case ["token", "press"]: await terminal.PressTokenAsync(isLong: false, stop); break;
                    case ["token", "hold"]: await terminal.PressTokenAsync(isLong: true, stop); break;
                    case ["token", "png", var file]: WholeFile.Write(file, await terminal.TokenPngAsync()); break;
                    case ["power", "off"]: await terminal.PowerAsync(on: false); break;
                    case ["power", "on"]: await terminal.PowerAsync(on: true); break;
                    default:
                        Console.Error.WriteLine(
                            "commands: key 0-9|ok|cancel, card in NAME, card out, png FILE, token press, token hold, token png FILE, power off, power on, quit");
                        continue;
                }

                Console.WriteLine($"done: {line.Trim()}");
            }
            catch (CommandLineFailure failure)
            {
                Console.Error.WriteLine(failure.Message);
            }
        }

        await Task.Delay(Timeout.Infinite, stop);
    }
}
