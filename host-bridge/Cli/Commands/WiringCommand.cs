using System.CommandLine;
using PaymentCode.Boards.Wiring;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode wiring</c>: the drawings of the boards, made of the pins in the firmware.</summary>
internal static class WiringCommand
{
    public static Command Create()
    {
        var folder = Described.Optional("--out", "Folder that takes the drawings; in this repository, hardware.", "hardware");
        var command = Described.Command(
            "wiring", "Writes the wiring drawings of token and terminal as SVG files, made of the same pins as their firmware uses.", ["wiring --out hardware"], folder);
        command.SetAction(arguments =>
        {
            foreach (var (name, table) in WiringTables.Drawings)
            {
                var file = Path.Combine(arguments.GetValue(folder)!, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                WholeFile.Write(file, System.Text.Encoding.UTF8.GetBytes(WiringDrawing.ToSvg(table)));
                Console.WriteLine(file);
            }

            return 0;
        });
        return command;
    }
}
