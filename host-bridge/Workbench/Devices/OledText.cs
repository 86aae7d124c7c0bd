using System.Text;
using PaymentCode.Emulation;
using PaymentCode.Token;

namespace PaymentCode.Workbench.Devices;

/// <summary>
/// Reads what is written on the token's display, pixel by pixel and in the token's own font: plain lines, inverted headlines, and enlarged figures. What is no text (a code's
/// picture) gives nothing.
/// </summary>
internal static class OledText
{
    private const int Cell = TokenFont.GlyphWidth + 1;
    private const int GlyphRows = 8;
    private const int MostBlankRowsAbove = 2;

    // What the token's screens use, the larger first: a small glyph fits into none of a large one's strokes.
    private static readonly (int X, int Y)[] Scales = [(4, 5), (4, 4), (3, 4), (3, 3), (2, 3), (2, 4), (2, 2), (1, 2), (1, 3), (1, 1)];

    private static readonly TokenFont Font = new();
    private static readonly char[] Characters = [.. Enumerable.Range(' ' + 1, 'z' - ' ').Select(code => (char)code).Where(Font.Has)];

    // Characters, and how many blank columns they begin with, by their first column that is not blank.
    private static readonly (char Character, int Blank)[][] ByFirstColumn = SortByFirstColumn();

    /// <summary>The lines of text from top to bottom.</summary>
    public static IReadOnlyList<string> Read(OledPicture picture)
    {
        var lines = new List<string>();
        for (var row = 0; row < Ssd1306Chip.Height;)
        {
            var (text, height) = ReadAt(picture, row);
            if (text.Length > 0)
            {
                lines.Add(text);
            }

            row += height;
        }

        return lines;
    }

    private static (string Text, int Height) ReadAt(OledPicture picture, int row)
    {
        // An inverted headline is lit at both edges of its rows.
        var isInverted = picture.IsLit(0, row) && picture.IsLit(Ssd1306Chip.Width - 1, row);
        var height = isInverted ? Enumerable.Range(row, Ssd1306Chip.Height - row).TakeWhile(y => picture.IsLit(0, y)).Count() : 1;
        if (!isInverted && !Enumerable.Range(0, Ssd1306Chip.Width).Any(column => picture.IsLit(column, row)))
        {
            return ("", 1);
        }

        bool IsInk(int column, int y) =>
            (uint)column < Ssd1306Chip.Width && (uint)y < Ssd1306Chip.Height && (!isInverted || (y >= row && y < row + height))
                && picture.IsLit(column, y) != isInverted;

        foreach (var (scaleX, scaleY) in Scales)
        {
            for (var top = row + (isInverted ? 1 : 0); top >= row - (MostBlankRowsAbove * scaleY); top--)
            {
                if (ReadLine(IsInk, top, scaleX, scaleY) is { } text)
                {
                    return (text, Math.Max(isInverted ? height : 1, top + ((GlyphRows - 1) * scaleY) - row));
                }
            }
        }

        return ("", height);
    }

    private static string? ReadLine(Func<int, int, bool> isInk, int top, int scaleX, int scaleY)
    {
        var text = new StringBuilder();
        var end = 0;
        for (var column = 0; column < Ssd1306Chip.Width;)
        {
            if (!HasInk(isInk, column, top, scaleY))
            {
                column++;
                continue;
            }

            if (!TryGlyph(isInk, column, top, scaleX, scaleY, out var character, out var left))
            {
                return null;
            }

            var gap = left - end;
            if (text.Length > 0 && gap >= (scaleX == 1 ? Cell - 1 : 2 * scaleX))
            {
                text.Append(' ');
            }

            text.Append(character);
            var isPoint = character == '.' && scaleX > 1;
            end = isPoint ? column + (3 * scaleX) : left + (Cell * scaleX);
            column = Math.Max(column + 1, isPoint ? column + (2 * scaleX) : left + (TokenFont.GlyphWidth * scaleX));
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static bool HasInk(Func<int, int, bool> isInk, int column, int top, int scaleY)
    {
        for (var row = 0; row < GlyphRows * scaleY; row++)
        {
            if (isInk(column, top + row))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryGlyph(Func<int, int, bool> isInk, int column, int top, int scaleX, int scaleY, out char character, out int left)
    {
        // The picture of a code is everything but text: its first column already fits no character.
        if (ColumnAt(isInk, column, top, scaleY) is { } ink)
        {
            foreach (var (candidate, blank) in ByFirstColumn[ink])
            {
                left = column - (blank * scaleX);
                if (Fits(isInk, candidate, left, top, scaleX, scaleY))
                {
                    character = candidate;
                    return true;
                }
            }
        }

        (character, left) = (' ', column);
        return false;
    }

    // A column of a glyph, topmost row in the lowest bit; null where a glyph's enlarged dot would be of two colours.
    private static int? ColumnAt(Func<int, int, bool> isInk, int column, int top, int scaleY)
    {
        var bits = 0;
        for (var y = 0; y < GlyphRows * scaleY; y++)
        {
            var isSet = isInk(column, top + y);
            if (y % scaleY == 0)
            {
                bits |= isSet ? 1 << (y / scaleY) : 0;
            }
            else if (isSet != ((bits >> (y / scaleY) & 1) != 0))
            {
                return null;
            }
        }

        return bits;
    }

    private static (char Character, int Blank)[][] SortByFirstColumn()
    {
        var sorted = Characters.ToLookup(one => (int)Font.Column(one, BlankOf(one)), one => (one, BlankOf(one)));
        return [.. Enumerable.Range(0, 1 << GlyphRows).Select(bits => sorted[bits].ToArray())];
    }

    private static int BlankOf(char character)
    {
        var blank = 0;
        while (Font.Column(character, blank) == 0)
        {
            blank++;
        }

        return blank;
    }

    private static bool Fits(Func<int, int, bool> isInk, char character, int left, int top, int scaleX, int scaleY)
    {
        for (var x = 0; x < TokenFont.GlyphWidth * scaleX; x++)
        {
            int glyph = Font.Column(character, x / scaleX);
            if (scaleX > 1 && character == '.' && glyph == 0)
            {
                // An enlarged point has a narrow cell: its neighbours stand in its blank columns.
                continue;
            }

            for (var y = 0; y < GlyphRows * scaleY; y++)
            {
                if (isInk(left + x, top + y) != ((glyph >> (y / scaleY) & 1) != 0))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
