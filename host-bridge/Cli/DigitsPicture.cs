using PaymentCode.Core.Symbols;
using PaymentCode.Token;

namespace PaymentCode.Cli;

/// <summary>A number alone on the display, in large digits of the token's own font: for a person to type.</summary>
internal static class DigitsPicture
{
    /// <summary>The most digits that fit: four rows of seven.</summary>
    public const int MaxDigits = 28;

    private const int Scale = 3;
    private const int DigitsOfRow = 7;
    private const int GlyphHeight = 7;
    private const int CellWidth = (TokenFont.GlyphWidth + 1) * Scale;

    /// <summary>Draws the digits in rows of equal length (the last may be shorter) into a dark frame, 1,024 bytes in the SSD1306's page format.</summary>
    /// <returns>False if there are none, more than <see cref="MaxDigits"/>, or other characters.</returns>
    public static bool TryRender(string digits, byte[] frame)
    {
        if (digits.Length is 0 or > MaxDigits || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        var rows = (digits.Length + DigitsOfRow - 1) / DigitsOfRow;
        var length = (digits.Length + rows - 1) / rows;
        var pitch = MatrixLayout.Height / rows;
        var tall = Math.Min(Scale, (pitch - 2) / GlyphHeight);
        var left = (MatrixLayout.Width - length * CellWidth + Scale) / 2;
        var font = new TokenFont();
        for (var i = 0; i < digits.Length; i++)
        {
            var top = i / length * pitch + (pitch - GlyphHeight * tall) / 2;
            for (var column = 0; column < TokenFont.GlyphWidth; column++)
            {
                var pixels = font.Column(digits[i], column);
                Fill(frame, left + i % length * CellWidth + column * Scale, top, tall, pixels);
            }
        }

        return true;
    }

    private static void Fill(byte[] frame, int x, int top, int tall, byte pixels)
    {
        for (var y = 0; y < GlyphHeight * tall; y++)
        {
            var row = top + y;
            for (var column = x; (pixels >> (y / tall) & 1) != 0 && column < x + Scale; column++)
            {
                frame[row / 8 * MatrixLayout.Width + column] |= (byte)(1 << (row % 8));
            }
        }
    }
}
