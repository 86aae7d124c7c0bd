using PaymentCode.Bridge.Link;
using PaymentCode.Core.Link;

namespace PaymentCode.Bridge.Tests.Link;

[TestClass]
public sealed class SerialLinkHostTests
{
    static readonly byte[] Select = Convert.FromHexString("00A4040009F0504159434F444501");

    readonly ImpatientTime _time = new(longest: TimeSpan.FromSeconds(1));
    readonly List<string> _executed = [];
    FakeLine _line = null!;

    [TestInitialize]
    public void PlugIn() => _line = new FakeLine(NewBoard());

    [TestMethod]
    public async Task Reset_and_command_are_these_bytes()
    {
        await using SerialLinkHost link = new(_line, _time, new FixedRandom());
        await link.ResetAsync(default);
        await link.TransceiveAsync([0x80, 0xCA, 0x7E, 0x7D], default);
        Assert.AreEqual("7E00017D5E7D5D001163767E", Convert.ToHexString(_line.Writes[0]));
        Assert.AreEqual("7E0180CA7D5E7D5D0B527E", Convert.ToHexString(_line.Writes[1]));
        Assert.AreEqual(2, _line.Writes.Count);
    }

    [TestMethod]
    public async Task A_board_says_how_long_a_command_it_takes()
    {
        await using SerialLinkHost link = await ConnectAsync();
        Assert.AreEqual(1024, link.MaxApduLength);
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(new byte[1025], default));
        Assert.AreEqual(LinkFailure.TooLong, failure.Failure);
        CollectionAssert.AreEqual(Answer(Select), await link.TransceiveAsync(Select, default), "a refused command must not end the link");
    }

    [TestMethod]
    public async Task Three_hundred_commands_pass_the_turn_of_the_sequence_number()
    {
        await using SerialLinkHost link = await ConnectAsync();
        for (int i = 0; i < 300; i++)
        {
            byte[] command = [0x80, 0x00, (byte)(i >> 8), (byte)i];
            CollectionAssert.AreEqual(Answer(command), await link.TransceiveAsync(command, default));
        }

        Assert.AreEqual(301, _line.Writes.Count);
    }

    [TestMethod]
    public async Task A_lost_command_is_sent_again()
    {
        await using SerialLinkHost link = await ConnectAsync();
        int flags = 0;
        _line.ToBoard = value => flags < 2 ? Swallow(value, ref flags) : [value];
        CollectionAssert.AreEqual(Answer(Select), await link.TransceiveAsync(Select, default));
        Assert.AreEqual(1, _executed.Count);
    }

    [TestMethod]
    public async Task A_lost_answer_is_asked_for_again_and_the_command_executed_once()
    {
        await using SerialLinkHost link = await ConnectAsync();
        int flags = 0;
        _line.FromBoard = value => flags < 4 ? Swallow(value, ref flags) : [value];
        CollectionAssert.AreEqual(Answer(Select), await link.TransceiveAsync(Select, default));
        Assert.AreEqual(1, _executed.Count);
        Assert.AreEqual(1 + 3, _line.Writes.Count);
    }

    [TestMethod]
    public async Task Silence_is_a_lost_link_after_five_repetitions_one_second_apart()
    {
        await using SerialLinkHost link = await ConnectAsync();
        _line.ToBoard = _ => [];
        DateTimeOffset before = _time.GetUtcNow();
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        Assert.AreEqual(LinkFailure.Lost, failure.Failure);
        Assert.AreEqual(1 + 6, _line.Writes.Count);
        Assert.IsTrue(_time.GetUtcNow() - before >= TimeSpan.FromSeconds(6));
        Assert.IsTrue(_line.Writes.Skip(2).All(frame => frame.AsSpan().SequenceEqual(_line.Writes[1])), "a repetition is the same frame byte for byte");
    }

    [TestMethod]
    public async Task After_a_lost_link_nothing_is_sent_before_a_reset()
    {
        await using SerialLinkHost link = await ConnectAsync();
        _line.ToBoard = _ => [];
        await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        _line.ToBoard = static value => [value];
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        Assert.AreEqual(LinkFailure.NotConnected, failure.Failure);
        await link.ResetAsync(default);
        CollectionAssert.AreEqual(Answer(Select), await link.TransceiveAsync(Select, default));
        Assert.AreEqual(1, _executed.Count);
    }

    [TestMethod]
    public async Task A_board_that_restarted_is_reported_and_its_command_is_not_sent_again()
    {
        await using SerialLinkHost link = await ConnectAsync();
        await link.TransceiveAsync(Select, default);
        _line.Board = NewBoard();
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync([0x84, 0xAE, 0x00, 0x00], default));
        Assert.AreEqual(LinkFailure.Reset, failure.Failure);
        Assert.AreEqual(1, _executed.Count);
        Assert.AreEqual(3, _line.Writes.Count);
    }

    [TestMethod]
    public async Task A_board_that_restarted_after_executing_does_not_execute_again()
    {
        await using SerialLinkHost link = await ConnectAsync();
        _line.FromBoard = _ =>
        {
            _line.Board = NewBoard();
            return [];
        };
        Task<byte[]> command = link.TransceiveAsync(Select, default);
        _line.FromBoard = static value => [value];
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => command);
        Assert.AreEqual(LinkFailure.Reset, failure.Failure);
        Assert.AreEqual(1, _executed.Count);
    }

    [TestMethod]
    public async Task Answers_to_nothing_are_ignored()
    {
        await using SerialLinkHost link = await ConnectAsync();
        byte[] forged = [0x69, 0x85];
        for (int sequence = 0x80; sequence <= 0xFF; sequence++)
        {
            _line.Send(FrameEncoder.Encode((byte)sequence, forged, 0, forged.Length));
        }

        _line.Send(FrameEncoder.Encode(0x01, forged, 0, forged.Length));
        CollectionAssert.AreEqual(Answer(Select), await link.TransceiveAsync(Select, default));
    }

    [TestMethod]
    public async Task A_reset_done_with_another_id_is_not_an_answer()
    {
        byte[] wrongId = [LinkControl.ResetDone, 1, 2, 3, 4, 4, 0];
        FakeLine line = new(_ => null);
        SerialLinkHost link = new(line, _time, new FixedRandom());
        line.Board = _ => FrameEncoder.Encode(LinkControl.FromBoard, wrongId, 0, wrongId.Length);
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.ResetAsync(default));
        Assert.AreEqual(LinkFailure.Lost, failure.Failure);
        await link.DisposeAsync();
    }

    [TestMethod]
    public async Task An_unplugged_line_is_a_lost_link_and_no_waiting()
    {
        await using SerialLinkHost link = await ConnectAsync();
        _line.Unplug();
        await link.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        Assert.AreEqual(LinkFailure.Lost, failure.Failure);
        Assert.AreEqual(2, _line.Writes.Count, "one attempt is enough to know");
    }

    [TestMethod]
    public async Task A_cancelled_command_leaves_the_link_to_be_reset()
    {
        await using SerialLinkHost link = await ConnectAsync();
        using CancellationTokenSource cancelled = new();
        _line.ToBoard = _ =>
        {
            cancelled.Cancel();
            return [];
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => link.TransceiveAsync(Select, cancelled.Token));
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        Assert.AreEqual(LinkFailure.NotConnected, failure.Failure);
    }

    [TestMethod]
    public async Task A_frame_that_never_ends_is_a_lost_link()
    {
        await using SerialLinkHost link = await ConnectAsync();
        _line.Board = _ => new byte[4096];
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => link.TransceiveAsync(Select, default));
        Assert.AreEqual(LinkFailure.Lost, failure.Failure);
    }

    [TestMethod]
    public async Task A_thousand_exchanges_on_a_bad_cable_execute_nothing_twice_and_answer_nothing_wrong()
    {
        Random faults = new(20260301);
        int failures = 0;
        SerialLinkHost link = new(_line, _time, new Random(7));
        await link.ResetAsync(default);
        _line.ToBoard = value => Spoil(value, faults);
        _line.FromBoard = value => Spoil(value, faults);
        for (int i = 0; i < 1000; i++)
        {
            byte[] command = [0x80, 0x10, (byte)(i >> 8), (byte)i, 3, 0x7E, 0x7D, (byte)i];
            try
            {
                CollectionAssert.AreEqual(Answer(command), await link.TransceiveAsync(command, default));
            }
            catch (LinkException)
            {
                failures++;
                while (!await TryResetAsync(link))
                {
                }
            }
        }

        Assert.AreEqual(_executed.Count, _executed.Distinct().Count(), "a command was executed twice");
        Assert.IsTrue(failures < 100, $"{failures} of 1000 exchanges failed");
        Assert.IsTrue(link.DroppedFrames > 100, "the cable was not bad enough to test anything");
        await link.DisposeAsync();
    }

    static byte[] Answer(byte[] command) => [.. command.Reverse(), 0x90, 0x00];

    static byte[] Spoil(byte value, Random faults) => faults.Next(100) switch
    {
        0 => [],
        1 => [(byte)(value ^ (1 << faults.Next(8)))],
        2 => [value, value],
        _ => [value],
    };

    static byte[] Swallow(byte value, ref int flags)
    {
        flags += value == FrameEncoder.Flag ? 1 : 0;
        return [];
    }

    static async Task<bool> TryResetAsync(SerialLinkHost link)
    {
        try
        {
            await link.ResetAsync(default);
            return true;
        }
        catch (LinkException)
        {
            return false;
        }
    }

    async Task<SerialLinkHost> ConnectAsync()
    {
        SerialLinkHost link = new(_line, _time, new FixedRandom());
        await link.ResetAsync(default);
        return link;
    }

    Func<byte, byte[]?> NewBoard() => new SerialLinkCard(
        (command, length) =>
        {
            _executed.Add(Convert.ToHexString(command, 0, length));
            return Answer(command[..length]);
        },
        () => { }).Receive;
}
