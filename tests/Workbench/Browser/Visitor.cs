using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PaymentCode.Recognition;
using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>A person at the page: what he clicks and what he sees. Things have the names that the page gives them in data-testid.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const int ReadMs = 300;
    private const int MostTabs = 200;
    private const int TellMs = 200;
    private const int LongestStoryMs = 180_000;

    private readonly Site _site;

    public Visitor(Site site, IBrowserContext context, IPage page)
    {
        (_site, Context, Page) = (site, context, page);
        Complaints = Chromium.ComplaintsOf(page);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Errors on the console.</summary>
    public List<string> Complaints { get; }

    /// <summary>The path of the visitor's world.</summary>
    public string World => "/api/worlds/" + System.Web.HttpUtility.ParseQueryString(new Uri(Page.Url).Fragment.TrimStart('#'))["world"];

    /// <summary>A thing on the page.</summary>
    public ILocator The(string name) => Page.GetByTestId(name);

    public Task ClickAsync(string name) => The(name).ClickAsync();

    /// <summary>Goes to <c>home</c>, <c>atm</c>, <c>shop</c> or <c>bank</c>.</summary>
    public Task GoAsync(string place) => ClickAsync("place-" + place);

    public Task SeesAsync(string name, string text) => Expect(The(name)).ToContainTextAsync(text);

    /// <summary>Waits until the token's display shows anything.</summary>
    public Task SeesTokenAsync() => Page.WaitForFunctionAsync(
        "() => { const oled = document.querySelector('[data-testid=token-display]');"
            + " return oled !== null && oled.width === 128 && oled.getContext('2d').getImageData(0, 0, 128, 64).data.some((value, at) => at % 4 === 0 && value > 127); }");

    /// <summary>
    /// Waits until the token asks for a confirmation and a person has had time to read it: a press that began at once does not count.
    /// </summary>
    public async Task IsAskedAsync()
    {
        await TokenSaysAsync("Press=");
        var since = (long)(await StateAsync())["clock"]!["nowMs"]!;
        await WaitAsync(state => (long)state["clock"]!["nowMs"]! > since + ReadMs);
    }

    /// <summary>Waits until the token's display shows a picture of a code.</summary>
    public Task ShowsCodeAsync() => WaitAsync(static state => state["token"]!["screen"]!.ToString() == "code");

    /// <summary>Waits until a picture on the page has been loaded.</summary>
    public Task SeesPictureAsync(string name) =>
        The(name).EvaluateAsync("async image => { await (image.complete || new Promise(done => image.addEventListener('load', done, { once: true }))); await image.decode(); }");

    /// <summary>Waits until something has been drawn on a canvas.</summary>
    public Task SeesPictureOnCanvasAsync(string name) => Page.WaitForFunctionAsync(
        "name => { const canvas = document.querySelector(`[data-testid=${name}]`);"
            + " return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value, at) => at % 4 === 0 && value > 127); }",
        name);

    /// <summary>Clicks on one of several choices: on what a person sees of it.</summary>
    public Task ChooseAsync(string name) => Page.Locator("label", new() { Has = The(name) }).ClickAsync();

    /// <summary>Presses Tab until something has the focus, and then a key.</summary>
    public async Task TabToAsync(string name, string? key)
    {
        await Expect(The(name)).ToBeEnabledAsync();
        for (var i = 0; await Page.EvaluateAsync<string?>("() => document.activeElement.dataset.testid ?? null") != name; i++)
        {
            Assert.IsLessThan(MostTabs, i, $"Tab does not come to {name}.");
            await Page.Keyboard.PressAsync("Tab");
        }

        if (key is not null)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Waits until the world's state is as wanted.</summary>
    public async Task WaitAsync(Func<JsonNode, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!isSo(await StateAsync()))
        {
            await look.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>Waits until the token's display, as a screen reader reads it, says something.</summary>
    public Task TokenSaysAsync(string text) => Expect(The("token-text")).ToContainTextAsync(text);

    /// <summary>Waits until a step of the story is the next one and can be done: a key that is pressed before its question could be read does not count.</summary>
    public async Task IsAtStepAsync(string step)
    {
        await Expect(The("step-" + step)).ToHaveAttributeAsync("aria-current", "step");
        await Expect(The("story-do")).ToBeEnabledAsync();
    }

    /// <summary>Waits until the story has come to its end.</summary>
    public Task IsAtEndAsync(string text) => SeesAsync("story-end", text);

    /// <summary>
    /// Lets a story be told by REST until a step is next, or to its end: the way to what a test is about. The clock stands meanwhile and is stepped, which is faster than to wait.
    /// </summary>
    public async Task BeToldAsync(string story, string? until = null)
    {
        await SendAsync(HttpMethod.Put, "/clock", new { pace = "paused" });
        var state = await SendAsync(HttpMethod.Post, "/stories/" + story);
        for (var passed = 0; state["story"]!["next"] is { } next && (next["id"]!.ToString() != until || (bool)next["waiting"]!); passed += TellMs)
        {
            Assert.IsLessThan(LongestStoryMs, passed, $"The story stands still at {next}.");
            if (!(bool)next["waiting"]!)
            {
                await SendAsync(HttpMethod.Post, $"/stories/{story}/do");
            }

            state = await SendAsync(HttpMethod.Post, "/clock/step", new { ms = TellMs });
        }

        await SendAsync(HttpMethod.Put, "/clock", new { pace = "running" });
    }

    /// <summary>Lets the world's time go on at once.</summary>
    public async Task LetPassAsync(int ms)
    {
        await SendAsync(HttpMethod.Put, "/clock", new { pace = "paused" });
        await SendAsync(HttpMethod.Post, "/clock/step", new { ms });
        await SendAsync(HttpMethod.Put, "/clock", new { pace = "running" });
    }

    /// <summary>The world's state by REST.</summary>
    public Task<JsonNode> StateAsync() => _site.GetAsync(World);

    /// <summary>Something else of the world by REST.</summary>
    public Task<JsonNode> AskAsync(string path) => _site.GetAsync(World + path);

    /// <summary>What the project's own reader reads in a photograph of one thing on the page.</summary>
    public async Task<SymbolReading> PhotographAsync(string name)
    {
        return Read(await The(name).ScreenshotAsync());
    }

    /// <summary>The same in a picture that the REST interface gives.</summary>
    public async Task<SymbolReading> ReadAsync(string path) => Read(await _site.Client.GetByteArrayAsync(World + path));

    /// <summary>A request by REST.</summary>
    public Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null) => _site.SendAsync(method, World + path, body);

    public async ValueTask DisposeAsync()
    {
        var world = World;
        await Context.DisposeAsync();
        using var _ = await _site.Client.DeleteAsync(world);
    }

    private static SymbolReading Read(byte[] file)
    {
        Assert.IsTrue(ImageReader.TryRead(file, out var image, out var reason), reason);
        using (image)
        {
            return SymbolReader.Read(image);
        }
    }
}
