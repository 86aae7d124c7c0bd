using System.Net;
using System.Text.Json.Nodes;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public class RestTests
{
    // For what is refused and changes nothing.
    private static Site _site = null!;
    private static string _world = "";

    [ClassInitialize]
    public static async Task OpenAsync(TestContext _)
    {
        _site = await Site.OpenAsync();
        _world = await _site.NewWorldAsync();
    }

    [ClassCleanup]
    public static async Task CloseAsync() => await _site.DisposeAsync();

    [TestMethod]
    public async Task A_withdrawal_told_by_REST_alone_repeats_itself_byte_for_byte()
    {
        await using var site = await Site.OpenAsync();
        var first = await WithdrawAsync(site);
        var second = await WithdrawAsync(site);

        Assert.HasCount(first.Count, second);
        for (var i = 0; i < first.Count; i++)
        {
            Assert.AreEqual(first[i]!.ToJsonString(), second[i]!.ToJsonString());
        }
    }

    [TestMethod]
    [DataRow("POST", "/api/worlds", "{\"seed\":-1}", 400, "malformed")]
    [DataRow("POST", "/api/worlds", "{\"speed\":2}", 400, "malformed")]
    [DataRow("POST", "/api/worlds", "{\"pace\":\"fast\"}", 400, "malformed")]
    [DataRow("POST", "/api/worlds", "{", 400, "malformed")]
    [DataRow("POST", "/api/worlds", "{\"seed\":\"1\"}", 400, "malformed")]
    [DataRow("POST", "/api/worlds", "{\"seed\":1,\"seed\":2}", 400, "malformed")]
    [DataRow("POST", "W/token/button", null, 400, "malformed")]
    [DataRow("GET", "W/token/display.png?scale=big", null, 400, "malformed")]
    [DataRow("GET", "W/events/stream?after=-1", null, 400, "malformed")]
    [DataRow("GET", "/api/worlds/0123456789abcdef0123456789abcdef", null, 404, "not-found")]
    [DataRow("GET", "/api/nothing", null, 404, "not-found")]
    [DataRow("POST", "W/clock/step", "{\"ms\":15}", 400, "malformed")]
    [DataRow("POST", "W/clock/step", "{\"ms\":60010}", 400, "malformed")]
    [DataRow("POST", "W/clock/step", "{\"ms\":\"ten\"}", 400, "malformed")]
    [DataRow("PUT", "W/clock", "{}", 400, "malformed")]
    [DataRow("POST", "W/token/button", "{\"action\":\"smash\"}", 400, "malformed")]
    [DataRow("GET", "W/token/display.png?scale=9", null, 400, "malformed")]
    [DataRow("POST", "W/atm/keys", "{\"keys\":[\"10\"]}", 400, "malformed")]
    [DataRow("POST", "W/atm/keys", "{\"keys\":[]}", 400, "malformed")]
    [DataRow("POST", "W/atm/keys", "{\"keys\":null}", 400, "malformed")]
    [DataRow("PUT", "W/atm/dispenser", "{\"result\":\"all\"}", 400, "malformed")]
    [DataRow("POST", "W/atm/notes/take", null, 409, "wrong-screen")]
    [DataRow("PUT", "W/camera", "{\"distanceMm\":1e308}", 400, "malformed")]
    [DataRow("PUT", "W/camera", "{\"blur\":-0.1}", 400, "malformed")]
    [DataRow("PUT", "W/camera", "{\"subject\":\"cat\"}", 400, "malformed")]
    [DataRow("GET", "W/camera/shot.png", null, 404, "not-found")]
    [DataRow("GET", "W/events?limit=501", null, 400, "malformed")]
    [DataRow("GET", "W/events?after=-1", null, 400, "malformed")]
    [DataRow("GET", "W/events?kind=gossip", null, 400, "malformed")]
    [DataRow("GET", "W/events/999999", null, 404, "not-found")]
    [DataRow("POST", "W/stories/fairy-tale", null, 404, "not-found")]
    [DataRow("POST", "W/stories/withdrawal/do", null, 404, "not-found")]
    [DataRow("POST", "W/attacks/guess", null, 404, "not-found")]
    [DataRow("POST", "W/attacks/replay-picture", null, 409, "attack-not-possible")]
    [DataRow("DELETE", "W/attacks/noisy-line", null, 409, "attack-not-possible")]
    [DataRow("POST", "W/customer/login", "{\"password\":\"wrong-password\"}", 401, "login-refused")]
    [DataRow("POST", "W/customer/reservations", "{\"amount\":\"10.00\"}", 401, "not-authenticated")]
    public async Task What_cannot_be_done_is_a_problem_with_a_name(string method, string path, string? json, int status, string name)
    {
        Assert.AreEqual((status, name), await _site.RefusedAsync(new HttpMethod(method), path.Replace("W/", _world + "/"), json));
    }

    [TestMethod]
    [DataRow("POST", "W/token/button", "A body is missing")]
    [DataRow("GET", "W/token/display.png?scale=big", "scale is not as asked for")]
    public async Task A_refusal_names_what_is_wrong_in_the_words_of_the_interface(string method, string path, string words)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("W/", _world + "/"));
        using var answer = await _site.Client.SendAsync(request);
        Assert.StartsWith(words, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.ToString());
    }

    [TestMethod]
    public async Task A_long_body_is_refused()
    {
        Assert.AreEqual((413, "too-large"), await _site.RefusedAsync(HttpMethod.Post, "/api/worlds", $"{{\"pace\":\"{new string('a', 5000)}\"}}"));
    }

    [TestMethod]
    public async Task There_are_no_more_worlds_than_allowed_and_a_freed_one_makes_room()
    {
        await using var site = await Site.OpenAsync(maxWorlds: 1);
        var world = await site.NewWorldAsync();
        Assert.AreEqual((503, "too-many-worlds"), await site.RefusedAsync(HttpMethod.Post, "/api/worlds"));

        Assert.AreEqual(HttpStatusCode.NoContent, (await site.Client.DeleteAsync(world)).StatusCode);
        Assert.AreEqual((404, "not-found"), await site.RefusedAsync(HttpMethod.Get, world));
        await site.NewWorldAsync();
    }

    [TestMethod]
    public async Task Two_worlds_know_nothing_of_each_other()
    {
        await using var site = await Site.OpenAsync();
        var (first, second) = (await site.NewWorldAsync(1), await site.NewWorldAsync(1));
        await site.SendAsync(HttpMethod.Post, first + "/customer/login");
        await site.SendAsync(HttpMethod.Post, first + "/customer/reservations", new { amount = "100.00" });

        Assert.AreEqual("4900.00", (await site.GetAsync(first))["customer"]!["available"]!.ToString());
        Assert.AreEqual("5000.00", (await site.GetAsync(second))["customer"]!["available"]!.ToString());
    }

    [TestMethod]
    public async Task A_reset_begins_anew_with_the_same_seed()
    {
        await using var site = await Site.OpenAsync();
        var world = await site.NewWorldAsync(3);
        var before = await site.GetAsync(world);
        await site.SendAsync(HttpMethod.Post, world + "/customer/login");
        await site.SendAsync(HttpMethod.Post, world + "/clock/step", new { ms = 500 });

        Assert.AreEqual(before.ToJsonString(), (await site.SendAsync(HttpMethod.Post, world + "/reset")).ToJsonString());
    }

    [TestMethod]
    public async Task The_display_is_there_as_text_as_a_picture_and_as_rows()
    {
        var (site, world) = (_site, _world);
        var token = (await site.GetAsync(world))["token"]!;

        Assert.AreEqual("text", token["screen"]!.ToString());
        Assert.Contains("READY", string.Join('|', token["text"]!.AsArray().Select(line => line!.ToString().ToUpperInvariant())));
        var bits = Convert.FromBase64String(token["display"]!.ToString());
        var rows = (await site.Client.GetStringAsync(world + "/token/display.txt")).TrimEnd('\n').Split('\n');
        Assert.HasCount(64, rows);
        for (var row = 0; row < 64; row++)
        {
            var expected = string.Concat(Enumerable.Range(0, 128).Select(column => (bits[(row * 16) + (column / 8)] & (0x80 >> (column % 8))) != 0 ? '#' : '.'));
            Assert.AreEqual(expected, rows[row]);
        }

        var png = await site.Client.GetByteArrayAsync(world + "/token/display.png?scale=2");
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, png[..8]);
    }

    [TestMethod]
    public async Task Events_come_as_they_happen()
    {
        await using var site = await Site.OpenAsync();
        var world = await site.NewWorldAsync();
        await using var stream = await site.Client.GetStreamAsync(world + "/events/stream");
        using var reader = new StreamReader(stream);
        Assert.AreEqual("event: state", await reader.ReadLineAsync());

        await site.SendAsync(HttpMethod.Post, world + "/token/button", new { action = "press" });
        string? line;
        while ((line = await reader.ReadLineAsync()) is not null && !line.StartsWith("id: ", StringComparison.Ordinal))
        {
        }

        Assert.AreEqual("id: 1", line);
        Assert.AreEqual("event: event", await reader.ReadLineAsync());
        var one = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
        Assert.AreEqual("BUTTON PRESS", one["name"]!.ToString());
    }

    [TestMethod]
    public async Task What_changes_without_an_event_comes_over_the_stream_too()
    {
        await using var site = await Site.OpenAsync();
        var world = await site.NewWorldAsync();
        await site.SendAsync(HttpMethod.Post, world + "/stories/transfer");
        await using var stream = await site.Client.GetStreamAsync(world + "/events/stream");
        using var reader = new StreamReader(stream);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await site.SendAsync(HttpMethod.Post, world + "/terminal/keys", new { keys = new[] { "1", "cancel", "cancel" } });
        await site.SendAsync(HttpMethod.Put, world + "/clock", new { pace = "running" });

        // The story's first step waits until the terminal is idle again and has been read: that moment is no event.
        foreach (var isWaiting in new[] { true, false })
        {
            string? line;
            do
            {
                line = await reader.ReadLineAsync(deadline.Token);
                Assert.IsNotNull(line);
            }
            while (!line.Contains($"\"waiting\":{(isWaiting ? "true" : "false")}", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public async Task A_page_of_another_site_is_refused()
    {
        await using var site = await Site.OpenAsync();
        site.Client.DefaultRequestHeaders.Add("Origin", "http://example.com");
        Assert.AreEqual((403, "foreign-site"), await site.RefusedAsync(HttpMethod.Post, "/api/worlds"));

        site.Client.DefaultRequestHeaders.Remove("Origin");
        site.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-site");
        Assert.AreEqual((403, "foreign-site"), await site.RefusedAsync(HttpMethod.Get, "/favicon.svg"));
        site.Client.DefaultRequestHeaders.Add("Sec-Fetch-Mode", "navigate");
        site.Client.DefaultRequestHeaders.Add("Sec-Fetch-Dest", "iframe");
        Assert.AreEqual((403, "foreign-site"), await site.RefusedAsync(HttpMethod.Get, "/"));
        site.Client.DefaultRequestHeaders.Remove("Sec-Fetch-Dest");
        site.Client.DefaultRequestHeaders.Add("Sec-Fetch-Dest", "document");
        Assert.AreEqual(HttpStatusCode.OK, (await site.Client.GetAsync("/")).StatusCode, "a link from elsewhere");
        Assert.AreEqual((403, "foreign-site"), await site.RefusedAsync(HttpMethod.Post, "/api/worlds"));

        site.Client.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        site.Client.DefaultRequestHeaders.Host = "example.com";
        Assert.AreEqual((403, "foreign-site"), await site.RefusedAsync(HttpMethod.Get, "/openapi/v1.json"));
    }

    [TestMethod]
    public async Task A_token_that_was_set_is_demanded()
    {
        const string Token = "0123456789abcdef";
        await using var site = await Site.OpenAsync(token: Token);
        Assert.AreEqual((401, "not-authenticated"), await site.RefusedAsync(HttpMethod.Get, "/openapi/v1.json"));
        Assert.AreEqual((401, "not-authenticated"), await site.RefusedAsync(HttpMethod.Get, "/?token=0123456789abcdeX"));

        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        var admitted = await browser.GetAsync("/?token=" + Token);
        Assert.AreEqual(HttpStatusCode.Redirect, admitted.StatusCode);
        Assert.Contains("httponly", admitted.Headers.GetValues("Set-Cookie").Single());

        site.Client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Token);
        Assert.AreEqual("PaymentCode workbench", (await site.GetAsync("/openapi/v1.json"))["info"]!["title"]!.ToString());
    }

    [TestMethod]
    [DataRow("http://0.0.0.0:0", null)]
    [DataRow("http://192.168.1.2:5080", null)]
    [DataRow("https://127.0.0.1:5080", null)]
    [DataRow("127.0.0.1:5080", null)]
    [DataRow("http://0.0.0.0:0", "short")]
    [DataRow("http://127.0.0.1:5080/path", null)]
    [DataRow("http://127.0.0.1:99999", null)]
    [DataRow("ftp://127.0.0.1:5080", null)]
    public void It_does_not_start_where_it_would_be_open_to_others(string url, string? token) =>
        Assert.ThrowsExactly<WorkbenchStartException>(() => WorkbenchApp.Create(new WorkbenchOptions { Urls = [url], Token = token }));

    private static async Task<JsonArray> WithdrawAsync(Site site)
    {
        var world = await site.NewWorldAsync(11);
        async Task StepAsync(int ms) => await site.SendAsync(HttpMethod.Post, world + "/clock/step", new { ms });
        await site.SendAsync(HttpMethod.Post, world + "/customer/login");
        var state = await site.SendAsync(HttpMethod.Post, world + "/customer/reservations", new { amount = "250.00" });
        var reference = state["customer"]!["reservations"]![0]!["reference"]!.ToString();
        await site.SendAsync(HttpMethod.Post, $"{world}/customer/reservations/{reference}/code");
        await StepAsync(3000);
        await site.SendAsync(HttpMethod.Post, world + "/token/button", new { action = "press" });
        await StepAsync(3000);
        await site.SendAsync(HttpMethod.Put, world + "/camera", new { subject = "token", rotation = 3 });
        var who = (await site.GetAsync(world))["customer"]!;
        string[] Keys(string digits) => [.. digits.TrimStart('+').Select(digit => digit.ToString()), "enter"];
        await site.SendAsync(HttpMethod.Post, world + "/atm/keys", new { keys = Keys(who["phone"]!.ToString()) });
        await site.SendAsync(HttpMethod.Post, world + "/atm/keys", new { keys = Keys(who["pickupPin"]!.ToString()) });
        await StepAsync(5000);
        state = await site.SendAsync(HttpMethod.Post, world + "/atm/notes/take");
        Assert.AreEqual("paid", state["atm"]!["result"]!["outcome"]!.ToString());
        Assert.AreEqual("4750.00", state["customer"]!["balance"]!.ToString());
        return (await site.GetAsync(world + "/events"))["events"]!.AsArray();
    }
}
