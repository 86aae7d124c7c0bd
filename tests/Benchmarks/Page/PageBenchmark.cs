using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PaymentCode.Workbench.Tests.Browser;

namespace PaymentCode.Benchmarks.Page;

/// <summary>The workbench's page in Chromium: how soon the OLED on it follows a click on the token's button, and how soon after the command's start the page can be used.</summary>
internal static class PageBenchmark
{
    private const double MostClickMs = 100;
    private const double MostStartMs = 5000;
    private const int StepMs = 200;
    private const float PatienceMs = 60_000;

    // From the button's going up, by the browser's own time stamp of that, to the frame from which on the canvas shows the whole new picture. It is looked at in every frame; where a part
    // of a picture comes first, the last part counts. What changes in seconds counting down is less than a picture.
    private const string Watch =
        """
        () => {
          const context = document.querySelector('[data-testid=token-display]').getContext('2d');
          const button = document.querySelector('[data-testid=token-button]');
          const pixels = () => context.getImageData(0, 0, 128, 64).data.filter((_, at) => at % 4 === 0).map(red => red >> 7);
          const changed = (one, other) => one.reduce((sum, lit, at) => sum + (lit ^ other[at]), 0);
          window.follows = () => new Promise(done => {
            let before;
            let began = null;
            let first = null;
            const frames = [];
            button.addEventListener('pointerup', event => { began = event.timeStamp; before = pixels(); }, { once: true, capture: true });
            const look = () => {
              if (began !== null) {
                const frame = { at: performance.now(), pixels: pixels() };
                frames.push(frame);
                first ??= changed(before, frame.pixels) > 400 ? frame.at : null;
                if (first !== null && frame.at - first > 300) {
                  const whole = frames.findLastIndex(one => changed(one.pixels, frame.pixels) > 100) + 1;
                  done(frames[whole].at - began);
                  return;
                }
              }
              requestAnimationFrame(look);
            };
            look();
          });
        }
        """;

    private const string IsUsable =
        "() => { const oled = document.querySelector('[data-testid=token-display]');"
            + " return oled !== null && oled.width === 128 && oled.getContext('2d').getImageData(0, 0, 128, 64).data.some((value, at) => at % 4 === 0 && value > 127); }";

    internal static int Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var chromium = await Chromium.StartAsync();
        var starts = new Spread();
        for (var i = 0; i < options.Number("starts", 5); i++)
        {
            await using var command = new WorkbenchCommand();
            await using var context = await OpenAsync(chromium, await command.AddressAsync());
            starts.Add(command.Age.TotalMilliseconds);
        }

        var clicks = await ClickAsync(chromium, options.Number("clicks", 50), options.Number("down", 80));
        Console.WriteLine(Machine.Describe());
        Console.WriteLine();
        Console.WriteLine("| what | times | milliseconds: median | 10 % – 90 % | longest |");
        Console.WriteLine("|---|---|---|---|---|");
        Console.WriteLine($"| from the click on the token's button to the new picture on the page (wanted: median under 100) | {clicks.Count} | {clicks} |");
        Console.WriteLine($"| from the start of `paymentcode` to the token's picture on the page (wanted: under 5,000) | {starts.Count} | {starts} |");
        return clicks.Median < MostClickMs && starts.At(1) < MostStartMs ? 0 : 1;
    }

    private static async Task<IBrowserContext> OpenAsync(Chromium chromium, string address)
    {
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 720 } });
        context.SetDefaultTimeout(PatienceMs);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync(IsUsable);
        return context;
    }

    // The token has a payment code: each press shows its symbol, or its digits, in turn.
    private static async Task<Spread> ClickAsync(Chromium chromium, int count, int downMs)
    {
        await using var command = new WorkbenchCommand();
        var address = await command.AddressAsync();
        await using var context = await OpenAsync(chromium, address);
        var page = context.Pages[0];
        var world = $"{address}/api/worlds/{System.Web.HttpUtility.ParseQueryString(new Uri(page.Url).Fragment.TrimStart('#'))["world"]}";
        await TellAsync(world, "paymentcode", "scan");
        await page.EvaluateAsync(Watch);
        var button = page.GetByTestId("token-button");
        var follows = new Spread();
        for (var i = 0; i < count; i++)
        {
            var followed = page.EvaluateAsync<double>("() => window.follows()");
            await button.ClickAsync(new LocatorClickOptions { Delay = downMs });
            follows.Add(await followed);
        }

        return follows;
    }

    private static async Task TellAsync(string world, string story, string until)
    {
        using var client = new HttpClient();
        await SendAsync(client, HttpMethod.Put, world + "/clock", new { pace = "paused" });
        var state = await SendAsync(client, HttpMethod.Post, $"{world}/stories/{story}", null);
        while (state["story"]!["next"] is { } next && (next["id"]!.ToString() != until || (bool)next["waiting"]!))
        {
            if (!(bool)next["waiting"]!)
            {
                await SendAsync(client, HttpMethod.Post, $"{world}/stories/{story}/do", null);
            }

            state = await SendAsync(client, HttpMethod.Post, world + "/clock/step", new { ms = StepMs });
        }

        await SendAsync(client, HttpMethod.Put, world + "/clock", new { pace = "running" });
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string address, object? body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The built command in a process of its own, on a free port.</summary>
    private sealed class WorkbenchCommand : IAsyncDisposable
    {
        private readonly Stopwatch _age = Stopwatch.StartNew();
        private readonly Process _process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "paymentcode.dll"), "workbench", "--listen", "http://127.0.0.1:0", "--seed", "7"])
        { RedirectStandardOutput = true })!;

        public TimeSpan Age => _age.Elapsed;

        public async Task<string> AddressAsync()
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Split(' ').FirstOrDefault(static word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address)
                {
                    return address.TrimEnd('/', '.');
                }
            }

            throw new InvalidOperationException("paymentcode workbench ended without an address.");
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
