using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaymentCode.Core.Codes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode code</c>: OATH codes at the command line; options are named as oathtool names them, where it has them.</summary>
internal static class CodeCommand
{
    private const int MaxWindow = 10_000;

    private static readonly Argument<string> Key = new("key") { Description = "The key in hexadecimal; '-' reads it from standard input, '@FILE' from a file." };
    private static readonly Argument<string?> Otp = new("otp") { Description = "A code to check: prints its position in the window, or fails.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Base32 = new("--base32", "-b") { Description = "The key is in Base32 instead of hexadecimal." };
    private static readonly Option<int> Digits = new("--digits", "-d") { Description = "Digits of the code, 4 to 10.", DefaultValueFactory = _ => 6 };
    private static readonly Option<int> Window = new("--window", "-w") { Description = "Further codes to make, or to check against." };
    private static readonly Option<string> Algorithm = new("--algorithm") { Description = "SHA1, SHA256 or SHA512.", DefaultValueFactory = _ => "SHA1" };

    public static Command Create() => Described.Command(
        "code", "Makes and checks OATH codes: HOTP (RFC 4226), TOTP (RFC 6238), OCRA (RFC 6287).",
        ["code hotp -c 1 3132333435363738393031323334353637383930"], Hotp(), Totp(), Ocra());

    private static Command Hotp()
    {
        var counter = new Option<long>("--counter", "-c") { Description = "The counter's value." };
        var command = Described.Command("hotp", "Counter-based codes.", ["code hotp -c 1 -w 2 3132333435363738393031323334353637383930"], Key, Otp, counter, Window, Digits, Base32, Algorithm);
        command.SetAction(arguments =>
        {
            var (key, hmac, digits) = Common(arguments);
            var first = arguments.GetValue(counter);
            return first >= 0
                ? List(arguments, step => Core.Codes.Hotp.Compute(hmac, key, checked(first + step), digits))
                : throw new CommandLineFailure("--counter: it counts from 0");
        });
        return command;
    }

    private static Command Totp()
    {
        var step = new Option<string>("--time-step-size", "-s") { Description = "Length of a time step: 30s, 1m …", DefaultValueFactory = _ => "30s" };
        var start = new Option<string>("--start-time", "-S") { Description = "When steps start to count.", DefaultValueFactory = _ => "@0" };
        var now = new Option<string>("--now", "-N") { Description = "The time to use: now, @SECONDS, or 2009-02-13 23:31:30 UTC.", DefaultValueFactory = _ => "now" };
        var command = Described.Command(
            "totp", "Time-based codes.", ["code totp --algorithm SHA256 -d 8 -N @59 3132333435363738393031323334353637383930313233343536373839303132"],
            Key, Otp, step, start, now, Window, Digits, Base32, Algorithm);
        command.SetAction(arguments =>
        {
            var (key, hmac, digits) = Common(arguments);
            var seconds = OathArguments.Duration(arguments.GetValue(step)!, "--time-step-size");
            var from = OathArguments.Time(arguments.GetValue(start)!, "--start-time");
            var at = OathArguments.Time(arguments.GetValue(now)!, "--now");
            return at >= from
                ? List(arguments, window => Core.Codes.Totp.Compute(hmac, key, at + ((long)window * seconds), digits, seconds, from))
                : throw new CommandLineFailure("--now lies before --start-time");
        });
        return command;
    }

    private static Command Ocra()
    {
        var suiteText = Described.Required<string>("--suite", "The OCRA suite, for example OCRA-1:HOTP-SHA256-8:QN08-PSHA1.");
        var question = Described.Required<string>("--question", "The challenge: digits, characters or hexadecimal digits, as the suite says.");
        var counter = new Option<long>("--counter", "-c") { Description = "The counter, for a suite with C." };
        var pin = Described.Optional<string>("--pin", "The PIN, for a suite with P: @FILE, '-', or itself; it is hashed as the suite says.");
        var session = Described.Optional<string>("--session", "Session information in hexadecimal, for a suite with S.");
        var now = new Option<string>("--now", "-N") { Description = "The time to use, for a suite with T.", DefaultValueFactory = _ => "now" };
        var command = Described.Command(
            "ocra", "Challenge-response codes; a suite of 0 digits gives the whole value in hexadecimal.",
            ["code ocra --suite OCRA-1:HOTP-SHA1-6:QN08 --question 00000000 3132333435363738393031323334353637383930"],
            Key, suiteText, question, counter, pin, session, now, Base32);
        command.SetAction(arguments =>
        {
            var text = arguments.GetValue(suiteText)!;
            if (!OcraSuite.TryParse(text, out var suite))
            {
                throw new CommandLineFailure($"--suite: '{text}' is no OCRA suite (RFC 6287 section 6); write for example OCRA-1:HOTP-SHA256-8:C-QN08");
            }

            if (!OcraInput.TryEncodeQuestion(suite, arguments.GetValue(question)!, out var challenge))
            {
                throw new CommandLineFailure($"--question does not fit {text}: format {suite.QuestionFormat}, at most {suite.QuestionLength} characters");
            }

            var input = new OcraInput { Question = challenge, Counter = arguments.GetValue(counter) };
            if (suite.PinHashLength != 0)
            {
                input.PinHash = PinHash(suite.PinHashLength, Secret.Read(arguments.GetValue(pin), "PIN"));
            }

            if (suite.SessionLength != 0)
            {
                input.Session = OathArguments.Hex(arguments.GetValue(session) ?? throw new CommandLineFailure("this suite needs --session"), "session information");
            }

            if (suite.TimeStepSeconds != 0)
            {
                input.TimeSteps = Core.Codes.Totp.Step(OathArguments.Time(arguments.GetValue(now)!, "--now"), suite.TimeStepSeconds);
            }

            try
            {
                Console.WriteLine(Core.Codes.Ocra.Compute(suite, Hmac(suite.HashLength), OathArguments.Key(arguments.GetValue(Key)!, arguments.GetValue(Base32)), input));
                return 0;
            }
            catch (ArgumentException failure)
            {
                throw new CommandLineFailure($"this suite does not take that input: {failure.Message}");
            }
        });
        return command;
    }

    private static (byte[] Key, HmacFunction Hmac, int Digits) Common(ParseResult arguments)
    {
        var digits = arguments.GetValue(Digits);
        if (digits is < Core.Codes.Hotp.MinDigits or > Core.Codes.Hotp.MaxDigits)
        {
            throw new CommandLineFailure($"--digits: {digits} is not from {Core.Codes.Hotp.MinDigits} to {Core.Codes.Hotp.MaxDigits}");
        }

        var algorithm = arguments.GetValue(Algorithm)!;
        var length = algorithm.ToUpperInvariant() switch
        {
            "SHA1" => SHA1.HashSizeInBytes,
            "SHA256" => SHA256.HashSizeInBytes,
            "SHA512" => SHA512.HashSizeInBytes,
            _ => throw new CommandLineFailure($"--algorithm: '{algorithm}' is none of SHA1, SHA256, SHA512"),
        };
        return (OathArguments.Key(arguments.GetValue(Key)!, arguments.GetValue(Base32)), Hmac(length), digits);
    }

    // Prints the codes of the window, or checks one against it and prints its position, as oathtool does.
    private static int List(ParseResult arguments, Func<int, string> code)
    {
        var window = arguments.GetValue(Window);
        if (window is < 0 or > MaxWindow)
        {
            throw new CommandLineFailure($"--window: {window} is not from 0 to {MaxWindow}");
        }

        var otp = arguments.GetValue(Otp);
        for (var step = 0; step <= window; step++)
        {
            if (otp is null)
            {
                Console.WriteLine(code(step));
            }
            else if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(otp), Encoding.UTF8.GetBytes(code(step))))
            {
                Console.WriteLine(step.ToString(CultureInfo.InvariantCulture));
                return 0;
            }
        }

        return otp is null ? 0 : throw new CommandLineFailure("the code was not found in the window");
    }

    private static HmacFunction Hmac(int length) => length switch
    {
        SHA1.HashSizeInBytes => HMACSHA1.HashData,
        SHA256.HashSizeInBytes => HMACSHA256.HashData,
        _ => HMACSHA512.HashData,
    };

    private static byte[] PinHash(int length, string pin) => length switch
    {
        SHA1.HashSizeInBytes => SHA1.HashData(Encoding.UTF8.GetBytes(pin)),
        SHA256.HashSizeInBytes => SHA256.HashData(Encoding.UTF8.GetBytes(pin)),
        _ => SHA512.HashData(Encoding.UTF8.GetBytes(pin)),
    };
}
