using System.CommandLine;
using System.Globalization;
using PaymentCode.Boards;
using PaymentCode.Core.Symbols;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode show</c>: the symbol as the token's own firmware draws it on the emulated display.</summary>
internal static class ShowCommand
{
    private const int MaxScale = 32;

    public static Command Create()
    {
        var hex = Described.Required<string>("--hex", "The payload in hexadecimal, 1 to 255 bytes (512 with --plain).");
        var block = Described.Optional<string>("--block", "Size of a block in pixels, WIDTHxHEIGHT; the largest that holds the payload if left out.");
        var output = Described.Optional<string>("--out", "Write a PNG file instead of drawing in the terminal.");
        var scale = Described.Optional("--scale", "PNG pixels for each pixel of the display.", 4);
        var plain = new Option<bool>("--plain") { Description = "The plain grid instead: 128x32 bits of 1x2 pixels, no finder and no checks; 'read' does not read it." };
        var command = Described.Command(
            "show", "Draws the matrix symbol of a payload.", ["show --hex 48656c6c6f20776f726c64 --out symbol.png"], hex, block, output, scale, plain);
        command.SetAction(arguments =>
        {
            var payload = OathArguments.Hex(arguments.GetValue(hex)!, "payload");
            var frame = new byte[MatrixSymbol.FrameLength];
            var what = arguments.GetValue(plain) ? RenderPlain(payload, arguments.GetValue(block), frame) : RenderSymbol(payload, arguments.GetValue(block), frame);
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

    private static string RenderSymbol(byte[] payload, string? block, byte[] frame)
    {
        var symbol = Encode(payload, block);
        symbol.Render(frame);
        return $"blocks of {symbol.BlockWidth}x{symbol.BlockHeight} pixels, {symbol.Columns}x{symbol.Rows} blocks";
    }

    private static string RenderPlain(byte[] payload, string? block, byte[] frame)
    {
        if (block is not null)
        {
            throw new CommandLineFailure("--block and --plain exclude each other: the plain grid's blocks are always 1x2 pixels");
        }

        return MatrixSymbol.RenderPlainGrid(payload, frame)
            ? "plain grid, 128x32 bits of 1x2 pixels"
            : throw new CommandLineFailure($"the plain grid holds {MatrixSymbol.PlainGridLength} bytes; the payload has {payload.Length}");
    }

    private static MatrixSymbol Encode(byte[] payload, string? block)
    {
        if (payload.Length is 0 or > MatrixLayout.MaxPayload)
        {
            throw new CommandLineFailure($"a symbol holds 1 to {MatrixLayout.MaxPayload} bytes; the payload has {payload.Length}");
        }

        if (block is null)
        {
            return MatrixSymbol.TryEncode(payload, out var largest) ? largest : throw new CommandLineFailure($"no block size holds {payload.Length} bytes");
        }

        var sides = block.Split('x');
        if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height))
        {
            throw new CommandLineFailure($"--block: '{block}' is no block size; write for example 3x3");
        }

        return MatrixSymbol.TryEncode(payload, width, height, out var symbol)
            ? symbol
            : throw new CommandLineFailure($"blocks of {block} pixels do not exist or do not hold {payload.Length} bytes; firmware/Core/MATRIX.md has the table");
    }
}
