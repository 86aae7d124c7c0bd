using System.Diagnostics;
using Microsoft.Playwright;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Workbench.Tests.Browser;

namespace PaymentCode.Bank.Tests.Phone;

/// <summary>A browser on the bank's page for phones; its clock stands with the bank's.</summary>
internal sealed class PhoneBrowser : IAsyncDisposable
{
    private readonly BankUnderTest _bank;
    private readonly Chromium _chromium;
    private readonly List<string> _complaints;

    private PhoneBrowser(BankUnderTest bank, Chromium chromium, IBrowserContext context, IPage page) =>
        (_bank, _chromium, Context, Page, _complaints) = (bank, chromium, context, page, Chromium.ComplaintsOf(page));

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>
    /// What the page reported on the console: errors, and what its policy refused. A request that the bank refuses, or that finds no network, is listed there as an error too; that is
    /// what the page shows as text.
    /// </summary>
    public IEnumerable<string> Complaints => _complaints.Where(static complaint => !complaint.StartsWith("Failed to load resource", StringComparison.Ordinal));

    /// <summary>Opens the page.</summary>
    /// <param name="bank">The bank that serves it.</param>
    /// <param name="locale">The browser's language.</param>
    /// <param name="before">A script that runs before the page's own: what the browser lacks or refuses.</param>
    public static async Task<PhoneBrowser> OpenAsync(BankUnderTest bank, string locale = "en", string? before = null)
    {
        var chromium = await Chromium.StartAsync();
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = bank.Http.BaseAddress!.ToString(),
            Locale = locale,
            ViewportSize = new ViewportSize { Width = 390, Height = 844 },
            DeviceScaleFactor = 2,
        });
        context.SetDefaultTimeout(60_000);
        if (before is not null)
        {
            await context.AddInitScriptAsync(before);
        }

        var page = await context.NewPageAsync();
        var phone = new PhoneBrowser(bank, chromium, context, page);
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

    /// <summary>Logs in a registered customer and loads codes.</summary>
    public async Task LoadAsync(TestCustomer customer)
    {
        await LogInAsync(customer);
        await Page.ClickAsync("#fetch");
        await Page.WaitForSelectorAsync("#pay:visible");
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

    public ValueTask DisposeAsync() => _chromium.DisposeAsync();
}
