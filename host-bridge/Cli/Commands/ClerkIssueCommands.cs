using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Commands;

/// <summary>First keys at the issuer's and personalisation at the bank: the same for tokens and for terminals' boards.</summary>
/// <param name="kind">What is issued.</param>
/// <param name="noun">The command under which these stand, <c>token</c> or <c>terminal</c>.</param>
/// <param name="print">Prints what the bank has.</param>
internal sealed class ClerkIssueCommands(BoardKind kind, string noun, Action<JsonNode> print)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public Command[] Commands() => [Issue(), Register(), Personalise()];

    private Command Issue()
    {
        var port = Described.Required<string>("--port", $"Where the blank {noun} is: serial device, pseudo-terminal, or tcp:HOST:PORT.");
        var serial = Described.Optional<string>("--serial", "Its serial number from now on, 16 hexadecimal digits; made at random if left out.");
        var record = Described.Optional<string>("--record", $"File for the record with the transport keys, from before the {noun} gets them until the bank has them; one that is there is used again. Default: the serial number with .json behind it.");
        var command = Described.Command(
            "issue", $"Loads first keys into a blank {noun}, at the issuer's premises, and registers it at the bank.", [$"clerk {noun} issue --port /dev/ttyUSB0"],
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
    private async Task LoadAsync(TokenLink token, byte[] serial, string file, CancellationToken stop)
    {
        if (token.Kind != kind)
        {
            throw new CommandLineFailure($"the board on the line is a {token.Kind.ToString().ToLowerInvariant()}, not a {noun}");
        }

        var isRepetition = File.Exists(file);
        if (!isRepetition && token.Information.LifeCycle != TokenApplet.LifeCycleBlank)
        {
            throw new CommandLineFailure(
                $"{noun} {Convert.ToHexString(token.Information.Serial)} is not blank, and there is no record {file}: give the record of its issue with --record");
        }

        var registration = isRepetition ? ReadRecord(file) : TokenRegistration.Create(serial, kind);
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
            throw new CommandLineFailure($"{failure.Message} It may have its keys; their record is in {file}: repeat this command with --record {file}");
        }
    }

    private Command Register()
    {
        var record = new Argument<string>("record") { Description = "The record that 'issue' left because the bank did not take it." };
        var command = Described.Command(
            "register", $"Registers a {noun} from the record of its issue, and deletes the record.", [$"clerk {noun} register 0123456789ABCDEF.json"],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, record);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            await RegisterAsync(bank, arguments.GetValue(record)!, stop);
            return 0;
        });
        return command;
    }

    private Command Personalise()
    {
        var serial = Described.Required<string>("--serial", "The board's serial number, 16 hexadecimal digits.");
        var command = Described.Command(
            "personalise", "Replaces the transport keys by the bank's own, through the bridge that has the board.", [$"clerk {noun} personalise --serial 0123456789ABCDEF"],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, serial);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            print(await PersonaliseAsync(bank, arguments.GetValue(serial)!, stop));
            return 0;
        });
        return command;
    }

    /// <summary>Personalises a token or a terminal's board; one that no bridge has yet is waited for.</summary>
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

    private async Task RegisterAsync(BankClient bank, string file, CancellationToken stop)
    {
        var registration = ReadRecord(file);
        try
        {
            print(await bank.PostAsync("/clerk/tokens", registration, stop));
        }
        catch (CommandLineFailure failure) when (failure is not BankRefusal { Reason: "already-registered" })
        {
            throw new CommandLineFailure($"{failure.Message} It has its keys; their record is in {file}: paymentcode clerk {noun} register {file}");
        }

        File.Delete(file);
    }

    private static TokenRegistration ReadRecord(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<TokenRegistration>(Secret.ReadFile(file, "record"), JsonSerializerOptions.Web)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandLineFailure($"{file} is no record of a board's issue");
        }
    }
}
