using System.Diagnostics;
using System.Globalization;

namespace PaymentCode.Benchmarks.Worlds;

/// <summary>Many visitors' worlds at once in one workbench: what they take of memory and processor, and how soon a page shows what a click did.</summary>
internal static class WorldsBenchmark
{
    private const double MostMegabytes = 1024;
    private const double MostCores = 1;
    private const double MostClickMs = 100;
    private const int Clicks = 21;
    private const int StoryTellersOneIn = 5;

    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Haste = TimeSpan.FromMilliseconds(200);

    internal static int Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var count = options.Number("worlds", 50);
        var time = TimeSpan.FromSeconds(options.Number("seconds", 60));
        using var workbench = await WorkbenchProcess.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = new Uri(workbench.Address),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Console.WriteLine($"{Machine.Describe()}\n\n| what | figure |\n|---|---|");
        Print("worlds, each with its page open", count);
        var begun = workbench.Processor;
        var visitors = new List<Visitor>();
        for (var i = 0; i < count; i++)
        {
            visitors.Add(await Visitor.ComeAsync(client, i));
        }

        var stories = await visitors[0].StoriesAsync();
        Print("milliseconds of processor time to make one", (workbench.Processor - begun).TotalMilliseconds / count);
        var idle = await MeasureAsync(workbench, time, static _ => Task.CompletedTask);
        Print("cores, nobody doing anything (wanted: at most 1)", idle);
        Print("megabytes of the whole process then", workbench.Megabytes.Now);
        var mixed = await MeasureAsync(workbench, time, stop => Task.WhenAll(visitors.Where((_, i) => i % StoryTellersOneIn == 0).Select(
            (visitor, i) => TellOnAsync(visitor, stories, i, stop))));
        Print("cores, one in five telling story after story, a step each half second (wanted: at most 1)", mixed);
        Print("megabytes of the whole process then", workbench.Megabytes.Now);
        var click = await ClickAsync(visitors[1]);
        await MeasureAsync(workbench, TimeSpan.Zero, _ => Task.WhenAll(visitors.Select((visitor, i) => visitor.TellAsync(stories[i % stories.Length], Haste))));
        Print("megabytes of the whole process at most, when all told a story at once (wanted: at most 1024)", workbench.Megabytes.Most);
        Print("milliseconds from the button's release to the new picture at a page, median, the others idle (wanted: under 100)", click);
        visitors.ForEach(visitor => visitor.Dispose());
        return workbench.Megabytes.Most <= MostMegabytes && idle <= MostCores && mixed <= MostCores && click < MostClickMs ? 0 : 1;
    }

    private static void Print(string what, double figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure:0.##} |"));

    private static async Task TellOnAsync(Visitor visitor, string[] stories, int first, CancellationToken stop)
    {
        for (var i = first; !stop.IsCancellationRequested; i++)
        {
            await visitor.TellAsync(stories[i % stories.Length], Thinking);
        }
    }

    // Cores that the workbench takes during that time, or until the work is done where no time is given.
    private static async Task<double> MeasureAsync(WorkbenchProcess workbench, TimeSpan time, Func<CancellationToken, Task> work)
    {
        using var stop = new CancellationTokenSource();
        var before = workbench.Processor;
        var wall = Stopwatch.StartNew();
        var working = work(stop.Token);
        await Task.Delay(time);
        if (time == TimeSpan.Zero)
        {
            await working;
        }

        var cores = (workbench.Processor - before).TotalSeconds / wall.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await working;
        return cores;
    }

    private static async Task<double> ClickAsync(Visitor visitor)
    {
        await visitor.FetchCodesAsync();
        var times = new List<double>();
        for (var i = 0; i < Clicks; i++)
        {
            await Task.Delay(Thinking);
            times.Add((await visitor.ClickAsync()).TotalMilliseconds);
        }

        times.Sort();
        return times[Clicks / 2];
    }
}
