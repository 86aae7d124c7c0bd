using System.Text.Json;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Tests;

/// <summary>The shop's counter in a world whose clock is stopped.</summary>
[TestClass]
public class ShopTests
{
    private const string Id = "00112233445566778899aabbccddeeff";
    private const int StepMs = 100;
    private const int LongestMs = 150_000;

    [TestMethod]
    public async Task Purchase_and_transfer_go_to_their_end_and_repeat_themselves_byte_for_byte()
    {
        var first = await RecordAsync(21);
        var second = await RecordAsync(21);

        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            Assert.AreEqual(first[i], second[i]);
        }

        Assert.HasCount(first.Length, second);
    }

    [TestMethod]
    public async Task What_goes_over_the_air_is_seen_by_name_and_down_to_its_bytes()
    {
        await using var world = await World.CreateAsync(Id, 22, isRunning: false);
        await Story.BeginAsync(world, "purchase", until: "password");
        var air = await AirAsync(world, 0);
        string[] activation = ["REQA", "ATQA", "ANTICOLLISION", "UID", "SELECT CARD", "SAK", "RATS", "ATS"];
        CollectionAssert.AreEqual(activation, air.Take(activation.Length).Select(one => one.Name).ToArray());
        string[] commands = ["SELECT", "GET DATA", "SELECT", "INITIALIZE UPDATE", "EXTERNAL AUTHENTICATE", "PUT DATA (clock)", "GENERATE CODE"];
        CollectionAssert.AreEqual(commands, Apdus(air).Take(commands.Length).ToArray());
        Assert.AreEqual("GET CODE", Apdus(air)[^1]);
        Assert.IsTrue(air.All(one => (one.From, one.To) is ("terminal", "token") or ("token", "terminal")));

        // The code goes as it is, and the bank's question encrypted.
        var code = air[air.FindIndex(one => one.Name == "GET CODE") + 1];
        Assert.AreEqual(48 + 2, code.Length);
        Assert.AreEqual(code.Length, (await world.DoAsync(parts => parts.Log.BytesOf(code)))!.Length);
        StringAssert.Contains(air.Find(one => one.Name == "GENERATE CODE")!.Detail, "SCP03");

        await DoAsync(world, parts => parts.Shop.Terminal.TryType("*"));
        await UntilAsync(world, parts => parts.Shop.Terminal.Screen == "idle");
        var before = await world.DoAsync(parts => parts.Log.Newest);
        await DoAsync(world, parts => parts.Shop.Terminal.TryType("*2100#1234567#"));
        await UntilAsync(world, parts => parts.Shop.Terminal.Screen == "present");
        await DoAsync(world, parts => parts.Shop.Counter.Lay(["phone"]));
        await UntilAsync(world, parts => parts.Log.After(before, EventLog.Capacity).Any(one => one is { Kind: EventKind.Nfc, To: "phone", Name: "READ PAGE 3" }));
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task A_wrong_password_is_refused_and_the_hold_is_free_again()
    {
        await using var world = await World.CreateAsync(Id, 23, isRunning: false);
        await Story.BeginAsync(world, "purchase", until: "password");
        Assert.AreEqual("3720.00", await world.DoAsync(parts => parts.Customer.Available));
        await DoAsync(world, parts => parts.Shop.Terminal.TryType("000000#"));
        await UntilAsync(world, parts => parts.Shop.Terminal.Screen == "verdict");

        var state = await StateAsync(world);
        Assert.AreEqual(("purchase", "refused", "wrong-password"), (state.Shop.Order!.Kind, state.Shop.Order.State, state.Shop.Order.Reason));
        Assert.AreEqual(("wrong-password", null, false), (state.Story!.Failed, state.Story.Next, state.Story.Done));
        Assert.AreEqual(1, state.Bank.Refusals);
        Assert.AreEqual(("5000.00", "5000.00"), (state.Customer.Balance, state.Customer.Available));
        Assert.IsTrue(state.Terminal.RedLed);
        Assert.IsFalse(await world.DoAsync(parts => parts.Log.After(0, EventLog.Capacity).Any(one => one.Name.StartsWith("KEY 0", StringComparison.Ordinal))), "a typed password is on record");
    }

    [TestMethod]
    public async Task A_card_that_is_taken_away_in_the_middle_is_read_when_it_comes_back()
    {
        await using var world = await World.CreateAsync(Id, 24, isRunning: false);
        await Story.BeginAsync(world, "transfer", until: "card");
        await DoAsync(world, parts => parts.Shop.Counter.Lay(["card"]));
        await UntilAsync(world, parts => parts.Log.After(0, EventLog.Capacity, new HashSet<string> { EventKind.Nfc }).Any(one => one.Name == "SELECT"), World.StepMs);
        await DoAsync(world, parts => parts.Shop.Counter.Lay([]));
        await world.StepAsync(2000);
        Assert.AreEqual("begun", await world.DoAsync(parts => parts.Shop.Order!.State));
        Assert.IsEmpty((await StateAsync(world)).Terminal.Field);

        await Story.GoOnAsync(world, null);
        Assert.AreEqual("4750.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task A_terminal_that_loses_its_power_between_the_taps_pays_nothing_and_works_afterwards()
    {
        await using var world = await World.CreateAsync(Id, 25, isRunning: false);
        await Story.BeginAsync(world, "purchase", until: "tap");
        await DoAsync(world, parts => parts.Shop.Counter.Lay(["token"]));
        await UntilAsync(world, parts => parts.Shop.Order!.State == "asked");
        await DoAsync(world, parts => parts.Shop.Counter.PowerTerminal(false));
        await DoAsync(world, parts => parts.Shop.Counter.PowerToken(false));
        await world.StepAsync(3000);
        Assert.AreEqual(("off", "off"), await world.DoAsync(parts => (parts.Shop.Terminal.Screen, parts.Token.Screen)));

        await DoAsync(world, parts => parts.Shop.Counter.PowerTerminal(true));
        await DoAsync(world, parts => parts.Shop.Counter.PowerToken(true));
        await UntilAsync(world, parts => parts.Shop.Terminal.Screen == "idle" && parts.Shop.Order!.State == "cancelled");
        Assert.AreEqual("5000.00", await world.DoAsync(parts => parts.Customer.Available));
        await DoAsync(world, parts => parts.Shop.Counter.Lay([]));

        await Story.TellAsync(world, "purchase");
        Assert.AreEqual("3720.00", await world.DoAsync(parts => parts.Customer.Balance));
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task A_world_that_nobody_uses_says_nothing_although_its_bank_goes_on_asking()
    {
        await using var world = await World.CreateAsync(Id, 26, isRunning: false);
        await world.StepAsync(60_000);
        var newest = await world.DoAsync(parts => parts.Log.Newest);
        await world.StepAsync(60_000);

        Assert.AreEqual(newest, await world.DoAsync(parts => parts.Log.Newest));

        // One that nobody asks is out of service after half a minute.
        Assert.AreEqual("idle", await world.DoAsync(parts => parts.Shop.Terminal.Screen));
    }

    private static async Task<string[]> RecordAsync(int seed)
    {
        await using var world = await World.CreateAsync(Id, seed, isRunning: false);
        await Story.TellAsync(world, "purchase");
        var state = await StateAsync(world);
        Assert.AreEqual(("purchase", "completed", "1280.00"), (state.Shop.Order!.Kind, state.Shop.Order.State, state.Shop.Order.Amount));
        Assert.AreEqual("3720.00", state.Customer.Balance);

        await UntilAsync(world, parts => parts.Shop.Terminal.Screen == "idle");
        await Story.TellAsync(world, "transfer");
        state = await StateAsync(world);
        Assert.AreEqual(("transfer", "completed", "250.00"), (state.Shop.Order!.Kind, state.Shop.Order.State, state.Shop.Order.Amount));
        Assert.AreEqual("3470.00", state.Customer.Balance);
        Assert.HasCount(2, state.Customer.Orders);
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
        return await world.DoAsync(parts => parts.Log.After(0, EventLog.Capacity)
            .Select(one => JsonSerializer.Serialize(one) + Convert.ToHexString(parts.Log.BytesOf(one) ?? [])).ToArray());
    }

    private static async Task<List<WorldEvent>> AirAsync(World world, long after) =>
        [.. await world.DoAsync(parts => parts.Log.After(after, EventLog.Capacity, new HashSet<string> { EventKind.Nfc }))];

    // What has a header is a command APDU.
    private static List<string> Apdus(IEnumerable<WorldEvent> air) => [.. air.Where(one => one.Fields.ContainsKey("header")).Select(one => one.Name)];

    private static Task<StateView> StateAsync(World world) => world.DoAsync(parts => StateView.Of(world, parts));

    private static Task<bool> DoAsync(World world, Action<WorldParts> errand) => world.DoAsync(parts =>
    {
        errand(parts);
        return true;
    });

    private static async Task UntilAsync(World world, Func<WorldParts, bool> reached, int stepMs = StepMs)
    {
        for (var passed = 0; passed < LongestMs; passed += stepMs)
        {
            if (await world.DoAsync(reached))
            {
                return;
            }

            await world.StepAsync(stepMs);
        }

        var state = await StateAsync(world);
        Assert.Fail($"It does not come to that: terminal {state.Terminal.Screen}, order {state.Shop.Order}, token '{string.Join(" | ", state.Token.Text)}'.");
    }
}
