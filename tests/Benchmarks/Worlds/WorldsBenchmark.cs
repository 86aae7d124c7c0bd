using System.Diagnostics;
using System.Globalization;
using PaymentCode.Workbench;

namespace PaymentCode.Benchmarks.Worlds;

/// <summary>Many visitors' worlds at once in one process: what they take of memory and processor, and how soon a display follows a button.</summary>
internal static class WorldsBenchmark
{
    private const double MostMegabytes = 1024;
    private const double MostCores = 1;
    private const double MostClickMs = 100;
    private const int StepMs = 10;

    internal static int Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var count = options.Number("worlds", 50);
        var seconds = options.Number("seconds", 20);
        var process = Process.GetCurrentProcess();
        var worlds = new List<World>();
        var begun = process.TotalProcessorTime;
        for (var i = 0; i < count; i++)
        {
            worlds.Add(await World.CreateAsync(Convert.ToHexStringLower(BitConverter.GetBytes((long)i)) + "00000000", i, isRunning: true));
        }

        var making = (process.TotalProcessorTime - begun).TotalMilliseconds / count;
        var idle = await MeasureAsync(process, TimeSpan.FromSeconds(seconds), static () => Task.CompletedTask);
        var busy = await MeasureAsync(process, TimeSpan.FromSeconds(seconds), () => Task.WhenAll(worlds.Select(WithdrawAsync)));
        process.Refresh();
        var megabytes = process.WorkingSet64 / 1024.0 / 1024;
        var (clickMs, wallMs) = await ClickAsync(worlds[0]);
        foreach (var world in worlds)
        {
            await world.DisposeAsync();
        }

        Print("worlds", count);
        Print("milliseconds of processor time to make one", making);
        Print("cores, nobody doing anything (wanted: at most 1)", idle);
        Print("cores, each with one withdrawal in that time (wanted: at most 1)", busy);
        Print("megabytes of the whole process (wanted: at most 1024)", megabytes);
        Print("milliseconds from the button's release to the new picture, world's clock (wanted: under 100)", clickMs);
        Print("the same on the wall clock", wallMs);
        return megabytes <= MostMegabytes && idle <= MostCores && busy <= MostCores && clickMs < MostClickMs ? 0 : 1;
    }

    private static void Print(string what, double figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure:0.##} |"));

    private static async Task<double> MeasureAsync(Process process, TimeSpan time, Func<Task> work)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        var wall = Stopwatch.StartNew();
        await work();
        if (time > wall.Elapsed)
        {
            await Task.Delay(time - wall.Elapsed);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds / wall.Elapsed.TotalSeconds;
    }

    private static async Task WithdrawAsync(World world)
    {
        await world.DoAsync(parts => parts.Story.TryBegin("withdrawal"));
        while (await world.DoAsync(async parts => await parts.Story.TryDoAsync() || parts.Story.Next is not null))
        {
            await Task.Delay(200);
        }
    }

    // The idle screen is woken by a press.
    private static async Task<(double WorldMs, double WallMs)> ClickAsync(World world)
    {
        await world.SetPaceAsync(isRunning: false);
        await world.StepAsync(60_000);
        await world.StepAsync(60_000);
        await world.DoAsync(parts =>
        {
            parts.Token.Push("down");
            return true;
        });
        await world.StepAsync(100);
        var before = await world.DoAsync(parts => parts.Token.Picture);
        await world.DoAsync(parts =>
        {
            parts.Token.Push("up");
            return true;
        });
        var wall = Stopwatch.StartNew();
        var passed = 0;
        while (ReferenceEquals(before, await world.DoAsync(parts => parts.Token.Picture)) && passed < 10 * MostClickMs)
        {
            await world.StepAsync(StepMs);
            passed += StepMs;
        }

        return (passed, wall.Elapsed.TotalMilliseconds);
    }
}
