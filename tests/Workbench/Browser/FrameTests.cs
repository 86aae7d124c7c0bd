using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>The page as a whole: its sizes, its languages, what keyboard and screen reader find.</summary>
[TestClass]
public sealed class FrameTests : BrowserTest
{
    private static readonly string[] Places = ["home", "atm", "shop", "bank"];

    [TestMethod]
    [DataRow(1280, 720)]
    [DataRow(1920, 1080)]
    [DataRow(390, 844)]
    public async Task Nothing_is_wider_than_the_window(int width, int height)
    {
        var visitor = await VisitAsync(width: width, height: height);
        foreach (var language in new[] { "en", "zh" })
        {
            foreach (var place in Places)
            {
                await visitor.GoAsync(place);
                Assert.IsLessThanOrEqualTo(0, await PageLook.OverflowAsync(visitor.Page), $"{place}, {language}");
            }

            await visitor.ClickAsync("language");
        }
    }

    [TestMethod]
    [DataRow("en")]
    [DataRow("zh-CN")]
    public async Task In_a_small_window_the_till_and_all_of_the_terminal_are_in_sight_together(string locale)
    {
        var visitor = await VisitAsync(locale);
        await visitor.BeToldAsync("paymentcode");
        await visitor.GoAsync("shop");
        await visitor.SeesPictureOnCanvasAsync("shop-shot");
        foreach (var thing in new[] { "shop-amount", "shop-to-terminal", "shop-scan", "shop-verdict", "shop-shot", "terminal-display", "terminal-key-cancel", "terminal-key-ok", "terminal-field", "terminal-thing-card", "terminal-type-password" })
        {
            Assert.IsTrue(
                await visitor.The(thing).EvaluateAsync<bool>(
                    "element => { const box = element.getBoundingClientRect(); const at = (x, y) => element.contains(document.elementFromPoint(x, y)); const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]; return at(box.left + 3, y) && at(box.right - 3, y) && at(x, box.top + 3) && at(x, box.bottom - 3); }"),
                thing + " is not in sight");
        }
    }

