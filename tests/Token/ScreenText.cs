using System.Text;
using PaymentCode.Emulation;

namespace PaymentCode.Token.Tests;

/// <summary>Reads what the firmware's font wrote on the display: pixels in, text out. What is no text comes out as nothing.</summary>
internal static class ScreenText
{
    private static readonly TokenFont Font = new();

    /// <summary>The plain text whose uppermost pixels are in row <paramref name="y"/>, lit or dark on lit; without the spaces at its ends.</summary>
    public static string At(Ssd1306Chip oled, int y)
    {
        byte[] columns = Columns(oled, y);
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

    /// <summary>The plain text right of column <paramref name="left"/>, whatever stands left of it.</summary>
    public static string Beside(Ssd1306Chip oled, int left, int y) => Cells(Columns(oled, y)[left..], 0);

    /// <summary>Whether a text stands somewhere on the display, alone in its row.</summary>
    public static bool Shows(Ssd1306Chip oled, string text) => Enumerable.Range(0, 57).Any(y => At(oled, y) == text);

    /// <summary>The large word of a message.</summary>
    public static string Headword(Ssd1306Chip oled) => oled.IsOn ? Large(oled, 17, 2) : "";

    /// <summary>Enlarged text whose uppermost pixels are in row <paramref name="y"/>.</summary>
    public static string Large(Ssd1306Chip oled, int y, int scale) => Large(oled, y, scale, scale);

    /// <summary>Text enlarged by one factor across and another one down.</summary>
    public static string Large(Ssd1306Chip oled, int y, int scale, int scaleY)
    {
        byte[] columns = new byte[128 / scale];
        int left = Enumerable.Range(0, 128).FirstOrDefault(x => Enumerable.Range(y, 7 * scaleY).Any(row => oled.IsLit(x, row)));

        // Most glyphs begin in their first column, some in the second.
        for (int shift = 0; shift < 2; shift++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                int x = left + ((i - shift) * scale);
                columns[i] = (byte)Enumerable.Range(0, 7).Sum(bit => x is >= 0 and < 128 && oled.IsLit(x, y + (bit * scaleY)) ? 1 << bit : 0);
            }

            string text = Proportional(columns);
            if (text.Length > 0)
            {
                return text;
            }
        }

        return "";
    }

    private static byte[] Columns(Ssd1306Chip oled, int top)
    {
        byte[] columns = new byte[128];
        for (int x = 0; x < columns.Length; x++)
        {
            for (int y = 0; y < 8 && top + y < 64; y++)
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
