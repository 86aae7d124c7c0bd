using System.Text.Json.Nodes;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Tests;

/// <summary>Payment codes by REST: the customer's key, token and phone, and the till's camera.</summary>
[TestClass]
public class PaymentCodeTests
{
    // For what is refused and changes nothing.
    private static Site _site = null!;
    private static string _world = "";

    [ClassInitialize]
    public static async Task OpenAsync(TestContext _)
    {
        _site = await Site.OpenAsync(maxWorlds: 8);
        _world = await _site.NewWorldAsync();
    }

    [ClassCleanup]
    public static async Task CloseAsync() => await _site.DisposeAsync();

    [TestMethod]
    public async Task A_payment_code_goes_from_the_registration_to_the_till_and_repeats_itself_byte_for_byte()
    {
        var first = await PayByTokenAsync();
        var second = await PayByTokenAsync();

        Assert.IsGreaterThan(40, first.Length);
        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            Assert.AreEqual(first[i], second[i]);
        }

        Assert.HasCount(first.Length, second);
    }

    [TestMethod]
    public async Task The_story_is_told_step_by_step_to_its_end_twice()
    {
        await using var world = await World.CreateAsync("5123456789abcdef0123456789abcdef", 23, isRunning: false);
        await Story.TellAsync(world, "paymentcode");
        await Story.TellAsync(world, "paymentcode");

        var state = await world.DoAsync(parts => StateView.Of(world, parts));
        Assert.HasCount(2, state.Customer.Payments);
        Assert.IsFalse(
            await world.DoAsync(parts => parts.Log.After(0, EventLog.Capacity).Any(one => one.Detail.Contains("code-used", StringComparison.Ordinal))), "a code that was paid with was shown again");
        Assert.AreEqual(("4944.00", "4944.00"), (state.Customer.Balance, state.Customer.Available));
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task A_code_of_the_phone_is_paid_once_and_then_refused()
    {
        var world = await NewWorldWithPhoneAsync();
        var shown = await PostAsync(world, "/phone/code");
        var again = await PostAsync(world, "/phone/code");
        Assert.AreEqual(49, (int)shown["phone"]!["codes"]!);
        Assert.AreEqual(shown["phone"]!.ToJsonString(), again["phone"]!.ToJsonString(), "a code that is good stays");

        var paid = await ScanAsync(world, "phone", "12.50");
        Assert.AreEqual("approved", paid["shop"]!["scan"]!["outcome"]!.ToString());
        Assert.AreEqual("4987.50", paid["customer"]!["balance"]!.ToString());
        Assert.AreEqual("""["12.50","Tea House","approved"]""", new JsonArray(
            [.. new[] { "amount", "merchant", "state" }.Select(name => paid["customer"]!["payments"]![0]![name]!.DeepClone())]).ToJsonString());

        var refused = await ScanAsync(world, "phone", "12.50");
        Assert.AreEqual(("refused", "code-used"), OutcomeOf(refused));
        Assert.AreEqual("4987.50", refused["customer"]!["balance"]!.ToString());

        var next = await PostAsync(world, "/phone/code");
        Assert.AreEqual(48, (int)next["phone"]!["codes"]!, "a code that was scanned makes room for the next");
        Assert.AreEqual("approved", (await ScanAsync(world, "phone", "1.00"))["shop"]!["scan"]!["outcome"]!.ToString());
        Assert.AreEqual(3, (int)(await _site.GetAsync(world))["shop"]!["shots"]!);
    }

    [TestMethod]
    public async Task A_code_goes_out_when_its_time_is_over()
    {
        var world = await NewWorldWithPhoneAsync();
        await PostAsync(world, "/phone/code");
        var lit = await _site.Client.GetByteArrayAsync(world + "/phone/display.png");
        await _site.StepAsync(world, 60_000);
        Assert.IsNull((await _site.GetAsync(world))["phone"]!["code"]);
        CollectionAssert.AreNotEqual(lit, await _site.Client.GetByteArrayAsync(world + "/phone/display.png"));
        Assert.AreEqual(("refused", "no-symbol"), OutcomeOf(await ScanAsync(world, "phone", "5.00")));
    }

    [TestMethod]
    public async Task A_revoked_key_pays_nothing_any_more()
    {
        var world = await NewWorldWithPhoneAsync();
        await PostAsync(world, "/phone/code");
        Assert.IsNull((await _site.SendAsync(HttpMethod.Delete, world + "/customer/payment-key"))["customer"]!["paymentKey"]);

        var state = await ScanAsync(world, "phone", "5.00");
        Assert.AreEqual("refused", OutcomeOf(state).Outcome);
        Assert.AreEqual("5000.00", state["customer"]!["balance"]!.ToString());
    }

    [TestMethod]
    public async Task The_till_waits_for_a_bank_that_is_not_reached_and_says_so()
    {
        var world = await NewWorldWithPhoneAsync();
        await PostAsync(world, "/phone/code");
        await _site.SendAsync(HttpMethod.Put, world + "/bank/power", new { on = false });
        var waiting = await ScanAsync(world, "phone", "5.00");
        Assert.IsNull(waiting["shop"]!["scan"]);
        Assert.AreEqual((409, "wrong-screen"), await _site.RefusedAsync(HttpMethod.Post, world + "/shop/scan", """{"amount":"5.00","subject":"phone"}"""));
        Assert.AreEqual("unreachable", OutcomeOf(await _site.StepAsync(world, 20_000)).Outcome);

        await _site.SendAsync(HttpMethod.Put, world + "/bank/power", new { on = true });
        Assert.AreEqual(("approved", ""), OutcomeOf(await ScanAsync(world, "phone", "5.00")));
    }

    [TestMethod]
    public async Task Where_nothing_is_shown_nothing_is_paid()
    {
        var world = await _site.NewWorldAsync();
        Assert.AreEqual((404, "not-found"), await _site.RefusedAsync(HttpMethod.Get, world + "/shop/shot.png"));
        Assert.AreEqual(("refused", "no-symbol"), OutcomeOf(await ScanAsync(world, "token", "5.00")));
        Assert.AreEqual(("refused", "no-symbol"), OutcomeOf(await ScanAsync(world, "phone", "5.00")));
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, (await _site.Client.GetByteArrayAsync(world + "/shop/shot.png"))[..4]);
    }

    [TestMethod]
    public async Task A_code_released_to_the_phone_is_paid_at_the_ATM_from_its_screen()
    {
        var world = await _site.NewWorldAsync(31);
        await PostAsync(world, "/customer/login");
        var state = await PostAsync(world, "/customer/reservations", new { amount = "100.00", holder = "phone" });
        await PostAsync(world, $"/customer/reservations/{state["customer"]!["reservations"]![0]!["reference"]}/code");
        await _site.StepAsync(world, 3000);
        await PostAsync(world, "/token/button", new { action = "press" });
        await _site.StepAsync(world, 5000);
        await _site.SendAsync(HttpMethod.Put, world + "/camera", new { subject = "phone" });
        var who = (await _site.GetAsync(world))["customer"]!;
        await PostAsync(world, "/atm/keys", new { keys = Keys(who["phone"]!.ToString()) });
        await PostAsync(world, "/atm/keys", new { keys = Keys(who["pickupPin"]!.ToString()) });
        await _site.StepAsync(world, 5000);
        state = await PostAsync(world, "/atm/notes/take");

        Assert.AreEqual("paid", state["atm"]!["result"]!["outcome"]!.ToString());
        Assert.AreEqual("4900.00", state["customer"]!["balance"]!.ToString());
    }

    [TestMethod]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"5\",\"subject\":\"token\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"-5.00\",\"subject\":\"token\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"５.00\",\"subject\":\"token\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"12345678901.00\",\"subject\":\"token\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"5.00\",\"subject\":\"cat\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":5.00,\"subject\":\"token\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"5.00\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", "{\"amount\":\"5.00\",\"subject\":\"token\",\"tip\":\"1.00\"}", 400, "malformed")]
    [DataRow("POST", "/shop/scan", null, 400, "malformed")]
    [DataRow("GET", "/shop/scan", null, 405, "not-found")]
    [DataRow("POST", "/phone/code", null, 409, "no-codes")]
    [DataRow("POST", "/customer/payment-key", null, 401, "not-authenticated")]
    [DataRow("DELETE", "/customer/payment-key", null, 401, "not-authenticated")]
    [DataRow("POST", "/customer/payment-key/token", null, 401, "not-authenticated")]
    [DataRow("POST", "/customer/payment-key/phone", null, 401, "not-authenticated")]
    [DataRow("POST", "/stories/paymentcode/do", null, 404, "not-found")]
    public async Task What_cannot_be_done_is_a_problem_with_a_name(string method, string path, string? json, int status, string name)
    {
        Assert.AreEqual((status, name), await _site.RefusedAsync(new HttpMethod(method), _world + path, json));
    }

    // The whole story by the devices' own requests; the world notices each step.
    private static async Task<string[]> PayByTokenAsync()
    {
        var world = await _site.NewWorldAsync(11);
        await PostAsync(world, "/stories/paymentcode");
        await PostAsync(world, "/customer/login");
        await PostAsync(world, "/customer/payment-key");
        Assert.AreEqual((409, "clock-stands"), await _site.RefusedAsync(HttpMethod.Post, world + "/customer/payment-key/token"), "the token's answer takes time");
        await _site.StepAsync(world, 1000);
        var state = await _site.SendAsync(HttpMethod.Put, world + "/token/usb", new { plugged = false });
        Assert.AreEqual("""{"keyVersion":1,"onToken":true,"onPhone":false}""", state["customer"]!["paymentKey"]!.ToJsonString());
        await PostAsync(world, "/token/button", new { action = "press" });
        await _site.StepAsync(world, 2000);
        state = await ScanAsync(world, "token", "28.00");
        Assert.AreEqual(("approved", ""), OutcomeOf(state));
        Assert.AreEqual("4972.00", state["customer"]!["balance"]!.ToString());
        Assert.IsTrue((bool)state["story"]!["done"]!, state["story"]!.ToJsonString());
        var events = await _site.RecordAsync(world);
        await _site.Client.DeleteAsync(world);
        return events;
    }

    private static async Task<string> NewWorldWithPhoneAsync()
    {
        var world = await _site.NewWorldAsync();
        await PostAsync(world, "/customer/login");
        await PostAsync(world, "/customer/payment-key");
        var state = await PostAsync(world, "/customer/payment-key/phone");
        Assert.AreEqual("""{"codes":50,"code":null}""", state["phone"]!.ToJsonString());
        Assert.AreEqual("""{"keyVersion":1,"onToken":false,"onPhone":true}""", state["customer"]!["paymentKey"]!.ToJsonString());
        return world;
    }

    private static async Task<JsonNode> ScanAsync(string world, string subject, string amount)
    {
        await PostAsync(world, "/shop/scan", new { amount, subject });
        return await _site.StepAsync(world, 100);
    }

    private static Task<JsonNode> PostAsync(string world, string path, object? body = null) => _site.SendAsync(HttpMethod.Post, world + path, body);

    private static (string Outcome, string Reason) OutcomeOf(JsonNode state) =>
        (state["shop"]!["scan"]!["outcome"]!.ToString(), state["shop"]!["scan"]!["reason"]!.ToString());

    private static string[] Keys(string digits) => [.. digits.TrimStart('+').Select(digit => digit.ToString()), "enter"];
}