    [TestMethod]
    public async Task A_page_of_another_site_in_the_same_browser_changes_nothing()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("clock-pace");
        await Expect(visitor.The("clock-step")).ToBeEnabledAsync();
        var before = (await visitor.StateAsync()).ToJsonString();
        var page = await visitor.Context.NewPageAsync();
        await page.RouteAsync("http://elsewhere.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>Elsewhere</p>" }));
        await page.GotoAsync("http://elsewhere.example/");
        var answers = new List<int>();
        page.Response += (_, answer) => answers.Add(answer.Status);
        await page.EvaluateAsync(
            """
            async address => {
              const json = { 'Content-Type': 'application/json' };
              await Promise.allSettled([
                fetch(`${address}/token/button`, { method: 'POST', mode: 'no-cors', body: '{"action":"press"}' }),
                fetch(`${address}/stories/withdrawal`, { method: 'POST', mode: 'no-cors' }),
                fetch(`${address}/token/power`, { method: 'PUT', headers: json, body: '{"on":false}' }),
                fetch(address, { method: 'DELETE' }),
                fetch(`${address}/customer/login`, { method: 'POST', mode: 'no-cors', credentials: 'include' }),
                new Promise(done => { const image = new Image(); image.onload = image.onerror = done; image.src = `${address}/token/display.png`; }),
                new Promise(done => { const frame = document.createElement('iframe'); frame.name = 'frame'; frame.onload = done; document.body.append(frame); frame.src = new URL('/', address); }),
              ]);
              const form = document.createElement('form');
              Object.assign(form, { method: 'post', action: `${address}/reset`, target: 'frame' });
              document.body.append(form);
              const isSent = new Promise(done => { document.querySelector('iframe').onload = done; });
              form.submit();
              await isSent;
            }
            """,
            new Uri(visitor.Page.Url).GetLeftPart(UriPartial.Authority) + visitor.World);
        Assert.IsEmpty(answers.Where(status => status != 403), string.Join(' ', answers));
        Assert.AreEqual(before, (await visitor.StateAsync()).ToJsonString());
        await page.CloseAsync();
    }

    [TestMethod]
    [DataRow("en", "en")]
    [DataRow("zh-CN", "zh-CN")]
    [DataRow("fr", "en")]
    public async Task The_language_is_the_browsers(string locale, string language)
    {
        var visitor = await VisitAsync(locale);
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    [TestMethod]
    public async Task A_chosen_language_changes_every_text_and_is_kept()
    {
        var visitor = await VisitAsync();
        await LooksTranslatedAsync(visitor, "en");
        await visitor.ClickAsync("language");
        await LooksTranslatedAsync(visitor, "zh-CN");
        await visitor.Page.ReloadAsync();
        await visitor.SeesTokenAsync();
        await LooksTranslatedAsync(visitor, "zh-CN");
        await visitor.ClickAsync("language");
        await LooksTranslatedAsync(visitor, "en");
    }

    [TestMethod]
    [DataRow("en")]
    [DataRow("zh-CN")]
    public async Task A_screen_reader_finds_a_name_for_everything(string locale)
    {
        var visitor = await VisitAsync(locale);
        foreach (var place in Places)
        {
            await visitor.GoAsync(place);
            Assert.IsEmpty(await PageLook.NamelessAsync(visitor.Page), $"without a name, {place}: {string.Join(" | ", await PageLook.NamelessAsync(visitor.Page))}");
            Assert.IsEmpty(await PageLook.BadIdsAsync(visitor.Page), $"{place}: {string.Join(" | ", await PageLook.BadIdsAsync(visitor.Page))}");
            var levels = await PageLook.HeadingsAsync(visitor.Page);
            Assert.AreEqual(1, levels[0]);
            Assert.AreEqual(1, levels.Count(level => level == 1));
            Assert.IsFalse(levels.Zip(levels.Skip(1)).Any(pair => pair.Second > pair.First + 1), $"{place}: a level of headings is left out: {string.Join(' ', levels)}");
        }
    }

    [TestMethod]
    public async Task Tab_comes_to_every_control_shows_where_it_is_and_goes_round()
    {
        var visitor = await VisitAsync();
        foreach (var place in Places)
        {
            await visitor.GoAsync(place);
            var controls = await PageLook.ControlsAsync(visitor.Page);
            var stops = await PageLook.TabAroundAsync(visitor.Page);
            var unseen = stops.Where(stop => !stop.IsSeen).Select(stop => stop.Name).ToArray();
            Assert.IsEmpty(unseen, $"{place}: the focus is not seen on {string.Join(", ", unseen)}");
            var missing = controls.Except(stops.Select(stop => stop.Name)).ToArray();
            Assert.IsEmpty(missing, $"{place}: Tab does not come to {string.Join(", ", missing)}");
        }
    }

    [TestMethod]
    public async Task What_the_token_shows_is_announced()
    {
        var visitor = await VisitAsync();
        await Expect(visitor.The("token-text")).ToHaveAttributeAsync("aria-live", "polite");
        await visitor.TokenSaysAsync("READY");
        await visitor.ClickAsync("token-battery");
        await Expect(visitor.The("token-text")).Not.ToContainTextAsync("READY");
        await Expect(visitor.The("token-battery")).ToHaveAttributeAsync("aria-checked", "false");
    }

    [TestMethod]
    public async Task The_clock_is_paused_stepped_and_run()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("clock-pace");
        await Expect(visitor.The("clock-step")).ToBeEnabledAsync();
        var before = (long)(await visitor.StateAsync())["clock"]!["nowMs"]!;
        await visitor.The("clock-size").SelectOptionAsync("1000");
        await visitor.ClickAsync("clock-step");
        await Expect(visitor.The("clock-time")).ToHaveTextAsync(TimeOfDay(before + 1000));
        Assert.AreEqual(before + 1000, (long)(await visitor.StateAsync())["clock"]!["nowMs"]!);

        await visitor.ClickAsync("clock-pace");
        await Expect(visitor.The("clock-step")).ToBeDisabledAsync();
        await Expect(visitor.The("clock-time")).Not.ToHaveTextAsync(TimeOfDay(before + 1000));
    }

    [TestMethod]
    public async Task A_reset_with_another_seed_gives_other_people()
    {
        var visitor = await VisitAsync();
        var before = (await visitor.StateAsync())["customer"]!["phone"]!.ToString();
        await visitor.ClickAsync("clock-reset");
        await visitor.The("reset-seed").FillAsync("99");
        await visitor.ClickAsync("reset-do");
        await Expect(visitor.Page.GetByText("99")).ToBeVisibleAsync();
        await visitor.SeesTokenAsync();
        Assert.AreNotEqual(before, (await visitor.StateAsync())["customer"]!["phone"]!.ToString());
    }

    private static async Task LooksTranslatedAsync(Visitor visitor, string language)
    {
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        foreach (var place in Places)
        {
            await visitor.GoAsync(place);
            var keys = await PageLook.KeysAsync(visitor.Page);
            Assert.IsEmpty(keys, $"{place}, {language}, texts without a translation: {string.Join(" | ", keys)}");
            var foreign = await PageLook.ForeignAsync(visitor.Page);
            Assert.IsEmpty(foreign, $"{place}, {language}, texts of another language: {string.Join(" | ", foreign)}");
        }
    }

    private static string TimeOfDay(long worldMs) => TimeSpan.FromHours(9).Add(TimeSpan.FromMilliseconds(worldMs)).ToString(@"hh\:mm\:ss");
}
