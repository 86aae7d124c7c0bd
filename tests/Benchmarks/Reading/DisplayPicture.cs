using PaymentCode.Core.Symbols;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>The 128×64 pixels of the display, as a symbol leaves them and as damage changes them.</summary>
internal sealed class DisplayPicture
{
    internal const int Columns = 128;
    internal const int Rows = 64;
    private readonly bool[] _lit = new bool[Columns * Rows];

    internal static DisplayPicture Of(MatrixSymbol symbol)
    {
        var frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        var picture = new DisplayPicture();
        for (int i = 0; i < picture._lit.Length; i++)
        {
            // SSD1306 page format: a byte is eight pixels of a column, the lowest bit uppermost.
            (int column, int row) = (i % Columns, i / Columns);
            picture._lit[i] = (frame[row / 8 * Columns + column] >> (row % 8) & 1) == 1;
        }

        return picture;
    }

    internal bool IsLit(int column, int row) => _lit[row * Columns + column];

    internal void Fill(int left, int top, int width, int height, bool lit)
    {
        for (int row = top; row < top + height; row++)
        {
            _lit.AsSpan(row * Columns + left, width).Fill(lit);
        }
    }
}
