using System.CommandLine;
using PaymentCode.Cli.Demo;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode demo</c>: whole stories in one process, from the registration to the money.</summary>
internal static class DemoCommand
{
    private const string LastLine = "Last line: APPROVED amount currency, or REFUSED reason (exit code 1).";
    private static readonly Option<int> Seed = Described.Optional("--seed", "Decides names, numbers, and how a picture is held before a camera.", 1);
    private static readonly Option<string> Folder = Described.Optional<string>("--out", "Folder for the story's pictures and story.json.");
    private static readonly Option<string> Db = Described.Optional<string>("--db", "Connection string of the bank's database; a file of its own, gone afterwards, if left out.");

    public static Command Create()
    {
        var amount = Described.Optional("--amount", "What is withdrawn, with two decimals.", "100.00");
        var via = Described.Optional(
            "--via", "How the picture comes to the ATM: token (its display), phone (released to it), or photo (the phone photographs the token).", "token");
        var command = Described.Command(
            "demo", $"A withdrawal from the button to the cash on emulated hardware; other stories by name. {LastLine}",
            ["demo", "demo --via photo --seed 7 --out story", "demo purchase"], amount, via, Seed, Folder, Db,
            Told("purchase", "A purchase at a shop's terminal: the token is held to it twice.", "25.80", PurchaseStory.TellAsync),
            Told("transfer", "A transfer with a contactless card, its secret, and a second confirmation on the token.", "200.00", TransferStory.TellAsync),
            Told("paymentcode", "A payment in a shop: the token shows a payment code offline, the shop's camera reads it, the bank redeems it.", "12.50", PaymentStory.TellAsync));
        command.SetAction((arguments, stop) => WithdrawalStory.TellAsync(Options(arguments, amount, Way(arguments.GetValue(via)!)), stop));
        return command;
    }

    private static Command Told(string name, string what, string usual, Func<DemoOptions, CancellationToken, Task<int>> tell)
    {
        var amount = Described.Optional("--amount", "The amount, with two decimals.", usual);
        var command = Described.Command(name, $"{what} {LastLine}", [$"demo {name}", $"demo {name} --amount 12.50 --out story"], amount, Seed, Folder, Db);
        command.SetAction((arguments, stop) => tell(Options(arguments, amount, PictureWay.Token), stop));
        return command;
    }

    private static DemoOptions Options(ParseResult arguments, Option<string> amount, PictureWay via) => new(
        arguments.GetValue(amount)!, via, arguments.GetValue(Seed), arguments.GetValue(Folder), arguments.GetValue(Db));

    private static PictureWay Way(string name) => name switch
    {
        "token" => PictureWay.Token,
        "phone" => PictureWay.Phone,
        "photo" => PictureWay.Photo,
        _ => throw new CommandLineFailure($"--via: '{name}' is none of token, phone, photo"),
    };
}
