using System.CommandLine;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode customer card</c>, <c>purchase</c> and <c>transfer</c>: what a customer sees of contactless cards and of payments at terminals.</summary>
internal static class CustomerCardCommand
{
    public static Command Create()
    {
        var card = Described.Required<string>("--card", "The card's id at the bank.");
        var secret = Described.Optional<string>("--secret", "4 to 12 digits: @FILE, '-', or itself; asked for if left out.");
        var set = Described.Command("secret", "Sets the secret that is typed for a card.", ["customer card secret --card ID"], CustomerCommand.Bank, CustomerCommand.Session, card, secret);
        set.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            ClerkCardCommand.Print(await bank.PutAsync(
                $"/customer/cards/{ClerkCommand.Segment(arguments.GetValue(card)!)}/secret",
                new { secret = Secret.Read(arguments.GetValue(secret), "card's secret") },
                stop));
            return 0;
        });
        var list = Described.Command("list", "Lists the cards.", ["customer card list"], CustomerCommand.Bank, CustomerCommand.Session);
        list.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            foreach (var one in (await bank.GetAsync("/customer/cards", stop)).AsArray())
            {
                ClerkCardCommand.Print(one!);
            }

            return 0;
        });
        return Described.Command("card", "Contactless cards of this account.", ["customer card list"], list, set);
    }

    /// <summary>Lists purchases or transfers.</summary>
    public static Command Orders(string kind)
    {
        var command = Described.Command($"{kind}s", $"Lists the {kind}s paid from this account.", [$"customer {kind}s"], CustomerCommand.Bank, CustomerCommand.Session);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = CustomerCommand.LoggedIn(arguments);
            ClerkOrderCommand.PrintAll(await bank.GetAsync($"/customer/{kind}s", stop));
            return 0;
        });
        return command;
    }
}
