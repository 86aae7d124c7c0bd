using System.Text;

namespace PaymentCode.Cli;

/// <summary>A black and white picture as text: two rows of pixels in one line of half blocks.</summary>
internal static class TextPicture
{
    /// <summary>Draws a picture with a frame around it; lit pixels are drawn in the terminal's foreground colour.</summary>
    /// <param name="width">Columns, in pixels.</param>
    /// <param name="height">Rows, in pixels; even.</param>
    /// <param name="isLit">What is lit, by column and row.</param>
    public static string Draw(int width, int height, Func<int, int, bool> isLit)
    {
        var text = new StringBuilder();
        text.Append('┌').Append('─', width).Append("┐\n");
        for (var row = 0; row < height; row += 2)
        {
            text.Append('│');
            for (var column = 0; column < width; column++)
            {
                text.Append((isLit(column, row), isLit(column, row + 1)) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            text.Append("│\n");
        }

        return text.Append('└').Append('─', width).Append('┘').ToString();
    }
}
