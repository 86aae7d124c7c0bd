using PaymentCode.Benchmarks;
using PaymentCode.Benchmarks.Drawing;
using PaymentCode.Benchmarks.Guessing;
using PaymentCode.Benchmarks.Memory;
using PaymentCode.Benchmarks.Nfc;
using PaymentCode.Benchmarks.Page;
using PaymentCode.Benchmarks.Paying;
using PaymentCode.Benchmarks.Reading;
using PaymentCode.Benchmarks.Tapping;
using PaymentCode.Benchmarks.Worlds;

// One line a benchmark: its name, and what runs it with the arguments after the name. It returns 0 if its targets were reached, 1 if not.
var benchmarks = new SortedDictionary<string, Func<BenchmarkOptions, int>>(StringComparer.Ordinal)
{
    ["firmware"] = FirmwareFigures.Run,
    ["guessing"] = GuessingBenchmark.Run,
    ["nfc"] = NfcBenchmark.Run,
    ["page"] = PageBenchmark.Run,
    ["recognition"] = RecognitionBenchmark.Run,
    ["redemptions"] = RedemptionBenchmark.Run,
    ["symbols"] = SymbolBenchmark.Run,
    ["tap"] = TapBenchmark.Run,
    ["withdrawals"] = WithdrawalBenchmark.Run,
    ["worlds"] = WorldsBenchmark.Run,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run) && BenchmarkOptions.TryParse(args[1..], out var options))
{
    return run(options);
}

Console.Error.WriteLine($"usage: Benchmarks NAME [--OPTION VALUE]...   names: {string.Join(", ", benchmarks.Keys)}   options: README.md");
return 2;
