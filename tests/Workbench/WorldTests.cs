using System.Text.Json;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public class WorldTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [TestMethod]
    public async Task A_withdrawal_goes_from_the_log_in_to_the_notes()
    {
        await using var world = await World.CreateAsync(Id, 7, isRunning: false);
        await Story.TellAsync(world, "withdrawal");

        var state = await world.DoAsync(parts => StateView.Of(world, parts));
        Assert.AreEqual("dispensed", state.Customer.Reservations[0].State);
        Assert.AreEqual("4700.00", state.Customer.Balance);
        Assert.AreEqual("4700.00", state.Customer.Available);
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task The_same_story_with_the_same_seed_gives_the_same_events_byte_for_byte()
    {
        var first = await RecordAsync(41);
        var second = await RecordAsync(41);

        Assert.IsGreaterThan(100, first.Length);
        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            Assert.AreEqual(first[i], second[i]);
        }

        Assert.HasCount(first.Length, second);
    }

    [TestMethod]
    public async Task Another_seed_gives_other_people_and_other_bytes()
    {
        var first = await RecordAsync(41);
        var second = await RecordAsync(42);

        Assert.IsFalse(first.SequenceEqual(second));
    }

    // Every event with all its bytes, as lines of JSON.
    private static async Task<string[]> RecordAsync(int seed)
    {
        await using var world = await World.CreateAsync(Id, seed, isRunning: false);
        await Story.TellAsync(world, "withdrawal");
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
        return await world.DoAsync(parts => parts.Log.After(0, EventLog.Capacity)
            .Select(one => JsonSerializer.Serialize(one) + Convert.ToHexString(parts.Log.BytesOf(one) ?? [])).ToArray());
    }
}
