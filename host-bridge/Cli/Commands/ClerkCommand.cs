using System.CommandLine;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Tokens;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk</c>: what a bank's clerk does.</summary>
internal static class ClerkCommand
{
    internal static readonly Option<string> Bank = Described.Optional("--bank", "Address of the bank.", "http://127.0.0.1:5080");
    internal static readonly Option<string> ClerkKey = Described.Optional("--clerk-key", "File with the clerk token that the bank wrote beside its master key.", "master.key.clerk");

    public static Command Create() => Described.Command(
        "clerk", "What a bank's clerk does, over the bank's HTTP interface: customers, terminals, tokens.",
        ["clerk terminal add --id ATM00001 --name \"1 Main Street\" --key atm.key --authorise", "clerk customer list"],
        Customer(), Terminal(), ClerkTokenCommand.Create(), ClerkPaymentCommands.Users(), ClerkCardCommand.Create(), ClerkOrderCommand.Create("purchase"),
        ClerkOrderCommand.Create("transfer"), ReceiverCommand.OfClerk());

    private static Command Customer() => Described.Command(
        "customer", "Registers customers and takes deposits.", ["clerk customer list"], AddCustomer(), Deposit(), Withdrawals(), ClerkPaymentCommands.FreePassword(), List("/clerk/customers", PrintCustomer, "customer"));

