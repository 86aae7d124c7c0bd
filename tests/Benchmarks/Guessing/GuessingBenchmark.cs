using System.Globalization;
using PaymentCode.Bank.Tests.PaymentKeys;

namespace PaymentCode.Benchmarks.Guessing;

/// <summary>The chance of guessing a payment code: computed at full size, simulated on a scaled-down index space (docs/PAYMENT-CODES.md).</summary>
internal static class GuessingBenchmark
{
    private const int Indices = 10_000;
    private const int Accounts = 1_000;
    private const int Moments = 50;
    private const double FullSpace = 1e16;
    private const double FullAccounts = 10_000_000;
    private const double Wanted = 1e-6;
    private const double MostDeviations = 4;

    internal static int Run(BenchmarkOptions options)
    {
        Console.WriteLine(Machine.Describe());
        var runs = options.Number("runs", 10_000_000);
        var result = new GuessingSimulation(Indices, Accounts, options.Number("seed", 1)).Run(Moments, runs / Moments);
        var (neighbours, anywhere) = GuessingSimulation.Aim((long)FullAccounts, options.Number("seen", 100_000), options.Number("seed", 1));
        var computed = 10 * FullAccounts * GuessingSimulation.AcceptableOfAccount / FullSpace;

        // The formula is linear in accounts and codes; the simulation measures its factor, and the factor is what is scaled.
        var factor = result.Hits / (double)result.Guesses / result.Expected;
        Print("| what | formula | simulated |");
        Print("|---|---|---|");
        Print($"| a guess, {Accounts:N0} accounts, {Indices:N0} indices × 10^6 authenticators | {result.Expected:E2} | {result.Hits / (double)result.Guesses:E2} |");
        Print($"| hits in {result.Guesses:N0} guesses | {result.Guesses * result.Expected:F0} | {result.Hits:N0} ({result.Deviations:+0.0;-0.0} standard deviations) |");
        Print($"| ten tries at one terminal, the same | {10 * result.Expected:E2} | {result.RunsWithHit / (double)result.Runs:E2} |");
        Print($"| live indices next to seen ones, real permutation, {FullAccounts:N0} accounts | {anywhere:P3} | {neighbours:P3} |");
        Print($"| **ten tries at one terminal, {FullAccounts:N0} accounts, 10^16 codes** (wanted: below {Wanted:E0}) | **{computed:E2}** | {computed * factor:E2}, scaled |");
        return computed < Wanted && computed * factor < Wanted && Math.Abs(result.Deviations) < MostDeviations ? 0 : 1;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
