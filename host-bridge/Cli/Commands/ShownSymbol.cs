using System.Globalization;
using System.Text;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Cli.Commands;

/// <summary>What <c>paymentcode show</c> was asked to draw.</summary>
/// <param name="Hex">The payload in hexadecimal, or null.</param>
/// <param name="Text">The payload as text, or null.</param>
/// <param name="Block">The matrix symbol's block size, WIDTHxHEIGHT, or null for the largest.</param>
/// <param name="Plain">Whether the plain grid is meant.</param>
internal sealed record ShownSymbol(string? Hex, string? Text, string? Block, bool Plain)
{
    /// <summary>Draws it into a frame of the display and says what it is.</summary>
    /// <exception cref="CommandLineFailure">The options do not go together, or the payload does not fit.</exception>
    public string Render(string kind, byte[] frame)
    {
        if (kind != "matrix" && (Block is not null || Plain))
        {
            throw new CommandLineFailure($"--block and --plain belong to the matrix symbol, not to --as {kind}");
        }

        return kind switch
        {
            "qr" => RenderQr(frame),
            "code128" => RenderCode128(frame),
            "itf" => RenderItf(frame),
            "digits" => RenderDigits(frame),
            "matrix" => Plain ? RenderPlain(frame) : RenderMatrix(frame),
            _ => throw new CommandLineFailure($"--as: '{kind}' is none of matrix, qr, code128, itf, digits"),
        };
    }

    private byte[] Payload() => (Hex, Text) switch
    {
        ({ } hex, null) => OathArguments.Hex(hex, "payload"),
        (null, { } text) => Encoding.UTF8.GetBytes(text),
        _ => throw new CommandLineFailure("give the payload as --hex or as --text, one of them"),
    };

    private string Characters(string kind) =>
        Hex is null && Text is not null ? Text : throw new CommandLineFailure($"--as {kind} takes its characters from --text");

    private string RenderQr(byte[] frame)
    {
        if (!QrPicture.TryFit(Payload(), QrLevel.L, MatrixLayout.Width, out var picture, out var reason))
        {
            throw new CommandLineFailure(reason);
        }

        picture.Render(frame);
        var symbol = picture.Symbol;
        return $"QR code version {symbol.Version}-{symbol.Level}, {symbol.Size}x{symbol.Size} modules of {picture.ModulePixels} pixels, mask {symbol.Mask}";
    }

    private string RenderCode128(byte[] frame) =>
        Code128.TryEncode(Characters("code128"), out var symbol, out var reason) && symbol.TryRender(frame, MatrixLayout.Height, out reason)
            ? $"Code 128, {symbol.Modules} modules of {symbol.ModulePixels} pixels"
            : throw new CommandLineFailure(reason);

    private string RenderItf(byte[] frame) =>
        Interleaved2Of5.TryEncode(Characters("itf"), out var symbol, out var reason) && symbol.TryRender(frame, MatrixLayout.Height, out reason)
            ? $"Interleaved 2 of 5, {symbol.Modules} modules of {symbol.ModulePixels} pixels"
            : throw new CommandLineFailure(reason);

    private string RenderDigits(byte[] frame)
    {
        var digits = Characters("digits");
        return DigitsPicture.TryRender(digits, frame)
            ? $"{digits.Length} digits"
            : throw new CommandLineFailure($"--as digits shows 1 to {DigitsPicture.MaxDigits} digits and nothing else");
    }

    private string RenderMatrix(byte[] frame)
    {
        var symbol = Encode(Payload());
        symbol.Render(frame);
        return $"blocks of {symbol.BlockWidth}x{symbol.BlockHeight} pixels, {symbol.Columns}x{symbol.Rows} blocks";
    }

    private string RenderPlain(byte[] frame)
    {
        if (Block is not null)
        {
            throw new CommandLineFailure("--block and --plain exclude each other: the plain grid's blocks are always 1x2 pixels");
        }

        var payload = Payload();
        return MatrixSymbol.RenderPlainGrid(payload, frame)
            ? "plain grid, 128x32 bits of 1x2 pixels"
            : throw new CommandLineFailure($"the plain grid holds {MatrixSymbol.PlainGridLength} bytes; the payload has {payload.Length}");
    }

    private MatrixSymbol Encode(byte[] payload)
    {
        if (payload.Length is 0 or > MatrixLayout.MaxPayload)
        {
            throw new CommandLineFailure($"a symbol holds 1 to {MatrixLayout.MaxPayload} bytes; the payload has {payload.Length}");
        }

        if (Block is null)
        {
            return MatrixSymbol.TryEncode(payload, out var largest) ? largest : throw new CommandLineFailure($"no block size holds {payload.Length} bytes");
        }

        var sides = Block.Split('x');
        if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height))
        {
            throw new CommandLineFailure($"--block: '{Block}' is no block size; write for example 3x3");
        }

        return MatrixSymbol.TryEncode(payload, width, height, out var symbol)
            ? symbol
            : throw new CommandLineFailure($"blocks of {Block} pixels do not exist or do not hold {payload.Length} bytes; firmware/Core/MATRIX.md has the table");
    }
}
