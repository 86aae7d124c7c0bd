using System.CommandLine;
using PaymentCode.Boards;
using PaymentCode.Core.Symbols;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode show</c>: a symbol as the token's own firmware draws it on the emulated display.</summary>
internal static class ShowCommand
{
    private const int MaxScale = 32;

    public static Command Create()
    {
        var hex = Described.Optional<string>("--hex", "The payload in hexadecimal: 1 to 255 bytes (512 with --plain).");
        var text = Described.Optional<string>("--text", "The payload as text instead: UTF-8 in a matrix symbol or QR code; bar codes and digits have fewer characters.");
        var kind = Described.Optional("--as", "matrix, qr, code128, itf or digits.", "matrix");
        var block = Described.Optional<string>("--block", "Size of a block in pixels, WIDTHxHEIGHT; the largest that holds the payload if left out. Matrix symbol only.");
        var output = Described.Optional<string>("--out", "Write a PNG file instead of drawing in the terminal.");
        var scale = Described.Optional("--scale", "PNG pixels for each pixel of the display.", 4);
        var plain = new Option<bool>("--plain") { Description = "The plain grid instead: 128x32 bits of 1x2 pixels, no finder and no checks; 'read' does not read it." };
        var command = Described.Command(
            "show",
            "Draws a payload as a matrix symbol, QR code, Code 128, Interleaved 2 of 5 (ITF) or digits, on the display of 128x64 pixels. What does not fit is refused.",
            ["show --hex 48656c6c6f20776f726c64 --out symbol.png", "show --as qr --text 814062310912345678 --out code.png", "show --as code128 --text 0123456789"],
            hex, text, kind, block, output, scale, plain);
        command.SetAction(arguments =>
        {
            var request = new ShownSymbol(arguments.GetValue(hex), arguments.GetValue(text), arguments.GetValue(block), arguments.GetValue(plain));
            var frame = new byte[MatrixSymbol.FrameLength];
            var what = request.Render(arguments.GetValue(kind)!, frame);
            var display = DisplayBench.Show(frame);
            if (arguments.GetValue(output) is not { } file)
            {
                Console.WriteLine(TextPicture.Draw(MatrixLayout.Width, MatrixLayout.Height, display.IsLit));
                return 0;
            }

            var factor = arguments.GetValue(scale);
            if (factor is < 1 or > MaxScale)
            {
                throw new CommandLineFailure($"--scale: {factor} is not from 1 to {MaxScale}");
            }

            WholeFile.Write(file, PngWriter.Write(MatrixLayout.Width, MatrixLayout.Height, display.IsLit, factor));
            Console.WriteLine($"{file}: {what}");
            return 0;
        });
        return command;
    }
}
