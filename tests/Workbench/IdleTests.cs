using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using PaymentCode.Workbench.Engine;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public class IdleTests
{
    private const int MinuteMs = 60_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [TestMethod]
    public async Task A_world_that_nobody_asks_for_is_freed_and_one_with_a_listener_stays()
    {
        var time = new WorldTime(DateTimeOffset.UnixEpoch, static () => { });
        await using var site = await Site.OpenAsync(time: time);
        var (left, listened, used) = (await site.NewWorldAsync(1), await site.NewWorldAsync(2), await site.NewWorldAsync(3));
        using (var stream = new StreamReader(await site.Client.GetStreamAsync(listened + "/events/stream")))
        {
            await stream.ReadLineAsync();
            time.MoveTo(10 * MinuteMs);
            await site.GetAsync(used);
            Assert.AreEqual(3, site.Worlds.Count);

            time.MoveTo(16 * MinuteMs);
            await UntilAsync(() => site.Worlds.Count == 2);
            Assert.AreEqual((404, "not-found"), await site.RefusedAsync(HttpMethod.Get, left));
            await site.GetAsync(used);
        }

        // What was asked for last counts, for a listener the moment when he left.
        var world = site.Worlds.Find(listened.Split('/')[^1])!;
        await UntilAsync(() => world.Listeners == 0);
        time.MoveTo(30 * MinuteMs);
        Assert.AreEqual(2, site.Worlds.Count);
        time.MoveTo(32 * MinuteMs);
        await UntilAsync(() => site.Worlds.Count == 0);
    }

    [TestMethod]
    public async Task A_freed_world_leaves_nothing_behind()
    {
        await using var site = await Site.OpenAsync();
        var world = await LiveAndGoAsync(site);

        await UntilAsync(() =>
        {
            GC.Collect();
            return !world.TryGetTarget(out _);
        });
    }

    // Nothing of this method may hold on to the world once it has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<WorldParts>> LiveAndGoAsync(Site site)
    {
        var path = await site.NewWorldAsync();
        await site.SendAsync(HttpMethod.Post, path + "/customer/login");
        await site.SendAsync(HttpMethod.Put, path + "/camera", new { subject = "token" });
        await site.Client.GetByteArrayAsync(path + "/camera/live.png");
        await site.StepAsync(path, 5000);
        var parts = await site.Worlds.Find(path.Split('/')[^1])!.DoAsync(parts => new WeakReference<WorldParts>(parts));
        Assert.AreEqual(HttpStatusCode.NoContent, (await site.Client.DeleteAsync(path)).StatusCode);
        return parts;
    }

    private static async Task UntilAsync(Func<bool> isReached)
    {
        for (var clock = Stopwatch.StartNew(); !isReached(); await Task.Delay(20))
        {
            Assert.IsTrue(clock.Elapsed < Deadline, "it did not come to that in time");
        }
    }
}
