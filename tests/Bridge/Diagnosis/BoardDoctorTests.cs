using System.Text;
using PaymentCode.Boards;
using PaymentCode.Bridge.Diagnosis;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Link;
using PaymentCode.Emulation;

namespace PaymentCode.Bridge.Tests.Diagnosis;

[TestClass]
public sealed class BoardDoctorTests
{
    const int Bus = 1;

    readonly ImpatientTime _time = new(longest: TimeSpan.FromSeconds(1));

    [TestMethod]
    public async Task A_whole_token_has_no_fault()
    {
        BoardFindings findings = await ExamineAsync(new TokenBoard(3));
        Assert.AreEqual(BoardKind.Token, findings.Kind);
        Assert.AreEqual(TokenApplet.LifeCycleBlank, findings.Information!.LifeCycle);
        Assert.AreEqual((4, 4, 0), (findings.Echoes, findings.EchoesReturned, findings.DamagedFrames));
        Assert.AreEqual(SelfTestApplet.Good, findings.Report!.OutcomeOf(SelfTestApplet.Serial));
        Assert.IsFalse(findings.HasFault);
    }

    [TestMethod]
    [DataRow(0x3C, SelfTestApplet.Display, "SSD1306")]
    [DataRow(0x50, SelfTestApplet.Memory, "MB85RC256V")]
    [DataRow(0x68, SelfTestApplet.Clock, "DS3231")]
    public async Task A_missing_part_is_named_with_what_to_do(int address, byte part, string chip)
    {
        TokenBoard board = new(3);
        board.Faults.RemoveI2c(Bus, address);
        BoardFindings findings = await ExamineAsync(board);
        Assert.IsTrue(findings.HasFault);
        Assert.AreEqual(part, findings.Report!.FirstFault);
        (string finding, string advice) = PartAdvice.Of(findings.Kind, findings.Report, part);
        Assert.AreEqual("FAULT", finding);
        StringAssert.StartsWith(advice, chip);
        Assert.AreEqual(part == SelfTestApplet.Memory, findings.Information is null);
    }

    [TestMethod]
    public async Task A_line_that_spoils_bytes_shows_in_the_damaged_frames()
    {
        TokenBoard board = new(3);
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(new BoardLine(board), _time, default);
        board.Serial.FaultsFromBoard = new SerialFaults(2, drop: 0, noise: 0.001, duplicate: 0);
        BoardFindings findings = await doctor.ExamineAsync(default);
        Assert.AreEqual(findings.Echoes, findings.EchoesReturned);
        Assert.IsTrue(findings.DamagedFrames > 0);
    }

    [TestMethod]
    [DataRow("", "nothing answers")]
    [DataRow("ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", "COM1")]
    [DataRow("ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\n", "COM1")]
    [DataRow("NFPKTV1\0\u0001", "COM1")]
    [DataRow("\u00FE\u0080\u0000\u00F8\u00FE", "5 bytes came")]
    public async Task A_line_without_a_board_is_explained_by_what_was_heard(string heard, string explained)
    {
        bool isSaid = false;
        FakeLine line = new(_ =>
        {
            byte[]? answer = isSaid || heard.Length == 0 ? null : Encoding.Latin1.GetBytes(heard);
            isSaid = true;
            return answer;
        });
        NoBoardException failure = await Assert.ThrowsExactlyAsync<NoBoardException>(() => BoardDoctor.ConnectAsync(line, _time, default));
        StringAssert.StartsWith(failure.Message, "fake: ");
        StringAssert.Contains(failure.Message, explained);
    }

    [TestMethod]
    public async Task Joined_wires_are_recognised()
    {
        FakeLine line = new(value => [value]);
        NoBoardException failure = await Assert.ThrowsExactlyAsync<NoBoardException>(() => BoardDoctor.ConnectAsync(line, _time, default));
        StringAssert.Contains(failure.Message, "joined");
    }

    [TestMethod]
    public async Task A_board_of_another_kind_is_refused_by_name()
    {
        SerialLinkCard other = new((_, _) => [0x6A, 0x82], () => { });
        NoBoardException failure = await Assert.ThrowsExactlyAsync<NoBoardException>(() => BoardDoctor.ConnectAsync(new FakeLine(other.Receive), _time, default));
        StringAssert.Contains(failure.Message, "neither token nor terminal");
    }

