using System.Net.WebSockets;
using System.Threading.Channels;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tests.Relay;

[TestClass]
public sealed class BridgeRelayTests
{
    static readonly byte[] Command = [0x84, 0xAE, 0x00, 0x00];

    readonly ManualTime _time = new();
    readonly FakeToken _token = new();
    readonly EventLog _log = new();
    readonly CancellationTokenSource _stop = new();
    readonly Channel<WebSocket> _accepted = Channel.CreateUnbounded<WebSocket>();
    readonly List<Task> _running = [];
    FakeLine _line = null!;
    TokenPort _port = null!;
    WebSocket _bank = null!;
    Exception? _refusal;

    [TestInitialize]
    public async Task StartAsync()
    {
        _line = new FakeLine(_token.NewLink());
        _port = new TokenPort(_line, _time);
        EventLog found = new();
        _port.Attached += _ => found.Add("attached");
        BridgeRelay relay = new(ConnectAsync, [_port], _time);
        relay.Disconnected += _log.Add;
        _running.Add(_port.RunAsync(_stop.Token));
        await found.ExpectAsync("attached");
        _running.Add(relay.RunAsync(_stop.Token));
        await AcceptAsync();
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        foreach (Task task in _running)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => task);
        }

        _bank.Dispose();
        _stop.Dispose();
    }

    [TestMethod]
    public async Task A_command_is_answered_under_its_id()
    {
        await SayAsync(RelayMessage.Command(77, _token.Serial, Command));
        await ExpectAsync("110000004D0000AE849000");
    }

    [TestMethod]
    public async Task A_command_for_a_token_that_is_not_here_fails()
    {
        await SayAsync(RelayMessage.Command(1, [9, 9, 9, 9, 9, 9, 9, 9], Command));
        await ExpectAsync("120000000101");
        Assert.IsFalse(_token.Executed.Contains("84AE0000"));
    }

    [TestMethod]
    public async Task A_command_whose_id_is_repeated_or_lower_is_not_executed()
    {
        await SayAsync(RelayMessage.Command(5, _token.Serial, Command));
        await ExpectAsync("11000000050000AE849000");
        await SayAsync(RelayMessage.Command(5, _token.Serial, Command));
        await SayAsync(RelayMessage.Command(4, _token.Serial, Command));
        await SayAsync(RelayMessage.Command(6, _token.Serial, [0x80, 0xF2, 0x00, 0x00]));
        await ExpectAsync("11000000060000F2809000");
        Assert.AreEqual(1, _token.Executed.Count(command => command == "84AE0000"));
    }

    [TestMethod]
    public async Task Commands_are_executed_one_after_the_other()
    {
        for (uint id = 1; id <= 10; id++)
        {
            await SayAsync(RelayMessage.Command(id, _token.Serial, [0x80, 0x00, 0x00, (byte)id]));
        }

        for (uint id = 1; id <= 10; id++)
        {
            await ExpectAsync($"11{id:X8}{id:X2}0000809000");
        }
    }

    [TestMethod]
    public async Task A_token_that_restarts_during_a_command_is_told_as_reset_and_attached_again()
    {
        _line.Board = _token.NewLink();
        await SayAsync(RelayMessage.Command(1, _token.Serial, Command));
        string[] messages = [await HearAsync(), await HearAsync(), await HearAsync()];
        CollectionAssert.AreEquivalent(new[] { "120000000103", "030102030405060708", "020102030405060708" }, messages);
        Assert.IsFalse(_token.Executed.Contains("84AE0000"));
    }

    [TestMethod]
    public async Task An_unplugged_token_is_told_as_detached()
    {
        _line.Unplug();
        await ExpectAsync("030102030405060708");
        await SayAsync(RelayMessage.Command(1, _token.Serial, Command));
        await ExpectAsync("120000000101");
    }

    [TestMethod]
    public async Task A_lost_bank_is_connected_again_after_a_pause_and_told_of_the_token()
    {
        _bank.Abort();
        await _log.ExpectAnyAsync();
        await _time.PassAsync(TimeSpan.FromMilliseconds(500));
        await AcceptAsync();
        await SayAsync(RelayMessage.Command(1, _token.Serial, Command));
        await ExpectAsync("11000000010000AE849000");
    }

    [TestMethod]
    public async Task A_bank_that_cannot_be_reached_is_tried_again_with_longer_pauses_up_to_half_a_minute()
    {
        _refusal = new WebSocketException("no bank");
        _bank.Abort();
        await _log.ExpectAnyAsync();
        foreach (double pause in new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })
        {
            await _time.PassAsync(TimeSpan.FromSeconds(pause));
            await _log.ExpectAsync("no bank");
        }

        _refusal = null;
        await _time.PassAsync(TimeSpan.FromSeconds(30));
        await AcceptAsync();
    }

    [TestMethod]
    public async Task An_answer_is_not_delivered_to_another_connection()
    {
        WebSocket first = _bank;
        _token.OnCommand = command =>
        {
            if (command[1] == 0xAE)
            {
                first.Abort();
            }
        };
        await SayAsync(RelayMessage.Command(1, _token.Serial, Command));
        await _log.ExpectAnyAsync();
        await _time.PassAsync(TimeSpan.FromMilliseconds(500));
        await AcceptAsync();
        await SayAsync(RelayMessage.Command(1, _token.Serial, [0x80, 0xF2, 0x00, 0x00]));
        await ExpectAsync("11000000010000F2809000");
        Assert.AreEqual(1, _token.Executed.Count(command => command == "84AE0000"));
    }

    [TestMethod]
    [DataRow("0101", DisplayName = "a bridge's message")]
    [DataRow("10000000010102030405060708", DisplayName = "a command without APDU")]
    [DataRow("FFFF", DisplayName = "rubbish")]
    public async Task A_bank_that_breaks_the_protocol_is_left(string hex)
    {
        await _bank.SendAsync(Convert.FromHexString(hex), WebSocketMessageType.Binary, true, default);
        await _log.ExpectAsync("The bank sent a message that is not a command.");
    }

    [TestMethod]
    public async Task A_message_over_2048_bytes_is_not_read()
    {
        await _bank.SendAsync(new byte[4096], WebSocketMessageType.Binary, true, default);
        await _log.ExpectAsync("The bank sent a message that is not a command.");
    }

    async Task<WebSocket> ConnectAsync(CancellationToken cancellation)
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }

        (WebSocket client, WebSocket server) = await SocketPair.CreateAsync();
        _accepted.Writer.TryWrite(server);
        return client;
    }

    async Task AcceptAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        _bank = await _accepted.Reader.ReadAsync(patience.Token);
        await ExpectAsync("0101");
        await ExpectAsync("020102030405060708");
    }

    Task SayAsync(RelayMessage message) => _bank.SendAsync(message.ToBytes(), WebSocketMessageType.Binary, true, default);

    async Task ExpectAsync(string hex) => Assert.AreEqual(hex, await HearAsync());

    async Task<string> HearAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        byte[] buffer = new byte[RelayMessage.MaxLength];
        WebSocketReceiveResult result = await _bank.ReceiveAsync(buffer, patience.Token);
        return Convert.ToHexString(buffer, 0, result.Count);
    }
}
