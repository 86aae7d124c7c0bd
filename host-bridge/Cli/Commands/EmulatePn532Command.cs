using System.CommandLine;
using PaymentCode.Cli.Devices;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode emulate pn532</c>: a contactless reader for programs written for the real chip, such as libnfc's.</summary>
internal static class EmulatePn532Command
{
    private const int MaxLine = 4096;

    public static Command Create()
    {
        var serial = Described.Optional("--serial", "Where its serial link is offered: pty:LINK, or tcp:PORT on this computer.", "pty:pn532.tty");
        var card = Described.Optional<string[]>("--card", $"A card in front of it from the beginning: {EmulatedCards.Names}. May be given again.", []);
        var state = Described.Optional<string>("--state", "File with the memory (FRAM) of a token that is held to it.");
        var command = Described.Command(
            "pn532",
            "A PN532 on a serial port at the pace of the clock. Lines on standard input: card in NAME, card out [NAME], press, hold (the token's button), quit.",
            ["emulate pn532 --serial pty:pn532.tty --card ntag", "emulate pn532 --card token --state token.fram"], serial, card, state);
        command.SetAction(async (arguments, stop) =>
        {
            try
            {
                await using var reader = EmulatedReader.Start(arguments.GetValue(serial)!, arguments.GetValue(state));
                foreach (var name in arguments.GetValue(card)!)
                {
                    await reader.BringAsync(name);
                }

                Console.WriteLine($"pn532 ready at {reader.Port}");
                await ObeyAsync(reader, stop);
                return 0;
            }
            catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new CommandLineFailure(failure.Message);
            }
        });
        return command;
    }

    // Ends with 'quit' or with Ctrl-C; when standard input ends, the reader goes on with the cards as they lie.
    private static async Task ObeyAsync(EmulatedReader reader, CancellationToken stop)
    {
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var words = line.Length <= MaxLine ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries) : ["?"];
            try
            {
                switch (words)
                {
                    case []: continue;
                    case ["quit"]: return;
                    case ["card", "in", var name]: await reader.BringAsync(name); break;
                    case ["card", "out"]: await reader.RemoveAsync(null); break;
                    case ["card", "out", var name]: await reader.RemoveAsync(name); break;
                    case ["press"]: await reader.PressAsync(longPress: false); break;
                    case ["hold"]: await reader.PressAsync(longPress: true); break;
                    default:
                        Console.Error.WriteLine("commands: card in NAME, card out [NAME], press, hold, quit");
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
