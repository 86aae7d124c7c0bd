using System.Text;
using PaymentCode.Emulation;

namespace PaymentCode.Terminal.Tests;

/// <summary>
/// Reads what the firmware's font wrote on the display: pixels in, text out. The colour at a line's left edge is its paper, everything else is ink. What
/// is no text comes out as nothing.
/// </summary>
internal static class ScreenText
{
    private static readonly TerminalFont Font = new();
    private static readonly int[] Tops = [0, 40, 64, 112, 136, 160, 184, 208, 232, 256, 280, 300, Ili9341Chip.Height];
    private static readonly Lazy<Dictionary<string, char>> Glyphs = new(MakeGlyphs);

    /// <summary>All lines from top to bottom.</summary>
    public static string[] Lines(Ili9341Chip panel) => [.. Enumerable.Range(0, Tops.Length - 1).Select(line => At(panel, line))];

    /// <summary>The headline.</summary>
    public static string Headline(Ili9341Chip panel) => At(panel, 0);

    /// <summary>The amount in large letters.</summary>
    public static string Large(Ili9341Chip panel) => At(panel, 2);

    /// <summary>Whether a text stands in a line of its own.</summary>
    public static bool Shows(Ili9341Chip panel, string text) => Lines(panel).Contains(text);

    /// <summary>What stands in a line, 0 to 11.</summary>
    public static string At(Ili9341Chip panel, int line)
    {
        (int top, int height) = (Tops[line], Tops[line + 1] - Tops[line]);
        for (int scale = height / TerminalFont.Height; scale > 0; scale--)
        {
            bool[,] ink = Ink(panel, top + ((height - (scale * TerminalFont.Height)) / 2), scale);
            for (int shift = 0; shift < TerminalFont.Column * scale; shift++)
            {
                string text = Read(ink, scale, shift).Trim();
                if (text.Length > 0)
                {
                    return text;
                }
            }
        }

        return "";
    }

    private static bool[,] Ink(Ili9341Chip panel, int top, int scale)
    {
        bool[,] ink = new bool[Ili9341Chip.Width, TerminalFont.Height];
        for (int y = 0; y < TerminalFont.Height; y++)
        {
            int paper = panel.PixelAt(0, top + (y * scale));
            for (int x = 0; x < Ili9341Chip.Width; x++)
            {
                ink[x, y] = panel.PixelAt(x, top + (y * scale)) != paper;
            }
        }

        return ink;
    }

    private static string Read(bool[,] ink, int scale, int shift)
    {
        StringBuilder text = new();
        int cell = TerminalFont.Column * scale;
        int x = shift;
        while (x + cell <= Ili9341Chip.Width)
        {
            bool isWide = x + (2 * cell) <= Ili9341Chip.Width;
            if (isWide && Glyphs.Value.TryGetValue(Pattern(ink, x, scale, 16), out char wide))
            {
                text.Append(wide);
                x += 2 * cell;
            }
            else if (Glyphs.Value.TryGetValue(Pattern(ink, x, scale, 8), out char narrow))
            {
                text.Append(narrow);
                x += cell;
            }
            else
            {
                return "";
            }
        }

        return text.ToString();
    }

    private static string Pattern(bool[,] ink, int left, int scale, int width)
    {
        char[] pattern = new char[width * TerminalFont.Height];
        for (int y = 0; y < TerminalFont.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                pattern[(y * width) + x] = ink[left + (x * scale), y] ? '#' : '.';
            }
        }

        return new string(pattern);
    }

    private static Dictionary<string, char> MakeGlyphs()
    {
        Dictionary<string, char> glyphs = [];
        for (char character = ' '; character < char.MaxValue; character++)
        {
            if (!Font.Has(character))
            {
                continue;
            }

            int width = TerminalFont.IsLatin(character) ? 8 : 16;
            StringBuilder pattern = new();
            for (int y = 0; y < TerminalFont.Height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    pattern.Append((Font.Line(character, y) & (0x8000 >> x)) != 0 ? '#' : '.');
                }
            }

            glyphs.TryAdd(pattern.ToString(), character);
        }

        return glyphs;
    }
}
