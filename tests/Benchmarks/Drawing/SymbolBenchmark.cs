using PaymentCode.Judges;

namespace PaymentCode.Benchmarks.Drawing;

/// <summary>
/// Seeded QR codes, Code 128 and ITF symbols, drawn by the firmware on the emulated display, before two reader programs. README.md has the options and the figures.
/// </summary>
internal static class SymbolBenchmark
{
    private const int AtOnce = 200;

    internal static int Run(BenchmarkOptions options)
    {
        int count = options.Number("symbols", 2000);
        int seed = options.Number("seed", 1);
        string folder = options.Text("out", "out/symbols");
        Directory.CreateDirectory(folder);
        Console.WriteLine($"{Machine.Describe()}; symbols {count}, seed {seed}\n");
        var right = new SortedDictionary<(string Kind, int Scale, string Reader), (int Right, int All)>();
        var missed = new HashSet<(string Name, int Scale)>();
        using var failures = new StreamWriter(Path.Combine(folder, "failures.txt"));
        foreach (int[] numbers in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            DrawnSymbol[] symbols = [.. numbers.Select(number => SeededSymbols.Draw(number, seed))];
            foreach (var (symbol, scale, program, isRight) in SymbolJudgement.Judge(symbols, folder))
            {
                var (before, all) = right.GetValueOrDefault((symbol.Kind, scale, program.Name));
                right[(symbol.Kind, scale, program.Name)] = (before + (isRight ? 1 : 0), all + 1);
                if (!isRight)
                {
                    missed.Add((symbol.Name, scale));
                    failures.WriteLine($"{program.Name} at {scale}x: {symbol.Name} {symbol.Text}");
                }
            }

            DeleteRead(folder, symbols, missed);
        }

        Print(right);
        var both = SymbolJudgement.Scales.Select(scale => $"{count - missed.Count(miss => miss.Scale == scale):N0} at {scale}x");
        Console.WriteLine($"\nRead by both, of {count:N0}: {string.Join(", ", both)}; what was missed is in {folder}");
        return missed.Count == 0 ? 0 : 1;
    }

    private static void DeleteRead(string folder, IEnumerable<DrawnSymbol> symbols, HashSet<(string Name, int Scale)> missed)
    {
        foreach (var (symbol, scale) in symbols.SelectMany(symbol => SymbolJudgement.Scales.Select(scale => (symbol, scale))))
        {
            if (!missed.Contains((symbol.Name, scale)))
            {
                File.Delete(Path.Combine(folder, SymbolJudgement.FileName(symbol, scale)));
            }
        }
    }

    private static void Print(SortedDictionary<(string Kind, int Scale, string Reader), (int Right, int All)> right)
    {
        string[] readers = [.. right.Keys.Select(key => key.Reader).Distinct().Order(StringComparer.Ordinal)];
        Console.WriteLine($"| symbol | PNG scale | {string.Join(" | ", readers)} |\n|---|---|{string.Concat(Enumerable.Repeat("---|", readers.Length))}");
        foreach (var place in right.GroupBy(entry => (entry.Key.Kind, entry.Key.Scale)))
        {
            Console.WriteLine($"| {place.Key.Kind} | {place.Key.Scale} | {string.Join(" | ", place.Select(entry => $"{entry.Value.Right:N0} of {entry.Value.All:N0}"))} |");
        }
    }
}
