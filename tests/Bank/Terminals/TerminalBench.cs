using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Tests.RealTokens;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>A bank and a shop: a terminal behind a bridge that the test holds in its hands.</summary>
internal sealed class TerminalBench : IAsyncDisposable
{
    public const string PaymentPassword = "314159";
    private static int _numbers;
    private readonly List<RelaySocket> _sockets = [];
    private readonly List<Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TokenKeys _keys;

    private TerminalBench(BankUnderTest bank)
    {
        Bank = bank;
        _keys = new TokenKeys(new KeyRing(bank.MasterKey));
    }

    public BankUnderTest Bank { get; }

    public FakeTerminal Terminal { get; private set; } = null!;

    public string TerminalId { get; private set; } = "";

    /// <summary>What the bridge does to the terminal's answers: null drops one.</summary>
    public Func<byte[], byte[], byte[]?> OnAnswer { get; set; } = (_, answer) => answer;

    public static async Task<TerminalBench> StartAsync(Engine engine, bool connect = true)
    {
        var bench = new TerminalBench(await BankUnderTest.StartAsync(engine));
        (bench.TerminalId, bench.Terminal) = await bench.TerminalAsync();
        if (connect)
        {
            bench.Connect(bench.Terminal);
        }

        return bench;
    }

    /// <summary>A terminal with a personalised board, authorised, with a merchant's account.</summary>
    public async Task<(string Id, FakeTerminal Board)> TerminalAsync()
    {
        var number = Interlocked.Increment(ref _numbers);
        var serial = string.Create(CultureInfo.InvariantCulture, $"5054{number:D12}");
        var id = (await Bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Tea house" }))["terminalId"]!.GetValue<string>();
        await Bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync(
            """
            INSERT INTO tokens
                (serial, kind, state, key_version, pending_version, transport_version, transport_keys, keys_erased, registered_at)
            VALUES (@serial, 'terminal', 'personalised', 2, 0, 1, @Keys, 0, 0)
            """, new { serial, Keys = new byte[1] }));
        await Bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{id}/merchant", new { merchantId = "TEA1", name = "Tea house" });
        await Bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/terminals/{id}/board", new { serial });
        await Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{id}/authorise");
        return (id, new FakeTerminal(serial, _keys.Set(serial, 2)));
    }

    /// <summary>A bridge brings a board to the bank.</summary>
    public RelaySocket Connect(FakeBoard board)
    {
        RelaySocket socket = null!;
        socket = new RelaySocket(command =>
        {
            var processed = board.Process(command.Apdu);
            var answer = OnAnswer(command.Apdu, processed);
            if (answer is not null)
            {
                socket.Say(RelayMessage.Response(command.Id, answer));
            }

            return Task.CompletedTask;
        });
        socket.Say(RelayMessage.Hello());
        socket.Say(RelayMessage.Attached(Convert.FromHexString(board.Serial)));
        _sockets.Add(socket);
        _connections.Add(Bank.Service<TokenHub>().TryServeAsync(() => Task.FromResult<WebSocket>(socket), _stop.Token));
        return socket;
    }

    /// <summary>The bank's program ends and starts again; the bridge comes back.</summary>
    public async Task RestartBankAsync(bool connect = true)
    {
        foreach (var socket in _sockets)
        {
            socket.Leave();
        }

        await Bank.RestartAsync();
        if (connect)
        {
            Connect(Terminal);
        }
    }

    /// <summary>A customer with money and a token that is held to terminals.</summary>
    public async Task<(TestCustomer Customer, FakeNfcToken Token)> CustomerAsync(string balance = "10000.00", bool withPassword = true)
    {
        var customer = await Bank.CustomerAsync(balance);
        if (withPassword)
        {
            using var set = await customer.SendAsync(
                HttpMethod.Put, "/customer/payment-password", new { loginPassword = BankUnderTest.Password, paymentPassword = PaymentPassword });
            Assert.IsTrue(set.IsSuccessStatusCode);
        }

        return (customer, new FakeNfcToken(customer.Serial, _keys.Set(customer.Serial, 1)));
    }

    /// <summary>Up to the code that the token shows after its button was pressed.</summary>
    public async Task<byte[]> BuyUpToCodeAsync(FakeNfcToken token, long amountMinor)
    {
        Terminal.Begin(Core.Applet.TokenApplet.TypePurchase, amountMinor);
        await Terminal.DirectedAsync(Core.Applet.TerminalApplet.DirectPresent);
        Terminal.Tap(token);
        await Terminal.DirectedAsync(Core.Applet.TerminalApplet.DirectPresentAgain);
        return token.Press();
    }

    /// <summary>The newest order of a kind.</summary>
    public async Task<JsonNode> NewestAsync(string kind = "purchase") =>
        (await Bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/{kind}s")).AsArray()[0]!;

    /// <summary>Until the newest order of a kind is in a state.</summary>
    public Task UntilAsync(string state, string kind = "purchase") => Eventually.IsTrueAsync(async () =>
        (await Bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/{kind}s")).AsArray() is { Count: > 0 } orders && orders[0]!["state"]!.GetValue<string>() == state);

    public async Task<string> MerchantBalanceAsync() =>
        (await Bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{TerminalId}"))["merchant"]!["balance"]!.GetValue<string>();

    public Task<long> AuditedAsync(string name) => Bank.Database.ReadAsync(transaction =>
        transaction.ValueAsync<long>("SELECT COUNT(*) FROM audit_records WHERE event = @name", new { name }));

    /// <summary>Time passes, and what is over is ended.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Bank.Time.Advance(time);
        await Bank.Service<Housekeeping>().RunOnceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            socket.Leave();
        }

        await _stop.CancelAsync();
        await Bank.DisposeAsync();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }
}
