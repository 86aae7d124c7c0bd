using System.CommandLine;
using PaymentCode.Bridge;
using PaymentCode.Bridge.Atm;
using PaymentCode.Cli.Devices;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode atm</c>: an ATM at the keyboard.</summary>
internal static class AtmCommand
{
    private const int MaxFrames = 3;
    private const double DefaultScale = 5;

    public static Command Create()
    {
        var bank = Described.Optional("--bank", "Address of the bank.", "http://127.0.0.1:5080");
        var terminal = Described.Required<string>("--terminal", "The terminal's id.");
        var key = Described.Required<string>("--key", "File with the terminal's key, as 'clerk terminal add' wrote it.");
        var frame = Described.Optional<string>("--frame", "The camera's frame: a PNG, JPEG or PGM file.");
        var display = Described.Optional<string>("--display", "What the customer holds before the emulated camera: a PNG of the token's display.");
        var journal = Described.Optional<string>("--journal", "The ATM's journal. Default: the terminal's id with .journal behind it.");
        var seed = Described.Optional("--seed", "How the display is held before the emulated camera, and its noise.", 1);
        var keep = Described.Optional<string>("--keep-frame", "Write the emulated camera's frame to this PNG file.");
        var dispenser = Described.Optional("--dispenser", "What the cash dispenser does: paid, nothing, or unknown (a jam).", "paid");
        var command = Described.Command(
            "atm", "One reserved withdrawal at an ATM: asks for phone number and pick-up PIN, then for the picture. Last line APPROVED or REFUSED; exit code 1 if nothing was paid.",
            ["atm --terminal ATM00001 --key atm.key --display oled.png", "atm --terminal ATM00001 --key atm.key --frame frame.png"],
            bank, terminal, key, frame, display, journal, seed, keep, dispenser);
        command.SetAction(async (arguments, stop) =>
        {
            var id = arguments.GetValue(terminal)!;
            if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit))
            {
                throw new CommandLineFailure($"--terminal: '{id}' is no terminal id; it has eight letters and digits, for example ATM00001");
            }

            var notes = new EmulatedDispenser(Result(arguments.GetValue(dispenser)!), Console.WriteLine);
            var secret = Key(arguments.GetValue(key)!);
            try
            {
                using var http = new HttpClient { BaseAddress = BankAddress.Parse(arguments.GetValue(bank)!) };
                using var book = AtmJournal.Open(arguments.GetValue(journal) ?? $"{id}.journal", TimeProvider.System);
                var phone = Secret.Ask("phone number", echo: true);
                var pin = Secret.Ask("pick-up PIN", echo: false);
                var (camera, digits) = View(arguments.GetValue(frame), arguments.GetValue(display), arguments.GetValue(seed));
                var atm = new AtmClient(http, id, secret, book, camera, notes, TimeProvider.System);
                Report(await atm.RecoverAsync(stop));
                var result = digits is null ? await atm.WithdrawAsync(phone, pin, MaxFrames, stop) : await atm.WithdrawWithDigitsAsync(phone, pin, digits, stop);
                if (arguments.GetValue(keep) is { } file && camera is EmulatedAtmCamera { LastFrame: { } taken })
                {
                    await File.WriteAllBytesAsync(file, taken, stop);
                }

                return Print(result);
            }
            catch (Exception failure) when (failure is AtmException or ArgumentException)
            {
                throw CommandLineFailure.From(failure);
            }
        });
        return command;
    }

    /// <summary>The last line of a withdrawal and its exit code.</summary>
    internal static int Print(AtmResult result)
    {
        Console.WriteLine(result.Outcome == AtmOutcome.Paid ? $"APPROVED {result.Amount} {result.Currency}" : $"REFUSED {result.Reason}");
        return result.Outcome == AtmOutcome.Paid ? 0 : 1;
    }

    private static (ICamera Camera, string? Digits) View(string? frame, string? display, int seed)
    {
        if (frame is null && display is null)
        {
            var typed = Secret.Ask("PNG of the token's display, or its ten digits", echo: true);
            if (typed.Length == 10 && typed.All(char.IsAsciiDigit))
            {
                return (Camera((_, _) => false, seed), typed);
            }

            display = typed;
        }

        if (frame is not null)
        {
            return (new FileCamera(frame), null);
        }

        return (Camera(DisplayPicture.Read(display!).IsLit, seed), null);
    }

    // A picture that was not read is held differently the next time.
    private static EmulatedAtmCamera Camera(Func<int, int, bool> isLit, int seed)
    {
        var display = OledModule.Showing(isLit);
        AtmCamera? lens = null;
        lens = new AtmCamera(() => (display, DefaultDistortions.Random(unchecked(seed + (lens!.ShotsTaken * 7919)), DefaultScale)));
        return new EmulatedAtmCamera(lens);
    }

    internal static byte[] Key(string file)
    {
        var key = OathArguments.Hex(Secret.ReadFile(file, "terminal key"), "terminal key");
        return key.Length == 32 ? key : throw new CommandLineFailure($"{file}: a terminal key has 64 hexadecimal digits");
    }

    private static DispenseResult Result(string name) => name switch
    {
        "paid" => DispenseResult.Paid,
        "nothing" => DispenseResult.NothingPaid,
        "unknown" => DispenseResult.Unknown,
        _ => throw new CommandLineFailure($"--dispenser: '{name}' is none of paid, nothing, unknown"),
    };

    private static void Report(AtmRecovery recovery)
    {
        foreach (var session in recovery.Dispensed)
        {
            Console.WriteLine($"left over: session {session} was paid; the bank knows now");
        }

        foreach (var session in recovery.NotDispensed)
        {
            Console.WriteLine($"left over: session {session} was not paid; the bank gave the money back");
        }

        foreach (var withdrawal in recovery.LeftInTransit)
        {
            Console.WriteLine($"left over: whether session {withdrawal.SessionId} was paid is not known; it stays in transit until an operator has looked");
        }
    }
}