    private static Command AddCustomer()
    {
        var name = Described.Required<string>("--name", "The customer's name.");
        var phone = Described.Required<string>("--phone", "Phone number, for example +8613800138000.");
        var card = Described.Required<string>("--card", "Card number, 12 to 19 digits with its Luhn check digit.");
        var password = Described.Optional<string>("--password", "Online banking password: @FILE, '-', or itself; asked for if left out.");
        var pin = Described.Optional<string>("--pin", "Pick-up PIN of 6 digits: @FILE, '-', or itself; asked for if left out.");
        var deposit = Described.Optional<string>("--deposit", "Opening deposit, for example 5000.00.");
        var currency = Described.Optional("--currency", "ISO 4217 code of the account.", "CNY");
        var noWithdrawals = Described.Optional<bool>("--no-withdrawals", "Do not open cardless withdrawal to this customer.");
        var command = Described.Command(
            "add", "Registers a customer: phone, card, password and pick-up PIN.",
            ["clerk customer add --name \"Li Na\" --phone +8613800138000 --card 6222020000000000018 --password @password.txt --pin @pin.txt --deposit 5000.00"],
            Bank, ClerkKey, name, phone, card, password, pin, deposit, currency, noWithdrawals);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            var body = new
            {
                name = arguments.GetValue(name),
                phone = arguments.GetValue(phone),
                card = arguments.GetValue(card),
                password = Secret.Read(arguments.GetValue(password), "password"),
                pickupPin = Secret.Read(arguments.GetValue(pin), "pick-up PIN"),
                currency = arguments.GetValue(currency),
                withdrawals = !arguments.GetValue(noWithdrawals),
            };
            var customer = await bank.PostOnceAsync("/clerk/customers", body, stop);
            if (arguments.GetValue(deposit) is { } amount)
            {
                await bank.PostOnceAsync($"/clerk/customers/{customer.Text("customerId")}/deposits", new { amount, body.currency }, stop);
                customer = await bank.GetAsync($"/clerk/customers/{customer.Text("customerId")}", stop);
            }

            PrintCustomer(customer);
            return 0;
        });
        return command;
    }

    private static Command Deposit()
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var amount = Described.Required<string>("--amount", "The amount, for example 250.00.");
        var currency = Described.Optional("--currency", "ISO 4217 code.", "CNY");
        var command = Described.Command("deposit", "Books a deposit.", ["clerk customer deposit --customer ID --amount 250.00"], Bank, ClerkKey, customer, amount, currency);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            var body = new { amount = arguments.GetValue(amount), currency = arguments.GetValue(currency) };
            var answer = await bank.PostOnceAsync($"/clerk/customers/{Segment(arguments.GetValue(customer)!)}/deposits", body, stop);
            Console.WriteLine($"balance {answer.Text("balance")} {answer.Text("currency")}");
            return 0;
        });
        return command;
    }

    private static Command Withdrawals()
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var close = Described.Optional<bool>("--close", "Close the business instead of opening it.");
        var command = Described.Command("withdrawals", "Opens or closes cardless withdrawal for a customer.", ["clerk customer withdrawals --customer ID --close"], Bank, ClerkKey, customer, close);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            PrintCustomer(await bank.PostAsync($"/clerk/customers/{Segment(arguments.GetValue(customer)!)}/withdrawals", new { enabled = !arguments.GetValue(close) }, stop));
            return 0;
        });
        return command;
    }

    private static Command Terminal() => Described.Command(
        "terminal", "Registers, authorises and suspends ATMs and terminals; issues and personalises terminals' boards.", ["clerk terminal list"],
        [.. new ClerkIssueCommands(BoardKind.Terminal, "terminal", ClerkTokenCommand.Print).Commands(), AddTerminal(),
        Change("authorise", "Lets a registered terminal work."), Change("suspend", "Stops a terminal."), ClerkTerminalBoardCommand.Create(),
        ClerkPaymentCommands.Merchant(), ClerkPaymentCommands.FreeTerminal(), List("/clerk/terminals", PrintTerminal, "terminal")]);

    private static Command AddTerminal()
    {
        var id = Described.Required<string>("--id", "Eight letters and digits, for example ATM00001.");
        var name = Described.Required<string>("--name", "Place, as people know it.");
        var key = Described.Required<string>("--key", "File that the terminal's key is written to; it must not exist yet.");
        var authorise = Described.Optional<bool>("--authorise", "Authorise it at once.");
        var command = Described.Command(
            "add", "Registers a terminal and writes its key to a file.", ["clerk terminal add --id ATM00001 --name \"1 Main Street\" --key atm.key --authorise"],
            Bank, ClerkKey, id, name, key, authorise);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            var terminal = await Secret.KeepAsync(
                arguments.GetValue(key)!,
                () => bank.PostAsync("/clerk/terminals", new { id = arguments.GetValue(id), name = arguments.GetValue(name) }, stop),
                answer => answer.Text("key"));
            if (arguments.GetValue(authorise))
            {
                terminal = await bank.PostAsync($"/clerk/terminals/{terminal.Text("terminalId")}/authorise", null, stop);
            }

            PrintTerminal(terminal);
            return 0;
        });
        return command;
    }

    private static Command Change(string verb, string purpose)
    {
        var id = Described.Required<string>("--id", "The terminal's id.");
        var command = Described.Command(verb, purpose, [$"clerk terminal {verb} --id ATM00001"], Bank, ClerkKey, id);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            PrintTerminal(await bank.PostAsync($"/clerk/terminals/{Segment(arguments.GetValue(id)!)}/{verb}", null, stop));
            return 0;
        });
        return command;
    }

    internal static Command List(string path, Action<JsonNode> print, string noun)
    {
        var command = Described.Command("list", "Lists them.", [$"clerk {noun} list"], Bank, ClerkKey);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = Open(arguments);
            foreach (var row in (await bank.GetAsync(path, stop)).AsArray())
            {
                print(row!);
            }

            return 0;
        });
        return command;
    }

    internal static BankClient Open(ParseResult arguments)
    {
        var file = arguments.GetValue(ClerkKey)!;
        return File.Exists(file)
            ? new BankClient(arguments.GetValue(Bank)!, Secret.ReadFile(file, "clerk token"))
            : throw new CommandLineFailure($"no clerk token in {file}; 'paymentcode bank' writes it beside its master key (--clerk-key FILE names it)");
    }

    /// <summary>A part of a path that a person typed.</summary>
    internal static string Segment(string text) => Uri.EscapeDataString(text);

    private static void PrintCustomer(JsonNode customer) => Console.WriteLine(
        $"{customer.Text("customerId")}  {customer.Text("name")}  {customer.Text("phone")}  {customer.Text("card")}  balance {customer.Text("balance")} {customer.Text("currency")}"
        + $"  withdrawals {(customer.Text("withdrawals") == "true" ? "open" : "closed")}  token {customer["token"]?.ToString() ?? "none"}");

    internal static void PrintTerminal(JsonNode terminal)
    {
        var transit = (terminal["inTransit"] as JsonArray ?? []).Select(money => $"{money!.Text("amount")} {money!.Text("currency")}").ToList();
        Console.WriteLine(
            $"{terminal.Text("terminalId")}  {terminal.Text("state")}  {terminal.Text("name")}  in transit {(transit.Count == 0 ? "nothing" : string.Join(", ", transit))}"
            + (terminal["board"] is { } board ? $"  board {board}" : "")
            + (terminal["merchant"] is { } merchant ? $"  merchant {merchant.Text("merchantId")} {merchant.Text("balance")} {merchant.Text("currency")}" : ""));
    }
}
