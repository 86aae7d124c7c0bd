using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk card</c>: contactless cards.</summary>
internal static class ClerkCardCommand
{
    private static readonly Option<string> Card = Described.Required<string>("--card", "The card's id at the bank.");

    public static Command Create() => Described.Command(
        "card", "Issues contactless cards, binds, unlocks and closes them.", ["clerk card issue --customer ID --record card.json"],
        Issue(), Secret(), Device(), Change("unlock", "Unlocks a card after three wrong secrets."), Change("close", "Closes a card for good."), List());

    private static Command Issue()
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var device = Described.Optional<string>("--device", "What it is bound to, token:SERIAL or terminal:ID; the customer's token if left out.");
        var record = Described.Required<string>("--record", "File that number and key for the card's personalisation are written to, told only once; it must not exist yet.");
        var command = Described.Command(
            "issue", "Makes a card for a customer's account.", ["clerk card issue --customer ID --record card.json"], ClerkCommand.Bank, ClerkCommand.ClerkKey, customer, device, record);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            var issued = await Cli.Secret.KeepAsync(
                arguments.GetValue(record)!,
                () => bank.PostAsync(
                    $"/clerk/customers/{ClerkCommand.Segment(arguments.GetValue(customer)!)}/cards", new { device = arguments.GetValue(device) }, stop),
                answer => answer.ToJsonString(JsonSerializerOptions.Web));
            Print(issued.Part("card"));
            return 0;
        });
        return command;
    }

    private static Command Secret()
    {
        var secret = Described.Optional<string>("--secret", "4 to 12 digits: @FILE, '-', or itself; asked for if left out.");
        return Act("secret", "Sets the secret that is typed for a card.", [secret], (arguments, path, bank, stop) =>
            bank.PutAsync(path + "/secret", new { secret = Cli.Secret.Read(arguments.GetValue(secret), "card's secret") }, stop));
    }

    private static Command Device()
    {
        var device = Described.Required<string>("--device", "token:SERIAL or terminal:ID.");
        return Act("bind", "Binds a card to another device.", [device], (arguments, path, bank, stop) =>
            bank.PutAsync(path + "/device", new { device = arguments.GetValue(device) }, stop));
    }

    private static Command Change(string verb, string purpose) =>
        Act(verb, purpose, [], (_, path, bank, stop) => bank.PostAsync($"{path}/{verb}", null, stop));

    private static Command Act(
        string verb, string purpose, Option[] options, Func<ParseResult, string, BankClient, CancellationToken, Task<JsonNode>> act)
    {
        var command = Described.Command(
            verb, purpose, [$"clerk card {verb} --card ID{string.Concat(options.Where(option => option.Required).Select(option => $" {option.Name} token:0123456789ABCDEF"))}"],
            [ClerkCommand.Bank, ClerkCommand.ClerkKey, Card, .. options]);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await act(arguments, $"/clerk/cards/{ClerkCommand.Segment(arguments.GetValue(Card)!)}", bank, stop));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var customer = Described.Required<string>("--customer", "The customer's id.");
        var command = Described.Command("list", "Lists a customer's cards.", ["clerk card list --customer ID"], ClerkCommand.Bank, ClerkCommand.ClerkKey, customer);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            foreach (var card in (await bank.GetAsync($"/clerk/customers/{ClerkCommand.Segment(arguments.GetValue(customer)!)}/cards", stop)).AsArray())
            {
                Print(card!);
            }

            return 0;
        });
        return command;
    }

    internal static void Print(JsonNode card) => Console.WriteLine(
        $"{card.Text("cardId")}  {card.Text("card")}  until {card.Text("expires")}  {card.Text("state")}  bound to {card.Text("device")}"
        + $"  secret {(card.Text("hasSecret") == "true" ? "set" : "not set")}");
}
