namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class SharedTimeTests
{
    private const long Ms = VirtualClock.NsPerMs;

    [TestMethod]
    public void Steps_that_are_due_happen_while_another_board_waits_inside_its_own()
    {
        List<string> story = [];
        EmulatedBoard waiting = new();
        EmulatedBoard quick = new();
        waiting.Advance(7);
        using SharedTime time = new();
        time.Run(waiting.Clock, () =>
        {
            story.Add($"waits at {waiting.NowMs}");
            waiting.Advance(25);
            story.Add($"has waited at {waiting.NowMs}");
        });
        time.Run(quick.Clock, () =>
        {
            story.Add($"quick at {quick.NowMs}");
            quick.Advance(10);
        });
        time.Advance(30 * Ms);
        string[] expected =
        [
            "waits at 7", "quick at 0", "quick at 10", "quick at 20", "has waited at 32", "waits at 32", "quick at 30",
        ];
        CollectionAssert.AreEqual(expected, story);
        Assert.AreEqual(37, waiting.NowMs);
        Assert.AreEqual(30, quick.NowMs);
    }

    [TestMethod]
    public void Two_boards_that_wait_for_each_other_meet()
    {
        bool asked = false;
        int answers = 0;
        EmulatedBoard asking = new();
        EmulatedBoard answering = new();
        using SharedTime time = new();
        time.Run(asking.Clock, () =>
        {
            asked = true;
            while (asked)
            {
                asking.Advance(1);
            }

            answers++;
        });
        time.Run(answering.Clock, () =>
        {
            while (!asked)
            {
                answering.Advance(1);
            }

            answering.Advance(5);
            asked = false;
        });
        time.Advance(60 * Ms);
        Assert.IsGreaterThanOrEqualTo(8, answers);
    }

    [TestMethod]
    public void A_happening_of_a_joined_clock_comes_at_its_moment_within_another_clocks_advance()
    {
        List<string> story = [];
        VirtualClock driven = new();
        VirtualClock follower = new();
        follower.Advance(3 * Ms);
        using SharedTime time = new();
        time.Join(driven);
        time.Join(follower);
        follower.Schedule(5 * Ms, () => story.Add($"follower at {follower.NowNs}, driven at {driven.NowNs}"));
        driven.Schedule(1 * Ms, () => story.Add($"driven at {driven.NowNs}"));
        driven.Schedule(3 * Ms, () => story.Add($"driven at {driven.NowNs}"));
        driven.Advance(10 * Ms);
        string[] expected = ["driven at 1000000", "follower at 5000000, driven at 2000000", "driven at 3000000"];
        CollectionAssert.AreEqual(expected, story);
        Assert.AreEqual(13 * Ms, follower.NowNs);
        Assert.IsTrue(driven.GoesWith(follower));
        Assert.IsFalse(driven.GoesWith(new VirtualClock()));
    }

    [TestMethod]
    public void What_one_board_schedules_on_anothers_clock_wakes_it_in_time()
    {
        VirtualClock near = new();
        VirtualClock far = new();
        long heardNs = 0;
        using SharedTime time = new();
        time.Run(near, () => near.Advance(100 * Ms));
        time.Run(far, () =>
        {
            far.Advance(4 * Ms);
            near.Schedule(near.NowNs + (2 * Ms), () => heardNs = near.NowNs);
            far.Advance(100 * Ms);
        });
        time.Advance(50 * Ms);
        Assert.AreEqual(6 * Ms, heardNs);
    }

    [TestMethod]
    public void A_failing_board_fails_whoever_lets_the_time_pass_and_leaves_the_others_running()
    {
        int steps = 0;
        VirtualClock bad = new();
        VirtualClock good = new();
        using SharedTime time = new();
        time.Run(bad, () => throw new FormatException("bad board"));
        time.Run(good, () =>
        {
            steps++;
            good.Advance(Ms);
        });
        Assert.AreEqual("bad board", Assert.ThrowsExactly<FormatException>(() => time.Advance(10 * Ms)).Message);
        time.Advance(10 * Ms);
        Assert.AreEqual(21, steps);
    }

    [TestMethod]
    public void A_board_that_is_run_is_not_to_be_advanced_from_outside()
    {
        EmulatedBoard board = new();
        using SharedTime time = new();
        time.Run(board.Clock, () => board.Advance(10));
        time.Advance(5 * Ms);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => board.Advance(1)).Message, "SharedTime");
        Assert.ThrowsExactly<InvalidOperationException>(() => new SharedTime().Join(board.Clock));
    }

    [TestMethod]
    public void Boards_go_on_alone_from_where_they_stood_when_the_shared_time_has_ended()
    {
        EmulatedBoard board = new();
        SharedTime time = new();
        time.Run(board.Clock, () => board.Advance(10));
        time.Advance(25 * Ms);
        time.Dispose();
        Assert.AreEqual(30, board.NowMs);
        board.Advance(5);
        Assert.AreEqual(35, board.NowMs);
        Assert.ThrowsExactly<ObjectDisposedException>(() => time.Advance(1));
    }

    [TestMethod]
    public void A_board_finishes_its_step_alone_when_the_shared_time_ends_in_the_middle_of_it()
    {
        List<string> story = [];
        EmulatedBoard slow = new();
        EmulatedBoard quick = new();
        SharedTime time = new();
        time.Run(slow.Clock, () =>
        {
            slow.Advance(40);
            story.Add($"slow at {slow.NowMs}");
            slow.Advance(40);
            story.Add($"slow at {slow.NowMs}");
        });
        time.Run(quick.Clock, () =>
        {
            quick.Advance(10);
            story.Add($"quick at {quick.NowMs}");
        });
        time.Advance(15 * Ms);
        time.Dispose();
        string[] expected = ["quick at 10", "slow at 40", "slow at 80", "quick at 20"];
        CollectionAssert.AreEqual(expected, story);
        slow.Advance(1);
        Assert.AreEqual(81, slow.NowMs);

        using SharedTime again = new();
        again.Run(slow.Clock, () => slow.Advance(10));
        again.Run(quick.Clock, () => quick.Advance(10));
        again.Advance(20 * Ms);
        Assert.AreEqual(101, slow.NowMs);
        Assert.AreEqual(40, quick.NowMs);
    }

    [TestMethod]
    public void A_happening_that_waits_itself_ends_with_the_shared_time()
    {
        VirtualClock clock = new();
        long endedNs = 0;
        SharedTime time = new();
        time.Run(clock, () => clock.Advance(50 * Ms));
        clock.Schedule(5 * Ms, () =>
        {
            clock.Advance(20 * Ms);
            endedNs = clock.NowNs;
        });
        time.Advance(10 * Ms);
        time.Dispose();
        Assert.AreEqual(25 * Ms, endedNs);
    }
}
