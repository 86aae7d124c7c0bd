using System.CommandLine;
using System.Text.Json.Nodes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode customer payment-key</c> and what else a customer does for payment codes.</summary>
internal static class CustomerPaymentCommands
{
    /// <summary>The account's key for payment codes.</summary>
    public static Command Key() => Described.Command(
        "payment-key", "The account's key for payment codes.", ["customer payment-key register", "customer payment-key token"],
        Do("status", "Whether there is a key, and which device has codes.", (bank, stop) => bank.GetAsync("/customer/payment-key", stop)),
        Do("register", "Has the bank make a key for the account.", (bank, stop) => bank.PostAsync("/customer/payment-key", null, stop)),
        Do("rotate", "Gets another key; devices have to load codes anew.", (bank, stop) => bank.PostAsync("/customer/payment-key/rotate", null, stop)),
        Do("revoke", "Parts key and account: no code is accepted any more.", async (bank, stop) =>
        {
            await bank.DeleteAsync("/customer/payment-key", stop);
            return await bank.GetAsync("/customer/payment-key", stop);
        }),
        Token());

    /// <summary>Sets the payment password.</summary>
    public static Command Password()
    {
        var password = Described.Optional<string>("--password", "Online banking password: @FILE, '-', or itself; asked for if left out.");
        var payment = Described.Optional<string>("--payment-password", "Six digits: @FILE, '-', or themselves; asked for if left out.");
        var command = Described.Command(
            "payment-password", "Sets the password for payments above what needs none.", ["customer payment-password --password @password.txt --payment-password @payment.txt"],
            CustomerCommand.Bank, CustomerCommand.Session, password, payment);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            var body = new
            {
                loginPassword = Secret.Read(arguments.GetValue(password), "password"),
                paymentPassword = Secret.Read(arguments.GetValue(payment), "payment password"),
            };
            await bank.PutAsync("/customer/payment-password", body, stop);
            Console.WriteLine("payment password set");
            return 0;
        });
        return command;
    }

    /// <summary>What became of codes.</summary>
    public static Command Payments()
    {
        var code = new Argument<string?>("code") { Description = "18 digits; the newest payments if left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = Described.Command(
            "payments", "What became of payment codes.", ["customer payments", "customer payments 711234567890123456"], CustomerCommand.Bank, CustomerCommand.Session, code);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            if (arguments.GetValue(code) is { } one)
            {
                Print(await bank.GetAsync($"/customer/payment-codes/{ClerkCommand.Segment(one)}", stop));
                return 0;
            }

            foreach (var payment in (await bank.GetAsync("/customer/payments", stop)).AsArray())
            {
                Print(payment!);
            }

            return 0;
        });
        return command;
    }

    private static Command Token()
    {
        var validity = Described.Optional("--validity", "How long a code is good, in seconds: 30, 60, 180 or 600.", 60);
        var command = Described.Command(
            "token", "Loads key and codes into the token, through the bridge; a press on its button shows one.", ["customer payment-key token --validity 180"],
            CustomerCommand.Bank, CustomerCommand.Session, validity);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            PrintKey(await bank.PostAsync("/customer/payment-key/token", new { validity = arguments.GetValue(validity) }, stop));
            return 0;
        });
        return command;
    }

    private static Command Do(string verb, string purpose, Func<BankClient, CancellationToken, Task<JsonNode>> ask)
    {
        var command = Described.Command(verb, purpose, [$"customer payment-key {verb}"], CustomerCommand.Bank, CustomerCommand.Session);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            PrintKey(await ask(bank, stop));
            return 0;
        });
        return command;
    }

    private static void PrintKey(JsonNode key)
    {
        var device = key["device"] is { } holder ? $"{holder} has {key.Text("codesLeft")} codes" : "no device has codes";
        Console.WriteLine(
            $"{(key.Text("allowed") == "true" ? "on the bank's list" : "not on the bank's list")}  "
            + (key.Text("registered") == "true" ? $"key version {key.Text("keyVersion")}  {device}" : "no payment key"));
    }

    private static void Print(JsonNode payment)
    {
        var outcome = payment["reason"] is { } reason ? $"{payment.Text("verdict")} {reason}" : payment.Text("verdict");
        Console.WriteLine(payment["at"] is { } at
            ? $"{at}  {outcome}  {payment.Text("amount")} {payment.Text("currency")}  {payment.Text("merchant")}  {payment["paymentId"]?.ToString() ?? ""}".TrimEnd()
            : outcome);
    }
}
