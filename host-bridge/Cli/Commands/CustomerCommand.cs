using System.CommandLine;
using System.Text.Json.Nodes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode customer</c>: online banking at the command line.</summary>
internal static class CustomerCommand
{
    private const int LongestWaitSeconds = 120;
    internal static readonly Option<string> Bank = Described.Optional("--bank", "Address of the bank.", "http://127.0.0.1:5080");
    internal static readonly Option<string> Session = Described.Optional("--session", "File that keeps the log-in; only its owner can read it.", "customer.session");

    public static Command Create() => Described.Command(
        "customer", "What a customer does in online banking, over the bank's HTTP interface.",
        ["customer login --phone +8613800138000 --password @password.txt", "customer reserve --amount 100.00"],
        Login(), Logout(), Account(), Reserve(), Code(), Cancel(), Status(),
        CustomerPaymentCommands.Key(), CustomerPaymentCommands.Password(), CustomerPaymentCommands.Payments(),
        CustomerCardCommand.Create(), CustomerCardCommand.Orders("purchase"), CustomerCardCommand.Orders("transfer"), ReceiverCommand.OfCustomer());

    private static Command Login()
    {
        var phone = Described.Required<string>("--phone", "The registered phone number.");
        var password = Described.Optional<string>("--password", "@FILE, '-' for standard input, or the password itself (others on this computer can see it); asked for if left out.");
        var command = Described.Command("login", "Logs in and keeps the session.", ["customer login --phone +8613800138000"], Bank, Session, phone, password);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = new BankClient(arguments.GetValue(Bank)!, null);
            var body = new { phone = arguments.GetValue(phone), password = Secret.Read(arguments.GetValue(password), "password") };
            var answer = await bank.PostAsync("/customer/login", body, stop);
            var file = arguments.GetValue(Session)!;
            File.Delete(file);
            Secret.WriteFile(file, answer.Text("token"));
            Console.WriteLine($"logged in {answer.Text("name")} until {answer.Text("expires")}");
            return 0;
        });
        return command;
    }

    private static Command Logout()
    {
        var command = Described.Command("logout", "Ends the session.", ["customer logout"], Bank, Session);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            await bank.PostAsync("/customer/logout", null, stop);
            File.Delete(arguments.GetValue(Session)!);
            Console.WriteLine("logged out");
            return 0;
        });
        return command;
    }

    private static Command Account()
    {
        var command = Described.Command("account", "Balance, available amount and limits.", ["customer account"], Bank, Session);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            var account = await bank.GetAsync("/customer/account", stop);
            var (owner, limits) = (account.Part("customer"), account.Part("limits"));
            var currency = owner.Text("currency");
            Console.WriteLine($"{owner.Text("name")}  balance {owner.Text("balance")} {currency}  available {owner.Text("available")} {currency}");
            Console.WriteLine($"at most {limits.Text("single")} at once, {limits.Text("daily")} a day; {limits.Text("leftToday")} left today");
            return 0;
        });
        return command;
    }

    private static Command Reserve()
    {
        var amount = Described.Required<string>("--amount", "The amount, with the currency's decimals: 100.00.");
        var currency = Described.Optional("--currency", "ISO 4217 code.", "CNY");
        var holder = Described.Optional("--holder", "Who may hold the code: token (its display only) or phone (released to a phone).", "token");
        var minutes = Described.Optional("--valid-minutes", "Life of reservation and code.", 60);
        var later = Described.Optional<bool>("--later", "Only reserve; ask the token for the code later, with 'customer code'.");
        var command = Described.Command(
            "reserve", "Reserves a withdrawal and asks the token, through the bridge, for its code.", ["customer reserve --amount 100.00"],
            Bank, Session, amount, currency, holder, minutes, later);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            var reservation = await bank.PostOnceAsync(
                "/customer/reservations",
                new
                {
                    amount = arguments.GetValue(amount),
                    currency = arguments.GetValue(currency),
                    holder = arguments.GetValue(holder),
                    validMinutes = arguments.GetValue(minutes),
                },
                stop);
            if (!arguments.GetValue(later))
            {
                reservation = await bank.PostAsync($"/customer/reservations/{reservation.Text("reference")}/code", new { anew = false }, stop);
            }

            Print(reservation);
            return 0;
        });
        return command;
    }

    private static Command Code()
    {
        var reference = Reference();
        var anew = Described.Optional<bool>("--anew", "Void the code that exists and make another one.");
        var command = Described.Command("code", "Asks the token for the code of a reservation.", ["customer code 0000000001 --anew"], Bank, Session, reference, anew);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            Print(await bank.PostAsync($"/customer/reservations/{Checked(arguments.GetValue(reference)!)}/code", new { anew = arguments.GetValue(anew) }, stop));
            return 0;
        });
        return command;
    }

    private static Command Cancel()
    {
        var reference = Reference();
        var command = Described.Command("cancel", "Cancels a reservation; the money is free again.", ["customer cancel 0000000001"], Bank, Session, reference);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            Print(await bank.DeleteAsync($"/customer/reservations/{Checked(arguments.GetValue(reference)!)}", stop));
            return 0;
        });
        return command;
    }

    private static Command Status()
    {
        var reference = new Argument<string?>("reference") { Description = "Ten digits; all reservations if left out.", Arity = ArgumentArity.ZeroOrOne };
        var wait = Described.Optional<string>("--wait", "Wait (at most two minutes) until this state of the reservation, or of its code at the token: pending, confirmed …");
        var command = Described.Command(
            "status", "Shows reservations; with --wait one of them, the newest if none is named.", ["customer status", "customer status 0000000001 --wait confirmed"], Bank, Session, reference, wait);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = LoggedIn(arguments);
            var (one, wanted) = (arguments.GetValue(reference), arguments.GetValue(wait));
            if (one is not null)
            {
                return await ShowAsync(bank, Checked(one), wanted, stop);
            }

            var all = (await bank.GetAsync("/customer/reservations", stop)).AsArray();
            if (wanted is not null)
            {
                return all.Count > 0 ? await ShowAsync(bank, all[0]!.Text("reference"), wanted, stop) : throw new CommandLineFailure("there is no reservation");
            }

            foreach (var reservation in all)
            {
                Print(reservation!);
            }

            return 0;
        });
        return command;
    }

    private static async Task<int> ShowAsync(BankClient bank, string reference, string? wanted, CancellationToken stop)
    {
        string[] final = ["dispensed", "not-dispensed", "declined", "expired", "cancelled", "refused"];
        for (var second = 0; ; second++)
        {
            var reservation = await bank.GetAsync($"/customer/reservations/{reference}", stop);
            var state = reservation.Text("state");
            var isThere = wanted is null || state == wanted || reservation["code"]?["token"]?.ToString() == wanted;
            if (isThere || final.Contains(state) || second == LongestWaitSeconds)
            {
                Print(reservation);
                return isThere ? 0 : 1;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stop);
        }
    }

    private static Argument<string> Reference() => new("reference") { Description = "The reservation's ten digits." };

    private static string Checked(string reference) => reference.Length == 10 && reference.All(char.IsAsciiDigit)
        ? reference
        : throw new CommandLineFailure($"'{reference}' is no reservation reference; it has ten digits");

    internal static BankClient LoggedIn(ParseResult arguments)
    {
        var file = arguments.GetValue(Session)!;
        return File.Exists(file)
            ? new BankClient(arguments.GetValue(Bank)!, Secret.ReadFile(file, "session"))
            : throw new CommandLineFailure($"no session in {file}; log in first: paymentcode customer login --phone NUMBER");
    }

    private static void Print(JsonNode reservation)
    {
        var code = reservation["code"] is { } made ? $"  code {made.Text("state")} (token: {made.Text("token")})" : "";
        Console.WriteLine(
            $"{reservation.Text("reference")}  {reservation.Text("state")}  {reservation.Text("amount")} {reservation.Text("currency")}{code}  until {reservation.Text("expires")}");
    }
}
