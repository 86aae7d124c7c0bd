using System.Diagnostics;
using Microsoft.Playwright;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.Phone;

/// <summary>Debian's Chromium without a window, kept off every network but loopback, on the bank's page; its clock stands with the bank's.</summary>
internal sealed class PhoneBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Quiet =
    [
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-domain-reliability",
        "--no-first-run", "--no-pings", "--disable-features=OptimizationHints,MediaRouter", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    private readonly BankUnderTest _bank;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PhoneBrowser(BankUnderTest bank, IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page) =>
        (_bank, _playwright, _browser, Context, Page) = (bank, playwright, browser, context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the page reported on the console: errors, and what its policy refused.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<PhoneBrowser> OpenAsync(BankUnderTest bank, string locale = "en")
    {
        Assert.IsTrue(File.Exists(Chromium), $"{Chromium} is missing; install Debian's package chromium.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Quiet, Timeout = 120_000 });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = bank.Http.BaseAddress!.ToString(),
            Locale = locale,
            ViewportSize = new ViewportSize { Width = 390, Height = 844 },
            DeviceScaleFactor = 2,
        });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        var phone = new PhoneBrowser(bank, playwright, browser, context, page);
        page.Console += (_, message) =>
        {
            // A request that the bank refuses, or that finds no network, is listed as an error too; that is what the page shows as text.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                phone.Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => phone.Complaints.Add(error);
        await phone.SetClockAsync();
        await page.GotoAsync("/phone");
        return phone;
    }

    /// <summary>The phone's clock is the bank's, and stands as it does.</summary>
    public Task SetClockAsync(TimeSpan error = default) => Page.Clock.SetFixedTimeAsync((_bank.Time.GetUtcNow() + error).UtcDateTime);

    /// <summary>Waits until the page can be opened without a network.</summary>
    public Task InstalledAsync() => Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => null)");

    public async Task LogInAsync(TestCustomer customer, string password = BankUnderTest.Password)
    {
        await Page.FillAsync("#phone", customer.Phone);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("#login button");
    }

    /// <summary>Shows a code and reads its digits.</summary>
    public async Task<string> ShowCodeAsync()
    {
        await Page.ClickAsync("#show");
        await Page.WaitForSelectorAsync("#code:visible");
        await Page.WaitForSelectorAsync("#show:enabled");
        return (await Page.InnerTextAsync("#digits")).Replace(" ", "", StringComparison.Ordinal);
    }

    /// <summary>Photographs the screen and has another program read the code in it.</summary>
    public async Task<string> ScanAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"paymentcode-phone-{Guid.NewGuid():N}.png");
        try
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
            using var zbar = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = zbar.StandardError.ReadToEndAsync();
            var text = await zbar.StandardOutput.ReadToEndAsync();
            await errors;
            await zbar.WaitForExitAsync();
            return text.Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
