using Microsoft.Playwright;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>
/// A test of the page: visitors with a browser each, on one workbench and in one Chromium for all of them. A test ends with a look at what their consoles complained of.
/// Screenshots go to the folder of the environment variable PAYMENTCODE_SCREENSHOTS, else to the test's results.
/// </summary>
[DoNotParallelize]
public abstract class BrowserTest
{
    private const float PatienceMs = 60_000;

    private static readonly string? Album = Environment.GetEnvironmentVariable("PAYMENTCODE_SCREENSHOTS");

    private readonly List<Visitor> _visitors = [];

    public TestContext TestContext { get; set; } = null!;

    [TestCleanup]
    public async Task LeaveAsync()
    {
        var complaints = _visitors.SelectMany(visitor => visitor.Complaints).ToArray();
        foreach (var visitor in _visitors)
        {
            if (TestContext.CurrentTestOutcome != UnitTestOutcome.Passed)
            {
                await KeepAsync(visitor, $"failed-{TestContext.TestName}-{_visitors.IndexOf(visitor)}", isForAlbum: false);
            }

            await visitor.DisposeAsync();
        }

        Assert.IsEmpty(complaints, "errors on the browser's console: " + string.Join(" | ", complaints));
    }

    /// <summary>Opens the page in a browser of its own and waits until its token shows something.</summary>
    internal async Task<Visitor> VisitAsync(string locale = "en", int width = 1280, int height = 720)
    {
        var (chromium, site) = await Household.OpenAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.Address,
            Locale = locale,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMs);
        var visitor = new Visitor(site, context, await context.NewPageAsync());
        _visitors.Add(visitor);
        await visitor.Page.GotoAsync("/");
        await visitor.SeesTokenAsync();
        return visitor;
    }

    /// <summary>A picture of what a visitor sees.</summary>
    internal async Task KeepAsync(Visitor visitor, string name, bool isForAlbum = true)
    {
        var folder = isForAlbum && Album is not null ? Album : Path.Combine(TestContext.TestRunResultsDirectory ?? Path.GetTempPath(), "screenshots");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name + ".png");
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, Caret = ScreenshotCaret.Hide });
        TestContext.AddResultFile(file);
    }
}
