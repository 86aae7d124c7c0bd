using System.Text.Json.Nodes;

namespace PaymentCode.Workbench.Tests;

/// <summary>The shop's counter by REST alone.</summary>
[TestClass]
public class ShopRestTests
{
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
    [DataRow("POST", "/terminal/keys", "{\"keys\":[]}", 400, "malformed")]
    [DataRow("POST", "/terminal/keys", "{\"keys\":[\"enter\"]}", 400, "malformed")]
    [DataRow("POST", "/terminal/keys", "{\"keys\":null}", 400, "malformed")]
    [DataRow("POST", "/terminal/keys", "{\"keys\":[null]}", 400, "malformed")]
    [DataRow("POST", "/terminal/keys", "{\"key\":\"1\"}", 400, "malformed")]
    [DataRow("PUT", "/terminal/field", "{\"things\":[\"cat\"]}", 400, "malformed")]
    [DataRow("PUT", "/terminal/field", "{\"things\":[\"card\",\"card\"]}", 400, "malformed")]
    [DataRow("PUT", "/terminal/field", "{\"things\":null}", 400, "malformed")]
    [DataRow("PUT", "/terminal/power", "{}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":\"0.00\"}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":\"-1.00\"}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":\"1.001\"}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":\"10000000000\"}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":\"1e3\"}", 400, "malformed")]
    [DataRow("POST", "/shop/amount", "{\"amount\":12}", 400, "malformed")]
    [DataRow("POST", "/stories/purchase/do", null, 404, "not-found")]
    public async Task What_cannot_be_done_at_the_counter_is_a_problem_with_a_name(string method, string path, string? json, int status, string name) =>
        Assert.AreEqual((status, name), await _site.RefusedAsync(new HttpMethod(method), _world + path, json));

    [TestMethod]
    public async Task More_keys_than_a_person_would_press_have_to_wait()
    {
        var world = await _site.NewWorldAsync(31);
        var keys = $"{{\"keys\":[{string.Join(',', Enumerable.Repeat("\"1\"", 32))}]}}";
        for (var i = 0; i < 2; i++)
        {
            await _site.SendAsync(HttpMethod.Post, world + "/terminal/keys", new { keys = Enumerable.Repeat("1", 32) });
        }

        Assert.AreEqual((409, "keys-waiting"), await _site.RefusedAsync(HttpMethod.Post, world + "/terminal/keys", keys));
        Assert.AreEqual((400, "malformed"), await _site.RefusedAsync(HttpMethod.Post, world + "/terminal/keys", keys.Replace("[", "[\"1\",")));
        await _site.SendAsync(HttpMethod.Delete, world + "/stories");
    }

    [TestMethod]
    public async Task A_purchase_is_told_by_its_devices_and_a_transfer_step_by_step()
    {
        var world = await _site.NewWorldAsync(32);
        await _site.SendAsync(HttpMethod.Post, world + "/stories/purchase");
        var who = (await _site.GetAsync(world))["customer"]!;
        await _site.SendAsync(HttpMethod.Post, world + "/shop/amount", new { amount = "1280.00" });
        var state = await UntilAsync(world, "tap");
        Assert.AreEqual("present", state["terminal"]!["screen"]!.ToString());
        await _site.SendAsync(HttpMethod.Put, world + "/terminal/field", new { things = new[] { "token" } });
        state = await UntilAsync(world, "confirm");
        Assert.AreEqual("token", state["terminal"]!["field"]![0]!.ToString());
        await _site.SendAsync(HttpMethod.Put, world + "/terminal/field", new { things = Array.Empty<string>() });
        await _site.SendAsync(HttpMethod.Post, world + "/token/button", new { action = "press" });
        await UntilAsync(world, "tap-again");
        await _site.SendAsync(HttpMethod.Put, world + "/terminal/field", new { things = new[] { "token" } });
        await UntilAsync(world, "password");
        await _site.SendAsync(HttpMethod.Post, world + "/terminal/keys", new { keys = who["paymentPassword"]!.ToString().Select(digit => digit.ToString()).Append("ok") });
        state = await UntilAsync(world, null);
        Assert.IsTrue(state["story"]!["done"]!.GetValue<bool>());
        Assert.AreEqual("completed", state["shop"]!["order"]!["state"]!.ToString());
        Assert.AreEqual("3720.00", state["customer"]!["balance"]!.ToString());

        await _site.SendAsync(HttpMethod.Post, world + "/stories/transfer");
        Assert.AreEqual((409, "step-waiting"), await _site.RefusedAsync(HttpMethod.Post, world + "/stories/transfer/do"));
        foreach (var step in (string[])["order", "card", "secret", "check", "confirm"])
        {
            await UntilAsync(world, step);
            await _site.SendAsync(HttpMethod.Post, world + "/stories/transfer/do");
        }

        state = await UntilAsync(world, null);
        Assert.AreEqual("transfer", state["customer"]!["orders"]![0]!["kind"]!.ToString());
        Assert.AreEqual("3470.00", state["customer"]!["balance"]!.ToString());

        var png = await _site.Client.GetByteArrayAsync(world + "/terminal/display.png");
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, png[..4]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 240, 0, 0, 1, 64 }, png[16..24]);
        var air = (await _site.GetAsync(world + "/events?kind=nfc&limit=500"))["events"]!.AsArray();
        var processing = air.Single(one => one!["name"]!.ToString() == "GET PROCESSING OPTIONS")!;
        Assert.AreEqual("card", processing["to"]!.ToString());
        Assert.AreEqual(processing["bytes"]!.ToString(), Convert.ToHexString(await _site.Client.GetByteArrayAsync($"{world}/events/{processing["seq"]}/bytes")));
    }

    [TestMethod]
    public async Task The_terminals_refusal_of_an_amount_is_the_tills()
    {
        var world = await _site.NewWorldAsync(33);
        await _site.SendAsync(HttpMethod.Put, world + "/clock", new { pace = "running" });
        await _site.SendAsync(HttpMethod.Post, world + "/shop/amount", new { amount = "25.8" });
        Assert.AreEqual((409, "terminal-refused"), await _site.RefusedAsync(HttpMethod.Post, world + "/shop/amount", "{\"amount\":\"25.80\"}"));
        await _site.SendAsync(HttpMethod.Put, world + "/clock", new { pace = "paused" });
        await _site.SendAsync(HttpMethod.Put, world + "/terminal/power", new { on = false });
        await _site.SendAsync(HttpMethod.Post, world + "/clock/step", new { ms = 30_000 });
        await _site.SendAsync(HttpMethod.Put, world + "/clock", new { pace = "running" });
        Assert.AreEqual((502, "terminal-not-reached"), await _site.RefusedAsync(HttpMethod.Post, world + "/shop/amount", "{\"amount\":\"25.80\"}"));
    }

    // Lets time pass until that step is next and need not wait; null for the end.
    private static async Task<JsonNode> UntilAsync(string world, string? step)
    {
        for (var i = 0; i < 400; i++)
        {
            var state = await _site.SendAsync(HttpMethod.Post, world + "/clock/step", new { ms = 200 });
            var next = state["story"]!["next"];
            if (next?["id"]!.ToString() == step && next?["waiting"]!.GetValue<bool>() != true)
            {
                return state;
            }
        }

        throw new AssertFailedException($"The step {step} does not come: {await _site.GetAsync(world)}");
    }
}
