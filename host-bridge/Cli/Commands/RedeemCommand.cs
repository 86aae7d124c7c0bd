using System.CommandLine;
using PaymentCode.Bridge;
using PaymentCode.Bridge.Atm;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode redeem</c>: a shop's till that takes a payment code.</summary>
internal static class RedeemCommand
{
    private const int LargestPicture = 6_000_000;
    private const string Unknown = "Whether it was paid is not known; the same code again at this terminal, within ten minutes, tells.";

    public static Command Create()
    {
        var bank = Described.Optional("--bank", "Address of the bank.", "http://127.0.0.1:5080");
        var terminal = Described.Required<string>("--terminal", "The terminal's id.");
        var key = Described.Required<string>("--key", "File with the terminal's key, as 'clerk terminal add' wrote it.");
        var amount = Described.Required<string>("--amount", "What is paid, with the currency's decimals: 12.50.");
        var currency = Described.Optional("--currency", "ISO 4217 code; the merchant's.", "CNY");
        var code = Described.Optional<string>("--code", "The code's 18 digits; asked for if neither this nor a picture is given.");
        var picture = Described.Optional<string>("--picture", "A PNG, JPEG or PGM file that shows the code.");
        var password = Described.Optional<string>("--password", "The customer's payment password, where the bank asked for it: @FILE, '-', or itself.");
        var command = Described.Command(
            "redeem", "Redeems a payment code at a shop's terminal. Last line APPROVED or REFUSED; exit code 1 if nothing was paid.",
            ["redeem --terminal POS00001 --key pos.key --amount 12.50 --picture frame.png", "redeem --terminal POS00001 --key pos.key --amount 12.50 --code 711234567890123456"],
            bank, terminal, key, amount, currency, code, picture, password);
        command.SetAction(async (arguments, stop) =>
        {
            var id = arguments.GetValue(terminal)!;
            if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit))
            {
                throw new CommandLineFailure($"--terminal: '{id}' is no terminal id; it has eight letters and digits, for example POS00001");
            }

            var secret = AtmCommand.Key(arguments.GetValue(key)!);
            var typed = arguments.GetValue(password) is { } given ? Secret.Read(given, "payment password") : null;
            try
            {
                using var http = new HttpClient { BaseAddress = BankAddress.Parse(arguments.GetValue(bank)!) };
                var till = new PaymentCodeTerminal(http, id, secret, TimeProvider.System);
                var (asked, money) = (arguments.GetValue(amount)!, arguments.GetValue(currency)!);
                return Print(arguments.GetValue(picture) is { } file
                    ? await till.RedeemPictureAsync(asked, money, Picture(file), typed, stop)
                    : await till.RedeemAsync(asked, money, arguments.GetValue(code) ?? Secret.Ask("payment code", echo: true), typed, stop));
            }
            catch (AtmException failure) when (failure.Fault == AtmFault.BankUnreachable)
            {
                throw new CommandLineFailure($"{failure.Message} {Unknown}");
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"paymentcode: {Unknown}");
                throw;
            }
            catch (Exception failure) when (failure is AtmException or ArgumentException)
            {
                throw CommandLineFailure.From(failure);
            }
        });
        return command;
    }

    private static int Print(PaymentCodeVerdict verdict)
    {
        if (verdict.IsApproved)
        {
            Console.WriteLine($"payment {verdict.PaymentId}");
        }

        if (verdict.Earlier is { } earlier)
        {
            Console.WriteLine($"this terminal was paid {earlier.Amount} {earlier.Currency} with this code before: payment {earlier.PaymentId}");
        }

        Console.WriteLine(verdict.IsApproved ? $"APPROVED {verdict.Amount} {verdict.Currency}" : $"REFUSED {verdict.Reason}");
        return verdict.IsApproved ? 0 : 1;
    }

    private static byte[] Picture(string file)
    {
        try
        {
            return new FileInfo(file).Length <= LargestPicture
                ? File.ReadAllBytes(file)
                : throw new CommandLineFailure($"{file}: too large; a picture has at most {LargestPicture} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"picture: {failure.Message}");
        }
    }
}