    [TestMethod]
    public async Task A_firmware_without_self_test_is_said_to_have_none()
    {
        SerialLinkCard old = new((command, _) => command[1] == TokenApplet.InsSelect ? [0x90, 0x00] : [0x6D, 0x00], () => { });
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(new FakeLine(old.Receive), _time, default);
        BoardFindings findings = await doctor.ExamineAsync(default);
        Assert.IsNull(findings.Report);
        Assert.AreEqual(0, findings.Echoes);
        Assert.IsTrue(findings.HasFault);
    }

    [TestMethod]
    public async Task A_part_that_a_board_finds_a_moment_after_power_on_is_no_fault()
    {
        int tests = 0;
        SerialLinkCard young = new(
            (command, _) =>
            {
                SelfTestReport report = new([SelfTestApplet.Nfc]);
                tests += command[1] == SelfTestApplet.InsSelfTest && command[2] == SelfTestApplet.TestNow ? 1 : 0;
                if (tests < 2)
                {
                    report.Fault(SelfTestApplet.Nfc, SelfTestApplet.Silent);
                }
                else
                {
                    report.Good(SelfTestApplet.Nfc);
                }

                return command[1] == SelfTestApplet.InsSelfTest ? [.. report.ToBytes(), 0x90, 0x00] : [0x90, 0x00];
            },
            () => { });
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(new FakeLine(young.Receive), _time, default);
        BoardFindings findings = await doctor.ExamineAsync(default);
        Assert.AreEqual(SelfTestApplet.Good, findings.Report!.OutcomeOf(SelfTestApplet.Nfc));
        Assert.AreEqual(2, tests);
    }

    [TestMethod]
    public async Task A_line_that_carries_no_long_frame_still_tells_what_the_board_found()
    {
        SerialLinkCard board = new(
            (command, _) => command[1] == SelfTestApplet.InsSelfTest ? [.. new SelfTestReport([SelfTestApplet.Memory]).ToBytes(), 0x90, 0x00]
                : command[1] == SelfTestApplet.InsEcho ? [.. command[7..^2], 0x90, 0x00]
                : [0x90, 0x00],
            () => { });
        FakeLine line = new(value => board.Receive(value) is { Length: < 100 } answer ? answer : null);
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(line, _time, default);
        BoardFindings findings = await doctor.ExamineAsync(default);
        Assert.AreEqual((4, 0), (findings.Echoes, findings.EchoesReturned));
        Assert.IsNotNull(findings.Report);
        Assert.IsTrue(findings.HasFault);
    }

    [TestMethod]
    public async Task A_test_with_a_person_is_begun_once()
    {
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
        Assert.IsTrue(await doctor.BeginWithPersonAsync(default));
        Assert.AreEqual(SelfTestApplet.StateRunning, (await doctor.ReportAsync(default))!.State);
        Assert.IsFalse(await doctor.BeginWithPersonAsync(default));
        Assert.IsTrue((await doctor.ExamineAsync(default)).IsBusy);
    }

    [TestMethod]
    public void Every_part_and_reason_of_both_boards_has_its_advice()
    {
        foreach (BoardKind kind in Enum.GetValues<BoardKind>())
        {
            foreach (byte part in Enumerable.Range(SelfTestApplet.Display, 9).Select(part => (byte)part))
            {
                Assert.IsFalse(PartAdvice.NameOf(part).StartsWith("part", StringComparison.Ordinal));
                foreach (byte reason in Enumerable.Range(SelfTestApplet.Silent, 6).Select(reason => (byte)reason))
                {
                    SelfTestReport report = new([part]);
                    report.Fault(part, reason);
                    string advice = PartAdvice.Of(kind, report, part).Advice;
                    Assert.IsTrue(advice.Length > 20 && !advice.Contains("does not know", StringComparison.Ordinal), $"{part:X2} {reason:X2}");
                }
            }
        }
    }

    [TestMethod]
    public void Missing_keys_are_listed()
    {
        SelfTestReport report = new([SelfTestApplet.Keypad]);
        report.Set(SelfTestApplet.Keypad, SelfTestApplet.Fault, [SelfTestApplet.NothingCame, 0x0C, 0x81]);
        StringAssert.Contains(PartAdvice.Of(BoardKind.Terminal, report, SelfTestApplet.Keypad).Advice, ": 0 7 * #.");
    }

    async Task<BoardFindings> ExamineAsync(TokenBoard board)
    {
        await using BoardDoctor doctor = await BoardDoctor.ConnectAsync(new BoardLine(board), _time, default);
        return await doctor.ExamineAsync(default);
    }
}
