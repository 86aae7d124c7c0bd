using System.Text;
using PaymentCode.Emulation;

namespace PaymentCode.Token.Tests;

/// <summary>Reads what the firmware's font wrote on the display: pixels in, text out. What is no text comes out as nothing.</summary>
internal static class ScreenText
{
    private static readonly TokenFont Font = new();

    /// <summary>A row of plain text, 0 to 7, lit or inverted; without the spaces at its ends.</summary>
    public static string Row(Ssd1306Chip oled, int row)
    {
        byte[] columns = Columns(oled, row * 8, 8);
        if (columns[0] == 0xFF && columns[127] == 0xFF)
        {
            columns = [.. columns.Select(column => (byte)~column)];
        }

        string best = "";
        for (int start = 0; start < 6; start++)
        {
            string text = Cells(columns, start);
            best = text.Length > best.Length ? text : best;
        }

        return best;
    }

    /// <summary>Enlarged text whose top is the top of a page.</summary>
    public static string Large(Ssd1306Chip oled, int page, int scale)
    {
        byte[] columns = new byte[128 / scale];
        int left = Enumerable.Range(0, 128).FirstOrDefault(x => Enumerable.Range(page * 8, 8 * scale).Any(y => oled.IsLit(x, y)));

        // Every digit but 1 and 4 begins in its first column; those two in the second.
        foreach (int shift in new[] { 0, 1, 2 })
        {
            for (int i = 0; i < columns.Length; i++)
            {
                int x = left + ((i - shift) * scale);
                columns[i] = (byte)Enumerable.Range(0, 8).Sum(bit => x is >= 0 and < 128 && oled.IsLit(x, (page * 8) + (bit * scale)) ? 1 << bit : 0);
            }

            string text = Proportional(columns);
            if (text.Length > 0)
            {
                return text;
            }
        }

        return "";
    }

    /// <summary>All rows, one a line.</summary>
    public static string All(Ssd1306Chip oled) => string.Join('\n', Enumerable.Range(0, 8).Select(row => Row(oled, row)));

    private static byte[] Columns(Ssd1306Chip oled, int top, int height)
    {
        byte[] columns = new byte[128];
        for (int x = 0; x < columns.Length; x++)
        {
            for (int y = 0; y < height; y++)
            {
                columns[x] |= (byte)(oled.IsLit(x, top + y) ? 1 << y : 0);
            }
        }

        return columns;
    }

    private static string Cells(byte[] columns, int start)
    {
        StringBuilder text = new();
        for (int x = start; x + 5 <= columns.Length; x += 6)
        {
            char? character = Glyph(columns.AsSpan(x, 5));
            if (character == null)
            {
                return "";
            }

            text.Append(character);
        }

        return text.ToString().Trim();
    }

    private static string Proportional(byte[] columns)
    {
        StringBuilder text = new();
        for (int x = 0; x + 5 <= columns.Length;)
        {
            if (columns.AsSpan(x, 4).SequenceEqual<byte>([0x00, 0x60, 0x60, 0x00]))
            {
                text.Append('.');
                x += 4;
                continue;
            }

            if (columns.AsSpan(x).IndexOfAnyExcept((byte)0) < 0)
            {
                break;
            }

            char? character = Glyph(columns.AsSpan(x, 5));
            bool isGap = columns.AsSpan(x, 3).IndexOfAnyExcept((byte)0) < 0;
            if (character is null or ' ' && !isGap)
            {
                return "";
            }

            text.Append(isGap ? ' ' : character);
            x += isGap ? 3 : 6;
        }

        return text.ToString();
    }

    private static char? Glyph(ReadOnlySpan<byte> columns)
    {
        for (char character = ' '; character <= 'z'; character++)
        {
            bool same = Font.Has(character);
            for (int i = 0; same && i < columns.Length; i++)
            {
                same = Font.Column(character, i) == columns[i];
            }

            if (same)
            {
                return character;
            }
        }

        return null;
    }
}
