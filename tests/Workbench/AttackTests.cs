using PaymentCode.Workbench.Attacks;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Tests;

[TestClass]
public class AttackTests
{
    private const string Id = "fedcba9876543210fedcba9876543210";

    [TestMethod]
    public async Task A_picture_that_was_paid_for_is_refused_the_second_time()
    {
        await using var world = await World.CreateAsync(Id, 3, isRunning: false);
        await Story.TellAsync(world, "withdrawal");
        Assert.IsNull(await AttackAsync(world, "replay-picture"));
        await world.StepAsync(10_000);

        var last = await LastAsync(world);
        Assert.AreEqual("refused", last.Outcome);
        Assert.AreEqual("bank", last.By);
        Assert.Contains("session-refused", last.Reason);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task An_old_picture_is_refused_while_another_reservation_waits()
    {
        await using var world = await World.CreateAsync(Id, 3, isRunning: false);
        await Story.TellAsync(world, "withdrawal");
        await Story.BeginAsync(world, "withdrawal", until: "type");
        Assert.IsNull(await AttackAsync(world, "replay-picture"));
        await world.StepAsync(20_000);

        var last = await LastAsync(world);
        Assert.AreEqual("refused", last.Outcome);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task Another_ATM_is_refused_without_the_PIN()
    {
        await using var world = await World.CreateAsync(Id, 4, isRunning: false);
        await Story.BeginAsync(world, "withdrawal", until: "hold");
        Assert.IsNull(await AttackAsync(world, "other-atm"));

        var last = await LastAsync(world);
        Assert.AreEqual(("refused", "bank"), (last.Outcome, last.By));
        Assert.Contains("session-refused", last.Reason);

        // The customer is none the worse for it.
        await Story.GoOnAsync(world, null);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task A_forged_terminal_is_refused_for_its_key()
    {
        await using var world = await World.CreateAsync(Id, 4, isRunning: false);
        await Story.BeginAsync(world, "withdrawal", until: "hold");
        Assert.IsNull(await AttackAsync(world, "forged-terminal"));

        var last = await LastAsync(world);
        Assert.AreEqual(("refused", "bank"), (last.Outcome, last.By));
        Assert.StartsWith("401 urn:paymentcode:not-authenticated", last.Reason);
    }

    [TestMethod]
    public async Task A_changed_command_is_refused_by_the_token_and_asked_again_afterwards()
    {
        await using var world = await World.CreateAsync(Id, 5, isRunning: false);
        await Story.BeginAsync(world, "withdrawal", until: "ask");
        Assert.IsNull(await AttackAsync(world, "change-amount"));
        await world.DoAsync(parts => parts.Story.TryDoAsync());
        await world.StepAsync(3000);

        var last = await LastAsync(world);
        Assert.AreEqual(("refused", "token"), (last.Outcome, last.By));
        Assert.StartsWith("6982", last.Reason);
        Assert.AreEqual("asked", await world.DoAsync(parts => parts.Customer.Open?.State));

        Assert.IsNull(await world.DoAsync(parts => parts.Attacks.End("change-amount")));
        await Story.GoOnAsync(world, null);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task A_plug_pulled_in_the_middle_of_the_question_costs_a_repetition()
    {
        await using var world = await World.CreateAsync(Id, 6, isRunning: false);
        await Story.BeginAsync(world, "withdrawal", until: "ask");
        Assert.IsNull(await AttackAsync(world, "unplug"));
        await world.DoAsync(parts => parts.Story.TryDoAsync());
        await world.StepAsync(2000);
        Assert.IsFalse(await world.DoAsync(parts => parts.Token.Usb.IsPlugged));

        await Story.GoOnAsync(world, null);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
        var last = await LastAsync(world);
        Assert.AreEqual(("refused", "bridge"), (last.Outcome, last.By));
        Assert.StartsWith("FAILED", last.Reason);
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task An_ATM_that_does_not_reach_the_bank_pays_nothing()
    {
        await using var world = await World.CreateAsync(Id, 7, isRunning: false);
        await Story.BeginAsync(world, "withdrawal", until: "type");
        Assert.IsNull(await AttackAsync(world, "stop-bank"));
        await world.DoAsync(parts => parts.Story.TryDoAsync());
        await world.StepAsync(60_000);

        Assert.AreEqual("unreachable", await world.DoAsync(parts => parts.Atm.Result?.Outcome));
        Assert.AreEqual("not-reached", await world.DoAsync(parts => parts.Atm.Result?.Reason));
        Assert.IsNull(await world.DoAsync(parts => parts.Atm.Tray));
        var last = await LastAsync(world);
        Assert.AreEqual(("refused", "atm"), (last.Outcome, last.By));
        Assert.StartsWith("not reached", last.Reason);

        Assert.IsNull(await world.DoAsync(parts => parts.Attacks.End("stop-bank")));
        await Story.GoOnAsync(world, null);
        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
    }

    [TestMethod]
    public async Task A_noisy_line_ends_in_the_right_code_all_the_same()
    {
        await using var world = await World.CreateAsync(Id, 8, isRunning: false);
        Assert.IsNull(await AttackAsync(world, "noisy-line"));
        await Story.TellAsync(world, "withdrawal");

        Assert.AreEqual("4700.00", await world.DoAsync(parts => parts.Customer.Balance));
        Assert.IsTrue(await world.DoAsync(parts => parts.Log.After(0, EventLog.Capacity, new HashSet<string> { EventKind.Serial }).Any(one => one.Name == "NOISE")));
        Assert.AreEqual("refused", (await LastAsync(world)).Outcome);
        Assert.AreEqual(0, world.Strays, "something of the world ran on another thread");
    }

    [TestMethod]
    public async Task What_lasts_is_on_until_it_is_ended()
    {
        await using var world = await World.CreateAsync(Id, 9, isRunning: false);
        Assert.IsNull(await AttackAsync(world, "noisy-line"));
        Assert.AreEqual("It is on.", await AttackAsync(world, "noisy-line"));
        CollectionAssert.AreEqual(new[] { "noisy-line" }, (await world.DoAsync(parts => parts.Attacks.Active)).ToArray());
        Assert.IsNull(await world.DoAsync(parts => parts.Attacks.End("noisy-line")));
        Assert.IsEmpty(await world.DoAsync(parts => parts.Attacks.Active));
    }

    private static Task<string?> AttackAsync(World world, string id) => world.DoAsync(parts => parts.Attacks.BeginAsync(id));

    private static async Task<AttackEnd> LastAsync(World world) => (await world.DoAsync(parts => parts.Attacks.Last))!;
}
