using System.CommandLine;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk terminal board</c>.</summary>
internal static class ClerkTerminalBoardCommand
{
    public static Command Create()
    {
        var id = Described.Required<string>("--id", "The terminal's id.");
        var serial = Described.Required<string>("--serial", "Serial number of a personalised board.");
        var language = Described.Optional("--language", "Language of its screens: en or zh.", "en");
        var command = Described.Command(
            "board", "Gives a terminal its board.", ["clerk terminal board --id SHOP0001 --serial 0123456789ABCDEF"], ClerkCommand.Bank, ClerkCommand.ClerkKey, id, serial, language);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            ClerkCommand.PrintTerminal(await bank.PutAsync(
                $"/clerk/terminals/{ClerkCommand.Segment(arguments.GetValue(id)!)}/board",
                new { serial = arguments.GetValue(serial), language = arguments.GetValue(language) },
                stop));
            return 0;
        });
        return command;
    }
}
