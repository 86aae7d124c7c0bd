using System.CommandLine;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Tokens;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk token</c>: first keys at the issuer's, personalisation and binding at the bank.</summary>
internal static class ClerkTokenCommand
{
    private static readonly ClerkIssueCommands Issuing = new(BoardKind.Token, "token", Print);
    private static readonly Option<string> Serial = Described.Required<string>("--serial", "The token's serial number, 16 hexadecimal digits.");

    public static Command Create() => Described.Command(
        "token", "Issues, personalises, binds, suspends and replaces tokens.", ["clerk token issue --port token.tty", "clerk token list"],
        [
            .. Issuing.Commands(), Bind(), Replace(), Change("suspend", "Refuses the token's codes until it is resumed."),
            Change("resume", "Accepts a suspended token's codes again."),
            Change("revoke", "Refuses the token for good and erases its keys, if it is connected."),
            ClerkCommand.List("/clerk/tokens", Print, "token"),
        ]);

    private static Command Bind()
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var command = Described.Command("bind", "Binds a personalised token to a customer's card.", ["clerk token bind --serial 0123456789ABCDEF --customer ID"], ClerkCommand.Bank, ClerkCommand.ClerkKey, Serial, customer);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await bank.PostAsync($"/clerk/tokens/{Path(arguments)}/bind", new { customerId = arguments.GetValue(customer) }, stop));
            return 0;
        });
        return command;
    }

    private static Command Replace()
    {
        var by = Described.Required<string>("--by", "Serial number of the personalised token that takes its place.");
        var command = Described.Command("replace", "Puts another token in the place of a lost one.", ["clerk token replace --serial 0123456789ABCDEF --by 1123456789ABCDEF"], ClerkCommand.Bank, ClerkCommand.ClerkKey, Serial, by);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await bank.PostAsync($"/clerk/tokens/{Path(arguments)}/replace", new { by = arguments.GetValue(by) }, stop));
            return 0;
        });
        return command;
    }

    private static Command Change(string verb, string purpose)
    {
        var command = Described.Command(verb, purpose, [$"clerk token {verb} --serial 0123456789ABCDEF"], ClerkCommand.Bank, ClerkCommand.ClerkKey, Serial);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await bank.PostAsync($"/clerk/tokens/{Path(arguments)}/{verb}", null, stop));
            return 0;
        });
        return command;
    }

    private static string Path(ParseResult arguments) => ClerkCommand.Segment(arguments.GetValue(Serial)!);

    internal static void Print(JsonNode token) =>
        Console.WriteLine($"{token.Text("serial")}  {token.Text("state")}  key version {token.Text("keyVersion")}  customer {token["customerId"]?.ToString() ?? "none"}");
}
