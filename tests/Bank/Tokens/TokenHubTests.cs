using PaymentCode.Bank.Tokens;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>What anybody who connects to <c>/bridge</c> can do: little, and nothing without a bound.</summary>
[TestClass]
public sealed class TokenHubTests
{
    private const string Serial = "5043000000000001";
    private static readonly byte[] SerialBytes = Convert.FromHexString(Serial);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Bridge.Tests.ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<bool>> _serving = [];
    private readonly List<RelayMessage> _commands = [];
    private TokenHub _hub = null!;

    [TestInitialize]
    public void Open() => _hub = new TokenHub(_time);

    [TestCleanup]
    public async Task CloseAsync()
    {
        await _stop.CancelAsync();
        Assert.IsTrue((await Task.WhenAll(_serving)).All(served => served));
        _stop.Dispose();
    }

    [TestMethod]
    [DataRow("", DisplayName = "nothing")]
    [DataRow("0100", DisplayName = "version 0")]
    [DataRow("0102", DisplayName = "version 2")]
    [DataRow("020102030405060708", DisplayName = "a token first")]
    [DataRow("47455420", DisplayName = "rubbish")]
    public async Task A_bridge_says_hello_first(string hex)
    {
        var socket = Connect();
        socket.SayRaw(Convert.FromHexString(hex));
        await socket.Closed.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task A_bridge_that_does_not_say_hello_in_ten_seconds_is_left()
    {
        var socket = Connect();
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        await socket.Closed.WaitAsync(Patience);
    }

    [TestMethod]
    [DataRow("0101", DisplayName = "hello again")]
    [DataRow("10000000010102030405060708800000E1", DisplayName = "the bank's message")]
    [DataRow("0201", DisplayName = "a serial number cut short")]
    [DataRow("99", DisplayName = "an unknown type")]
    public async Task A_bridge_that_breaks_the_protocol_is_left(string hex)
    {
        var socket = Hello();
        socket.SayRaw(Convert.FromHexString(hex));
        await socket.Closed.WaitAsync(Patience);
        Assert.IsFalse(_hub.IsClaimed(Serial));
    }

    [TestMethod]
    [DataRow(2049)]
    [DataRow(1_000_000)]
    public async Task A_message_over_2048_bytes_ends_the_connection(int length)
    {
        var socket = Hello();
        var message = new byte[length];
        message[0] = 0x11;
        socket.SayRaw(message);
        await socket.Closed.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task A_bridge_has_at_most_sixteen_tokens()
    {
        var socket = Hello();
        for (byte token = 2; token <= 16; token++)
        {
            socket.Say(RelayMessage.Attached([.. SerialBytes[..7], token]));
        }

        socket.Say(RelayMessage.Attached(SerialBytes));
        Assert.IsFalse(socket.Closed.IsCompleted);
        socket.Say(RelayMessage.Attached([.. SerialBytes[..7], 17]));
        await socket.Closed.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task A_bridge_that_chatters_is_left()
    {
        var socket = Hello();
        for (var message = 1; message < 120; message++)
        {
            socket.Say(RelayMessage.Response(77, [0x90, 0x00]));
        }

        await ClaimAsync(Hello());
        Assert.IsFalse(socket.Closed.IsCompleted);
        socket.Say(RelayMessage.Detached(SerialBytes));
        socket.Say(RelayMessage.Detached(SerialBytes));
        await socket.Closed.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task An_id_is_answered_once_and_only_by_its_own_bridge()
    {
        var real = Hello();
        await ClaimAsync(real);
        var other = Hello();
        var asking = _hub.Claimants(Serial).Single().AskAsync(Serial, [0x80, 0xCA, 0x00, 0xE1], default);
        var command = _commands.Single();
        other.Say(RelayMessage.Response(command.Id, [0x69, 0x85]));
        real.Say(RelayMessage.Response(command.Id + 1, [0x69, 0x86]));
        real.Say(RelayMessage.Response(command.Id, [0x90, 0x00]));
        real.Say(RelayMessage.Response(command.Id, [0x69, 0x87]));
        var answer = await asking.WaitAsync(Patience);
        Assert.AreEqual("9000", Convert.ToHexString(answer.Response!));
    }

    [TestMethod]
    public async Task Ids_rise_and_commands_are_these_bytes()
    {
        var socket = Hello();
        await ClaimAsync(socket);
        var connection = _hub.Claimants(Serial).Single();
        for (uint id = 1; id <= 3; id++)
        {
            var asking = connection.AskAsync(Serial, [0x80, 0xCA, 0x00, 0xE1], default);
            socket.Say(RelayMessage.Failed(id, RelayFailure.LinkLost));
            Assert.AreEqual(RelayFailure.LinkLost, (await asking.WaitAsync(Patience)).Failure);
        }

        CollectionAssert.AreEqual(
            new[] { "1000000001504300000000000180CA00E1", "1000000002504300000000000180CA00E1", "1000000003504300000000000180CA00E1" },
            _commands.Select(command => Convert.ToHexString(command.ToBytes())).ToArray());
    }

    [TestMethod]
    public async Task A_bridge_that_does_not_answer_costs_ten_seconds()
    {
        await ClaimAsync(Hello());
        var asking = _hub.Claimants(Serial).Single().AskAsync(Serial, [0x80, 0xCA, 0x00, 0xE1], default);
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.IsNull((await asking.WaitAsync(Patience)).Response);
    }

    [TestMethod]
    public async Task A_bridge_that_leaves_ends_what_was_asked_of_it()
    {
        var socket = Hello();
        await ClaimAsync(socket);
        var connection = _hub.Claimants(Serial).Single();
        var asking = connection.AskAsync(Serial, [0x80, 0xCA, 0x00, 0xE1], default);
        socket.Leave();
        Assert.AreEqual(RelayFailure.LinkLost, (await asking.WaitAsync(Patience)).Failure);
        await socket.Closed.WaitAsync(Patience);
        Assert.IsFalse(_hub.IsClaimed(Serial));
        Assert.AreEqual(RelayFailure.LinkLost, (await connection.AskAsync(Serial, [0x80, 0xCA, 0x00, 0xE1], default)).Failure);
    }

    [TestMethod]
    public async Task The_newest_of_eight_claims_is_tried_first_and_the_proved_one_before_it()
    {
        List<BridgeConnection> inOrder = [];
        for (var bridge = 0; bridge < 10; bridge++)
        {
            await ClaimAsync(Hello());
            inOrder.Insert(0, _hub.Claimants(Serial).Single(claimant => !inOrder.Contains(claimant)));
        }

        CollectionAssert.AreEqual(inOrder[..8], _hub.Claimants(Serial).ToArray());
        _hub.Proved(Serial, inOrder[9]);
        CollectionAssert.AreEqual(new[] { inOrder[9] }.Concat(inOrder[..7]).ToArray(), _hub.Claimants(Serial).ToArray());
    }

    private RelaySocket Connect()
    {
        RelaySocket socket = new(command =>
        {
            _commands.Add(command);
            return Task.CompletedTask;
        });
        _serving.Add(_hub.TryServeAsync(() => Task.FromResult<System.Net.WebSockets.WebSocket>(socket), _stop.Token));
        return socket;
    }

    private RelaySocket Hello()
    {
        var socket = Connect();
        socket.Say(RelayMessage.Hello());
        return socket;
    }

    private async Task ClaimAsync(RelaySocket socket)
    {
        var known = _hub.Claimants(Serial).ToHashSet();
        socket.Say(RelayMessage.Attached(SerialBytes));
        for (var turns = 0; _hub.Claimants(Serial).All(known.Contains); turns++)
        {
            Assert.IsTrue(turns < 1_000_000, "the bank does not take the claim");
            await Task.Yield();
        }
    }
}
