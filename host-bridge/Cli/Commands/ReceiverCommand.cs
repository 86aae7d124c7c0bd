using System.CommandLine;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk receiver</c> and <c>customer receiver</c>: names under which an account receives transfers. A phone number needs none.</summary>
internal static class ReceiverCommand
{
    private static readonly Option<string> Name = Described.Required<string>("--name", "3 to 20 letters and digits, with at least one letter.");
    private static readonly Option<string> Customer = Described.Required<string>("--customer", "The customer's id.");

    /// <summary>The clerk's command, for any customer.</summary>
    public static Command OfClerk() => Create("clerk", " --customer ID", [ClerkCommand.Bank, ClerkCommand.ClerkKey, Customer], arguments =>
        (ClerkCommand.Open(arguments), $"/clerk/customers/{ClerkCommand.Segment(arguments.GetValue(Customer)!)}/receivers"));

    /// <summary>The customer's own.</summary>
    public static Command OfCustomer() => Create("customer", "", [CustomerCommand.Bank, CustomerCommand.Session], arguments =>
        (CustomerCommand.LoggedIn(arguments), "/customer/receivers"));

    private static Command Create(string who, string whose, Option[] options, Func<ParseResult, (BankClient Bank, string Path)> open)
    {
        var add = Described.Command("add", "Registers a name.", [$"{who} receiver add --name LINA01{whose}"], [.. options, Name]);
        add.SetAction(async (arguments, stop) =>
        {
            var (bank, path) = open(arguments);
            using (bank)
            {
                Console.WriteLine((await bank.PostAsync(path, new { name = arguments.GetValue(Name) }, stop)).Text("name"));
            }

            return 0;
        });
        var remove = Described.Command("remove", "Gives a name up.", [$"{who} receiver remove --name LINA01{whose}"], [.. options, Name]);
        remove.SetAction(async (arguments, stop) =>
        {
            var (bank, path) = open(arguments);
            using (bank)
            {
                await bank.DeleteAsync($"{path}/{ClerkCommand.Segment(arguments.GetValue(Name)!)}", stop);
            }

            return 0;
        });
        var list = Described.Command("list", "Lists the names.", [$"{who} receiver list{whose}"], [.. options]);
        list.SetAction(async (arguments, stop) =>
        {
            var (bank, path) = open(arguments);
            using (bank)
            {
                foreach (var receiver in (await bank.GetAsync(path, stop)).AsArray())
                {
                    Console.WriteLine(receiver!.Text("name"));
                }
            }

            return 0;
        });
        return Described.Command("receiver", "Names under which an account receives transfers.", [$"{who} receiver list{whose}"], add, remove, list);
    }
}
