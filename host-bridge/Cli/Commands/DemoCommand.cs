using System.CommandLine;
using PaymentCode.Cli.Demo;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode demo</c>: a cardless withdrawal from the registration to the cash, or a payment by code, in one process.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var amount = Described.Optional("--amount", "What is withdrawn, with two decimals.", "100.00");
        var via = Described.Optional(
            "--via", "How the picture comes to the ATM: token (its display), phone (released to it), or photo (the phone photographs the token).", "token");
        var seed = Described.Optional("--seed", "Decides names, numbers, and how the picture is held before the camera.", 1);
        var folder = Described.Optional<string>("--out", "Folder for oled.png, frame.png and story.json.");
        var db = Described.Optional<string>("--db", "Connection string of the bank's database; a file of its own, gone afterwards, if left out.");
        var command = Described.Command(
            "demo", "A withdrawal from the button to the cash on emulated hardware. Last line: APPROVED amount currency, or REFUSED reason (exit code 1).",
            ["demo", "demo --via photo --seed 7 --out story"], amount, via, seed, folder, db, Payment());
        command.SetAction(async (arguments, stop) =>
        {
            var options = new DemoOptions(
                arguments.GetValue(amount)!, Way(arguments.GetValue(via)!), arguments.GetValue(seed), arguments.GetValue(folder), arguments.GetValue(db));
            return await WithdrawalStory.TellAsync(options, stop);
        });
        return command;
    }

    private static Command Payment()
    {
        var amount = Described.Optional("--amount", "What is paid, with two decimals.", "12.50");
        var seed = Described.Optional("--seed", "Decides names, numbers, and how the token is held before the camera.", 1);
        var folder = Described.Optional<string>("--out", "Folder for oled.png, frame.png and story.json.");
        var db = Described.Optional<string>("--db", "Connection string of the bank's database; a file of its own, gone afterwards, if left out.");
        var command = Described.Command(
            "paymentcode",
            "A payment in a shop: the token shows a payment code offline, the shop's camera reads it, the bank redeems it. Last line: APPROVED amount currency, or REFUSED reason (exit code 1).",
            ["demo paymentcode", "demo paymentcode --amount 20.00 --out story"], amount, seed, folder, db);
        command.SetAction((arguments, stop) => PaymentStory.TellAsync(
            new DemoOptions(arguments.GetValue(amount)!, PictureWay.Token, arguments.GetValue(seed), arguments.GetValue(folder), arguments.GetValue(db)), stop));
        return command;
    }

    private static PictureWay Way(string name) => name switch
    {
        "token" => PictureWay.Token,
        "phone" => PictureWay.Phone,
        "photo" => PictureWay.Photo,
        _ => throw new CommandLineFailure($"--via: '{name}' is none of token, phone, photo"),
    };
}
