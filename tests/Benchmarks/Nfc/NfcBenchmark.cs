using System.Diagnostics;
using System.Globalization;

namespace PaymentCode.Benchmarks.Nfc;

/// <summary>The emulated PN532: random streams without a wrong state, and APDU exchanges a second through two chips on one core.</summary>
internal static class NfcBenchmark
{
    private const int WantedExchanges = 5_000;
    private const int WarmUp = 2_000;

    public static int Run(BenchmarkOptions options)
    {
        Machine.StayOnOneCore();
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        int wrong = RunStreams(options.Number("streams", 1_000_000), options.Number("seed", 1));
        double exchanges = RunExchanges(options.Number("exchanges", 50_000));
        return wrong == 0 && (exchanges >= WantedExchanges || options.Number("exchanges", 1) == 0) ? 0 : 1;
    }

    private static int RunStreams(int count, int seed)
    {
        Pn532Streams streams = new(seed);
        Stopwatch wall = Stopwatch.StartNew();
        double beganMs = ProcessorTime.OwnMs();
        int wrong = 0;
        for (int i = 0; i < count; i++)
        {
            if (streams.Run() is { } fault)
            {
                wrong++;
                Console.WriteLine($"stream {i}: {fault}");
            }
        }

        Print("random streams", count);
        Print("of these followed by a wrong state", wrong);
        Print("chip put to sleep for good or to another rate, switched off and on", streams.PowerCycles);
        Print("microseconds of processor time a stream", count == 0 ? 0 : (ProcessorTime.OwnMs() - beganMs) * 1000 / count);
        Print("seconds", wall.Elapsed.TotalSeconds);
        return wrong;
    }

    private static double RunExchanges(int count)
    {
        ApduPair pair = new();
        byte[] command = [0x80, 0xCA, 0x00, 0xE1, 0x00];
        byte[] response = [.. new byte[32], 0x90, 0x00];
        for (int i = 0; i < WarmUp && count > 0; i++)
        {
            pair.Exchange(command, _ => response);
        }

        long virtualMs = pair.NowMs;
        double beganMs = ProcessorTime.OwnMs();
        for (int i = 0; i < count; i++)
        {
            byte[] answer = pair.Exchange(command, _ => response);
            if (answer.Length != response.Length)
            {
                throw new InvalidOperationException($"{answer.Length} bytes came back instead of {response.Length}.");
            }
        }

        double exchanges = count == 0 ? 0 : count * 1000 / (ProcessorTime.OwnMs() - beganMs);
        Print("APDU exchanges through two PN532s", count);
        Print("exchanges a second of processor time", exchanges);
        Print("emulated milliseconds an exchange", count == 0 ? 0 : (double)(pair.NowMs - virtualMs) / count);
        return exchanges;
    }

    private static void Print(string what, double figure) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure:#,0.##} |"));
}
