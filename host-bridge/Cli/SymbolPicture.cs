using PaymentCode.Core.Symbols;

namespace PaymentCode.Cli;

/// <summary>The matrix symbol of a payload as a picture of <see cref="MatrixLayout.Width"/>×<see cref="MatrixLayout.Height"/> pixels, as a phone draws it.</summary>
internal static class SymbolPicture
{
    /// <summary>What is lit, by column and row.</summary>
    /// <exception cref="CommandLineFailure">No block size holds the payload.</exception>
    public static Func<int, int, bool> Of(byte[] payload)
    {
        if (!MatrixSymbol.TryEncode(payload, out var symbol))
        {
            throw new CommandLineFailure($"no block size holds {payload.Length} bytes");
        }

        // The SSD1306's page format: a byte is eight pixels below each other.
        var frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        return (column, row) => (frame[(row / 8 * MatrixLayout.Width) + column] >> (row % 8) & 1) != 0;
    }
}
