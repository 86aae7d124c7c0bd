using System.CommandLine;
using PaymentCode.Cli.Devices;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode emulate</c>: boards on their own.</summary>
internal static class EmulateCommand
{
    private const int MaxLine = 4096;

    public static Command Create() => Described.Command(
        "emulate", "Runs an emulated board whose serial link other programs can open.", ["emulate token --serial pty:token.tty", "emulate pn532 --serial pty:pn532.tty --card ntag", "emulate terminal --serial pty:terminal.tty"],
        Token(), EmulatePn532Command.Create(), EmulateTerminalCommand.Create());

    private static Command Token()
    {
        var serial = Described.Optional("--serial", "Where its serial link is offered: pty:LINK, or tcp:PORT on this computer.", "pty:token.tty");
        var state = Described.Optional<string>("--state", "File that keeps the token's memory (FRAM) from one run to the next.");
        var seed = Described.Optional("--seed", "What is random on the board: bouncing of the button, content of a new memory.", 1);
        var vpcd = Described.Optional<string>("--vpcd", "HOST:PORT of pcscd's virtual reader (vsmartcard-vpcd, port 35963): PC/SC programs then find the token there.");
        var command = Described.Command(
            "token",
            "A token at the pace of the clock. Lines on standard input: press, hold, png FILE, show, power off, power on, quit.",
            ["emulate token --serial pty:token.tty --state token.fram", "emulate token --vpcd 127.0.0.1:35963"], serial, state, seed, vpcd);
        command.SetAction(async (arguments, stop) =>
        {
            try
            {
                await using var token = EmulatedToken.Start(arguments.GetValue(serial)!, arguments.GetValue(seed), arguments.GetValue(state), arguments.GetValue(vpcd));
                Console.WriteLine($"token ready at {token.Port}");
                await ObeyAsync(token, stop);
                return 0;
            }
            catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new CommandLineFailure(failure.Message);
            }
        });
        return command;
    }

    // Ends with 'quit' or with Ctrl-C; when standard input ends, the token goes on without a hand on its button.
    private static async Task ObeyAsync(EmulatedToken token, CancellationToken stop)
    {
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var words = line.Length <= MaxLine ? line.Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries) : ["?"];
            try
            {
                switch (words)
                {
                    case []: continue;
                    case ["quit"]: return;
                    case ["press"]: await token.PressAsync(stop); break;
                    case ["hold"]: await token.HoldAsync(stop); break;
                    case ["show"]: Console.WriteLine(await token.TextPictureAsync()); break;
                    case ["png", var file]: WholeFile.Write(file, await token.PngAsync()); break;
                    case ["power", "off"]: await token.PowerAsync(on: false); break;
                    case ["power", "on"]: await token.PowerAsync(on: true); break;
                    default:
                        Console.Error.WriteLine("commands: press, hold, png FILE, show, power off, power on, quit");
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
