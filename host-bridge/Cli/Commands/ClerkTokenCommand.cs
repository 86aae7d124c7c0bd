using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk token</c>: first keys at the issuer's, personalisation and binding at the bank.</summary>
internal static class ClerkTokenCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);
    private static readonly Option<string> Serial = Described.Required<string>("--serial", "The token's serial number, 16 hexadecimal digits.");

    public static Command Create() => Described.Command(
        "token", "Issues, personalises, binds, suspends and replaces tokens.", ["clerk token issue --port token.tty", "clerk token list"],
        Issue(), Register(), Personalise(), Bind(), Replace(), Change("suspend", "Refuses the token's codes until it is resumed."),
        Change("resume", "Accepts a suspended token's codes again."), Change("revoke", "Refuses the token for good and erases its keys, if it is connected."),
        ClerkCommand.List("/clerk/tokens", Print, "token"));

    private static Command Issue()
    {
        var port = Described.Required<string>("--port", "Where the blank token is: serial device, pseudo-terminal, or tcp:HOST:PORT.");
        var serial = Described.Optional<string>("--serial", "Its serial number from now on, 16 hexadecimal digits; made at random if left out.");
        var record = Described.Optional<string>("--record", "File for the record with the transport keys, from before the token gets them until the bank has them; one that is there is used again. Default: the serial number with .json behind it.");
        var command = Described.Command(
            "issue", "Loads first keys into a blank token, at the issuer's premises, and registers it at the bank.", ["clerk token issue --port /dev/ttyUSB0"],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, port, serial, record);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            try
            {
                await using var token = await TokenLink.ConnectAsync(SerialPorts.Parse(arguments.GetValue(port)!), TimeProvider.System, stop);
                var number = arguments.GetValue(serial) is { } hex ? OathArguments.Hex(hex, "serial number") : SerialOf(token.Information);
                var file = arguments.GetValue(record) ?? $"{Convert.ToHexString(number)}.json";
                await LoadAsync(token, number, file, stop);
                await RegisterAsync(bank, file, stop);
            }
            catch (Exception failure) when (failure is SerialException or LinkException or NotATokenException or ArgumentException)
            {
                throw CommandLineFailure.From(failure);
            }

            return 0;
        });
        return command;
    }

    // One whose issue was interrupted has its number already, and its record is in the file named after it.
    private static byte[] SerialOf(TokenInformation information) =>
        information.LifeCycle == TokenApplet.LifeCycleBlank ? RandomNumberGenerator.GetBytes(TokenApplet.SerialLength) : information.Serial;

    // The record is on the disk before the token gets its keys, so that a pulled cable costs a repetition and not the token.
    private static async Task LoadAsync(TokenLink token, byte[] serial, string file, CancellationToken stop)
    {
        var isRepetition = File.Exists(file);
        if (!isRepetition && token.Information.LifeCycle != TokenApplet.LifeCycleBlank)
        {
            throw new CommandLineFailure(
                $"token {Convert.ToHexString(token.Information.Serial)} is not blank, and there is no record {file}: give the record of its issue with --record");
        }

        var registration = isRepetition ? ReadRecord(file) : TokenRegistration.Create(serial);
        if (!isRepetition)
        {
            Secret.WriteFile(file, JsonSerializer.Serialize(registration, JsonSerializerOptions.Web));
        }

        try
        {
            await TokenIssuer.IssueAsync(token, registration, stop);
        }
        catch (LinkException failure)
        {
            throw new CommandLineFailure($"{failure.Message} The token may have its keys; their record is in {file}: repeat this command with --record {file}");
        }
    }

    private static Command Register()
    {
        var record = new Argument<string>("record") { Description = "The record that 'issue' left because the bank did not take it." };
        var command = Described.Command(
            "register", "Registers a token from the record of its issue, and deletes the record.", ["clerk token register 0123456789ABCDEF.json"],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, record);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            await RegisterAsync(bank, arguments.GetValue(record)!, stop);
            return 0;
        });
        return command;
    }

    private static Command Personalise()
    {
        var command = Described.Command(
            "personalise", "Replaces the transport keys by the bank's own, through the bridge that has the token.", ["clerk token personalise --serial 0123456789ABCDEF"],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, Serial);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await PersonaliseAsync(bank, arguments.GetValue(Serial)!, stop));
            return 0;
        });
        return command;
    }

    /// <summary>Personalises a token; one that no bridge has yet is waited for.</summary>
    internal static async Task<JsonNode> PersonaliseAsync(BankClient bank, string serial, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(200))
        {
            try
            {
                return await bank.PostAsync($"/clerk/tokens/{ClerkCommand.Segment(serial)}/personalise", null, stop);
            }
            catch (BankRefusal refusal) when (refusal.Reason == "token-not-connected" && waited < LongestWait)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
            }
        }
    }

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

    private static async Task RegisterAsync(BankClient bank, string file, CancellationToken stop)
    {
        var registration = ReadRecord(file);
        try
        {
            Print(await bank.PostAsync("/clerk/tokens", registration, stop));
        }
        catch (CommandLineFailure failure) when (failure is not BankRefusal { Reason: "already-registered" })
        {
            throw new CommandLineFailure($"{failure.Message} The token has its keys; their record is in {file}: paymentcode clerk token register {file}");
        }

        File.Delete(file);
    }

    private static TokenRegistration ReadRecord(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<TokenRegistration>(Secret.ReadFile(file, "token record"), JsonSerializerOptions.Web)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandLineFailure($"{file} is no record of a token's issue");
        }
    }

    private static string Path(ParseResult arguments) => ClerkCommand.Segment(arguments.GetValue(Serial)!);

    private static void Print(JsonNode token) =>
        Console.WriteLine($"{token.Text("serial")}  {token.Text("state")}  key version {token.Text("keyVersion")}  customer {token["customerId"]?.ToString() ?? "none"}");
}
