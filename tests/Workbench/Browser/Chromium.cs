using Microsoft.Playwright;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>Debian's Chromium without a window, kept off every network but loopback.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const float StartMs = 120_000;

    private static readonly string[] Quiet =
    [
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-domain-reliability",
        "--no-first-run", "--no-pings", "--disable-features=OptimizationHints,MediaRouter", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts the browser.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static async Task<Chromium> StartAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing; install Debian's package chromium.");
        }

        var playwright = await Playwright.CreateAsync();
        return new Chromium(
            playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Quiet, Timeout = StartMs }));
    }

    /// <summary>A visitor of his own: neither storage nor cookies of another.</summary>
    public Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options) => _browser.NewContextAsync(options);

    /// <summary>What a page reports on its console as an error from now on: faults of its scripts, what its policy refused, what could not be loaded.</summary>
    public static List<string> ComplaintsOf(IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        return complaints;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
