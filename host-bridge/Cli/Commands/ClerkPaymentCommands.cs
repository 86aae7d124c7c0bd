using System.CommandLine;
using System.Text.Json.Nodes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk payment-user</c> and what else a clerk does for payment codes.</summary>
internal static class ClerkPaymentCommands
{
    /// <summary>The allow list of payment codes.</summary>
    public static Command Users() => Described.Command(
        "payment-user", "The allow list of payment codes, and the keys of those on it.", ["clerk payment-user list"],
        Change("add", "Puts a customer on the list.", HttpMethod.Put, ""), Change("remove", "Takes a customer off the list: no code of his is accepted any more.", HttpMethod.Delete, ""),
        Change("show", "Whether a customer is on the list.", HttpMethod.Get, ""), Change("revoke", "Deletes a customer's payment key.", HttpMethod.Delete, "/key"),
        ClerkCommand.List("/clerk/payment-users", PrintUser, "payment-user"));

    /// <summary>Says whose money comes in at a terminal.</summary>
    public static Command Merchant()
    {
        var id = Described.Required<string>("--id", "The terminal's id.");
        var merchant = Described.Required<string>("--merchant", "The merchant's id, 1 to 15 upper-case letters or digits.");
        var name = Described.Required<string>("--name", "The merchant's name.");
        var currency = Described.Optional("--currency", "ISO 4217 code of his account.", "CNY");
        var command = Described.Command(
            "merchant", "Says whose money comes in at a terminal.", ["clerk terminal merchant --id POS00001 --merchant NOODLES1 --name \"Noodle house\""],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, id, merchant, name, currency);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            var body = new { merchantId = arguments.GetValue(merchant), name = arguments.GetValue(name), currency = arguments.GetValue(currency) };
            var terminal = await bank.PutAsync($"/clerk/terminals/{ClerkCommand.Segment(arguments.GetValue(id)!)}/merchant", body, stop);
            var account = terminal.Part("merchant");
            Console.WriteLine($"{terminal.Text("terminalId")}  merchant {account.Text("merchantId")}  {account.Text("name")}  balance {account.Text("balance")} {account.Text("currency")}");
            return 0;
        });
        return command;
    }

    /// <summary>Lets a terminal go on that wrong codes had stopped.</summary>
    public static Command FreeTerminal() => Free(
        "free", "Lets a terminal take payment codes again after ten wrong ones.", "clerk terminal free --id POS00001", "The terminal's id.", "--id",
        id => $"/clerk/terminals/{id}/payment-codes/free");

    /// <summary>Frees a payment password.</summary>
    public static Command FreePassword() => Free(
        "free-password", "Frees a payment password after three wrong ones.", "clerk customer free-password --customer ID", "The customer's id.", "--customer",
        id => $"/clerk/customers/{id}/payment-password/free");

    private static Command Free(string verb, string purpose, string example, string what, string option, Func<string, string> path)
    {
        var id = Described.Required<string>(option, what);
        var command = Described.Command(verb, purpose, [example], ClerkCommand.Bank, ClerkCommand.ClerkKey, id);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            await bank.PostAsync(path(ClerkCommand.Segment(arguments.GetValue(id)!)), null, stop);
            Console.WriteLine("freed");
            return 0;
        });
        return command;
    }

    private static Command Change(string verb, string purpose, HttpMethod method, string end)
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var command = Described.Command(verb, purpose, [$"clerk payment-user {verb} --customer ID"], ClerkCommand.Bank, ClerkCommand.ClerkKey, customer);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            var path = $"/clerk/payment-users/{ClerkCommand.Segment(arguments.GetValue(customer)!)}{end}";
            var answer = method == HttpMethod.Put ? await bank.PutAsync(path, null, stop)
                : method == HttpMethod.Get ? await bank.GetAsync(path, stop) : await bank.DeleteAsync(path, stop);
            if (end.Length == 0)
            {
                PrintUser(answer);
            }
            else
            {
                Console.WriteLine("revoked");
            }

            return 0;
        });
        return command;
    }

    private static void PrintUser(JsonNode user) =>
        Console.WriteLine($"{user.Text("customerId")}  {(user.Text("allowed") == "true" ? "on the list" : "not on the list")}");
}
