using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;
using PaymentCode.Boards;
using PaymentCode.Bridge.Tests;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Codes;
using PaymentCode.Wire;
using TestClock = PaymentCode.Bridge.Tests.ManualTime;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>The bank's side of the token link with a database, and a real token behind a bridge that the test holds in its hands.</summary>
internal sealed class TokenSite : IAsyncDisposable
{
    private readonly TestDatabase _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly List<HostileBridge> _bridges = [];
    private uint _nonce = 0x7E7D0000;

    private TokenSite(TestDatabase file, BankDatabase database)
    {
        _file = file;
        Database = database;
        KeyRing ring = new(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());
        Keys = new TokenKeys(ring);
        Audit = new AuditLog(Time);
        Hub = new TokenHub(Time);
        Channel = new TokenChannel(database, new BoardTalk(database, Hub, Keys, Audit, Randomness.System), Keys, Audit, Time);
        Desk = new TokenDesk(database, Channel, Hub, Keys, Audit, Time);
    }

    public TestClock Time { get; } = new();

    public BankDatabase Database { get; }

    public TokenKeys Keys { get; }

    public AuditLog Audit { get; }

    public TokenHub Hub { get; }

    public TokenChannel Channel { get; private set; }

    public TokenDesk Desk { get; }

    public TokenBoard Board { get; private set; } = null!;

    public string Serial { get; private set; } = "";

    public HostileBridge Bridge { get; private set; } = null!;

    /// <summary>With one token, registered and connected.</summary>
    public static async Task<TokenSite> CreateAsync(Engine engine = Engine.Sqlite)
    {
        var file = await TestDatabase.CreateAsync(engine);
        var site = new TokenSite(file, await BankDatabase.OpenAsync(file.Connection, TimeProvider.System));
        (site.Board, site.Serial) = await site.IssueAsync(1);
        site.Bridge = await site.ConnectAsync(site.Board, site.Serial);
        return site;
    }

    /// <summary>With one token that has the bank's keys.</summary>
    public static async Task<TokenSite> CreatePersonalisedAsync(Engine engine = Engine.Sqlite)
    {
        var site = await CreateAsync(engine);
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        return site;
    }

    /// <summary>A token from the factory, issued and registered.</summary>
    public async Task<(TokenBoard Board, string Serial)> IssueAsync(byte number)
    {
        var board = new TokenBoard(number);
        await using var link = await TokenLink.ConnectAsync(new BoardLine(board), new ImpatientTime(TimeSpan.FromSeconds(1)), default);
        var record = TokenRegistration.Create([0x50, 0x43, 0, 0, 0, 0, 0, number]);
        await TokenIssuer.IssueAsync(link, record, default);
        var registered = await Desk.RegisterAsync(new RegisterToken(record.Serial, record.KeyVersion, record.Enc, record.Mac, record.Dek));
        Assert.IsNull(registered.Refusal);
        return (board, record.Serial);
    }

    /// <summary>A bridge that has a token and claims a serial number.</summary>
    public async Task<HostileBridge> ConnectAsync(TokenBoard board, string claimed)
    {
        var bridge = await HostileBridge.CreateAsync(board, Time);
        _bridges.Add(bridge);
        bridge.Socket.Say(RelayMessage.Hello());
        Connect(bridge.Socket);
        await ClaimAsync(bridge.Socket, claimed);
        return bridge;
    }

    /// <summary>A bridge goes away, and the bank has noticed.</summary>
    public async Task LeaveAsync(HostileBridge bridge)
    {
        bridge.Socket.Leave();
        await bridge.Socket.Closed.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void Connect(RelaySocket socket) => _connections.Add(Hub.TryServeAsync(() => Task.FromResult<System.Net.WebSockets.WebSocket>(socket), _stop.Token));

    /// <summary>Claims a token, and waits until the bank has read it.</summary>
    public async Task ClaimAsync(RelaySocket socket, string serial)
    {
        var before = Hub.Claimants(serial).Count;
        socket.Say(RelayMessage.Attached(Convert.FromHexString(serial)));
        for (var turns = 0; Hub.Claimants(serial).Count == before; turns++)
        {
            Assert.IsTrue(turns < 1_000_000, "the bank does not take the claim");
            await Task.Yield();
        }
    }

    /// <summary>The bank's program starts again: what it knows is in the database.</summary>
    public void RestartBank() => Channel = new TokenChannel(Database, new BoardTalk(Database, Hub, Keys, Audit, Randomness.System), Keys, Audit, Time);

    public TransactionData NewTransaction() => new()
    {
        AmountMinor = 10000,
        CurrencyNumeric = 156,
        Exponent = 2,
        Payee = "ATM",
        Reservation = 42,
        Nonce = ++_nonce,
        ExpiresAt = (uint)Time.GetUtcNow().ToUnixTimeSeconds() + 36000,
    };

    public Task<TokenRecord?> RecordAsync() => Database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, Serial));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var bridge in _bridges)
        {
            await bridge.DisposeAsync();
        }

        await Task.WhenAll(_connections);
        await Database.DisposeAsync();
        await _file.DisposeAsync();
        _stop.Dispose();
    }
}
