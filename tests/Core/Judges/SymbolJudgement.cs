using PaymentCode.Recognition;

namespace PaymentCode.Judges;

/// <summary>Gives drawn symbols to the reader programs, as PNG files of the display in its dark surround.</summary>
internal static class SymbolJudgement
{
    /// <summary>PNG pixels for a pixel of the display.</summary>
    public static readonly int[] Scales = [1, 2, 4];

    private const int Border = 16;
    private const int Columns = 128;
    private const int Rows = 64;

    /// <summary>Whether each program read each symbol at each scale: its text, and nothing else.</summary>
    public static IEnumerable<(DrawnSymbol Symbol, int Scale, ReaderProgram Program, bool IsRight)> Judge(IReadOnlyCollection<DrawnSymbol> symbols, string folder)
    {
        foreach (int scale in Scales)
        {
            string[] files = [.. symbols.Select(symbol => Write(symbol, scale, folder))];
            foreach (ReaderProgram program in new[] { ReaderProgram.Zbar, ReaderProgram.Zxing })
            {
                ILookup<string, string> read = program.Read(folder, files);
                foreach (var (symbol, file) in symbols.Zip(files))
                {
                    yield return (symbol, scale, program, read[file].Distinct().SequenceEqual([symbol.Text]));
                }
            }
        }
    }

    /// <summary>Where a symbol's picture is.</summary>
    public static string FileName(DrawnSymbol symbol, int scale) => $"{symbol.Name}-{scale}.png";

    private static string Write(DrawnSymbol symbol, int scale, string folder)
    {
        string file = FileName(symbol, scale);
        bool IsLit(int x, int y) => x >= Border && y >= Border && x < Border + Columns && y < Border + Rows && symbol.Display.IsLit(x - Border, y - Border);
        File.WriteAllBytes(Path.Combine(folder, file), PngWriter.Write(Columns + 2 * Border, Rows + 2 * Border, IsLit, scale));
        return file;
    }
}
