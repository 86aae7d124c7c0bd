using System.CommandLine;
using System.Text.Json.Nodes;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode clerk purchase</c> and <c>clerk transfer</c>: what was begun at acceptance terminals.</summary>
internal static class ClerkOrderCommand
{
    private static readonly Option<string> Reference = Described.Required<string>("--reference", "The ten digits of its reference.");
    private static readonly Option<string> Note = Described.Required<string>("--note", "Why; it goes to the audit log.");

    /// <summary>The command of one kind.</summary>
    public static Command Create(string kind) => Described.Command(
        kind, kind == "purchase" ? "Lists, settles and refunds purchases." : "Lists and settles transfers.", [$"clerk {kind} list --state approved"],
        kind == "purchase" ? [List(kind), Settle(kind), Refund()] : [List(kind), Settle(kind)]);

    private static Command List(string kind)
    {
        var state = Described.Optional<string>("--state", "Only those in this state; 'approved' is the money in transit.");
        var command = Described.Command("list", "Lists them, newest first.", [$"clerk {kind} list"], ClerkCommand.Bank, ClerkCommand.ClerkKey, state);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            var query = arguments.GetValue(state) is { } wanted ? "?state=" + ClerkCommand.Segment(wanted) : "";
            PrintAll(await bank.GetAsync($"/clerk/{kind}s{query}", stop));
            return 0;
        });
        return command;
    }

    private static Command Settle(string kind)
    {
        var outcome = Described.Required<string>("--outcome", "completed or reversed.");
        var command = Described.Command(
            "settle", "Settles by hand what a terminal that is out of reach left in transit.",
            [$"clerk {kind} settle --reference 0000000001 --outcome reversed --note \"terminal burnt\""], ClerkCommand.Bank, ClerkCommand.ClerkKey, Reference, outcome, Note);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await bank.PostOnceAsync(
                $"/clerk/{kind}s/{ClerkCommand.Segment(arguments.GetValue(Reference)!)}/outcome",
                new { outcome = arguments.GetValue(outcome), note = arguments.GetValue(Note) },
                stop));
            return 0;
        });
        return command;
    }

    private static Command Refund()
    {
        var amount = Described.Optional<string>("--amount", "A part of it, for example 30.00; all that is left if left out.");
        var command = Described.Command(
            "refund", "Gives a purchase back, or a part of it.", ["clerk purchase refund --reference 0000000001 --note \"broken cup\""],
            ClerkCommand.Bank, ClerkCommand.ClerkKey, Reference, amount, Note);
        command.SetAction(async (arguments, stop) =>
        {
            using var bank = ClerkCommand.Open(arguments);
            Print(await bank.PostOnceAsync(
                $"/clerk/purchases/{ClerkCommand.Segment(arguments.GetValue(Reference)!)}/refunds",
                new { note = arguments.GetValue(Note), amount = arguments.GetValue(amount) },
                stop));
            return 0;
        });
        return command;
    }

    internal static void PrintAll(JsonNode orders)
    {
        foreach (var order in orders.AsArray())
        {
            Print(order!);
        }
    }

    private static void Print(JsonNode order) => Console.WriteLine(
        $"{order.Text("reference")}  {order.Text("state")}  {order.Text("amount")} {order.Text("currency")}  at {order.Text("terminal")}"
        + (order["reason"] is { } reason ? $"  reason {reason}" : "")
        + (order["receiver"] is { } receiver ? $"  to {receiver}" : "")
        + (order["card"] is { } card ? $"  card {card}" : "")
        + (order["token"] is { } token ? $"  token {token}" : "")
        + $"  refunded {order.Text("refunded")}  {order.Text("created")}");
}
