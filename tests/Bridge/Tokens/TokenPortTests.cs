using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Tests.Tokens;

[TestClass]
public sealed class TokenPortTests
{
    static readonly byte[] GetData = Convert.FromHexString("80CA00E100");

    readonly ManualTime _time = new();
    readonly FakeToken _token = new();
    readonly EventLog _log = new();
    readonly CancellationTokenSource _stop = new();
    FakeLine _line = null!;
    TokenPort _port = null!;
    Task _running = null!;

    [TestInitialize]
    public void Prepare()
    {
        _line = new FakeLine(_token.NewLink());
        _port = new TokenPort(_line, _time);
        _port.Attached += token => _log.Add("attached " + Convert.ToHexString(token.Serial));
        _port.Detached += token => _log.Add("detached " + Convert.ToHexString(token.Serial));
        _port.Trouble += _log.Add;
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [TestMethod]
    public async Task A_token_is_found_and_takes_commands()
    {
        Start();
        await _log.ExpectAsync("attached 0102030405060708");
        Assert.AreEqual(TokenApplet.LifeCyclePersonalised, _port.Token?.LifeCycle);
        byte[] answer = await _port.TransceiveAsync(GetData, default);
        CollectionAssert.AreEqual(new byte[] { 0x90, 0x00 }, answer[^2..]);
    }

    [TestMethod]
    public async Task An_unplugged_token_is_told_of_and_found_again()
    {
        Start();
        await _log.ExpectAsync("attached 0102030405060708");
        _line.Unplug();
        await _log.ExpectAsync("detached 0102030405060708");
        await _log.ExpectAsync("fake: the token was unplugged.");
        await AssertNotConnectedAsync();
        _token.Serial[7] = 9;
        await _time.PassAsync(TimeSpan.FromMilliseconds(250));
        await _log.ExpectAsync("attached 0102030405060709");
    }

    [TestMethod]
    public async Task A_token_that_restarted_fails_the_command_once_and_is_found_again()
    {
        Start();
        await _log.ExpectAsync("attached 0102030405060708");
        _line.Board = _token.NewLink();
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => _port.TransceiveAsync(GetData, default));
        Assert.AreEqual(LinkFailure.Reset, failure.Failure);
        await _log.ExpectAsync("detached 0102030405060708");
        await _log.ExpectAsync("attached 0102030405060708");
        await _port.TransceiveAsync(GetData, default);
    }

    [TestMethod]
    public async Task An_absent_port_is_said_once_and_tried_again_with_longer_pauses()
    {
        _line.OpenFault = SerialFault.Absent;
        Start();
        await _log.ExpectAsync("fake: Absent");
        foreach (int pauseMs in new[] { 250, 500, 1000, 2000, 4000, 5000, 5000 })
        {
            await _time.PassAsync(TimeSpan.FromMilliseconds(pauseMs));
        }

        _line.OpenFault = null;
        await _time.PassAsync(TimeSpan.FromSeconds(5));
        await _log.ExpectAsync("attached 0102030405060708");
        Assert.AreEqual(9, _line.Openings);
    }

    [TestMethod]
    public async Task Something_else_on_the_line_is_no_token()
    {
        _token.SelectAnswer = [0x6A, 0x82];
        Start();
        await _log.ExpectAsync("The device on the line is no PaymentCode token or terminal (it answers 6A82).");
        await AssertNotConnectedAsync();
    }

    [TestMethod]
    public async Task A_terminal_is_found_by_its_own_application()
    {
        _token.SelectAnswer = [0x6A, 0x82];
        _token.TerminalSelectAnswer = Convert.FromHexString("6F0B8409F05041595445524D019000");
        Start();
        await _log.ExpectAsync("attached 0102030405060708");
        Assert.AreEqual(BoardKind.Terminal, _port.Kind);
        CollectionAssert.AreEqual(
            new[] { "00A4040009F0504159434F44450100", "00A4040009F05041595445524D0100", "80CA00E100" }, _token.Executed);
    }

    [TestMethod]
    public async Task Token_information_that_cannot_be_read_is_no_token()
    {
        _token.InformationAnswer = [0xE1, 0x05, 0xC1, 0x90, 0x00];
        Start();
        await _log.ExpectAsync("The device on the line gives token information that cannot be read. Is its firmware newer than this program?");
    }

    void Start() => _running = _port.RunAsync(_stop.Token);

    async Task AssertNotConnectedAsync()
    {
        LinkException failure = await Assert.ThrowsExactlyAsync<LinkException>(() => _port.TransceiveAsync(GetData, default));
        Assert.AreEqual(LinkFailure.NotConnected, failure.Failure);
    }
}
