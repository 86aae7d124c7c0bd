using System.Net;
using System.Text.Json.Nodes;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Boards;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Tests;
using PaymentCode.Bridge.Tokens;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>A token's life at the clerk's desk, over HTTP, with the real bridge and the real firmware.</summary>
[TestClass]
public sealed class TokenEndpointTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [TestMethod, OnBothEngines]
    public async Task A_token_is_registered_personalised_bound_suspended_resumed_and_revoked(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync(withToken: false);
        var (board, record) = await IssueAsync(1);
        var registered = await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/tokens", record);
        AssertToken(registered, "registered", keyVersion: 0);
        Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, "/clerk/tokens", record));
        Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{record.Serial}/bind", new { customerId = customer.Id }));
        Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{record.Serial}/personalise", null), "no bridge has it");

        await using (Bridge.Start(bank.Http.BaseAddress!, board))
        {
            AssertToken(await ConnectedAsync(bank, record.Serial), "registered", 0);
            AssertToken(await DoAsync(bank, record.Serial, "personalise"), "personalised", 2);
            AssertToken(await DoAsync(bank, record.Serial, "bind", new { customerId = customer.Id }), "active", 2);
            AssertToken(await DoAsync(bank, record.Serial, "personalise"), "active", 3);
            AssertToken(await DoAsync(bank, record.Serial, "suspend"), "suspended", 3);
            Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{record.Serial}/suspend", null));
            AssertToken(await DoAsync(bank, record.Serial, "resume"), "active", 3);
            var revoked = await DoAsync(bank, record.Serial, "revoke");
            AssertToken(revoked, "revoked", 3);
            Assert.IsTrue(revoked["keysErased"]!.GetValue<bool>());
        }

        foreach (var step in new[] { "personalise", "resume", "suspend" })
        {
            Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{record.Serial}/{step}", null), step);
        }

        await bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_replaced_token_gives_its_place_to_another(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync(withToken: false);
        var (board, first) = await IssueAsync(1);
        var (otherBoard, second) = await IssueAsync(2);
        await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/tokens", first);
        await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/tokens", second);
        await using var bridge = Bridge.Start(bank.Http.BaseAddress!, board, otherBoard);
        await ConnectedAsync(bank, first.Serial);
        await ConnectedAsync(bank, second.Serial);
        await DoAsync(bank, first.Serial, "personalise");
        await DoAsync(bank, first.Serial, "bind", new { customerId = customer.Id });
        Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{first.Serial}/replace", new { by = second.Serial }), "not personalised");
        Assert.AreEqual(HttpStatusCode.NotFound, await StatusAsync(bank, $"/clerk/tokens/{first.Serial}/replace", new { by = "5043000000000099" }));
        AssertToken(await GetAsync(bank, first.Serial), "active", 2);
        await DoAsync(bank, second.Serial, "personalise");
        Assert.AreEqual(HttpStatusCode.Conflict, await StatusAsync(bank, $"/clerk/tokens/{second.Serial}/bind", new { customerId = customer.Id }), "has one");
        Assert.AreEqual(HttpStatusCode.NotFound, await StatusAsync(bank, $"/clerk/tokens/{second.Serial}/bind", new { customerId = "nobody" }));
        var replaced = await DoAsync(bank, first.Serial, "replace", new { by = second.Serial });
        AssertToken(replaced, "replaced", 2);
        Assert.AreEqual(second.Serial, replaced["replacedBy"]!.GetValue<string>());
        var successor = await GetAsync(bank, second.Serial);
        AssertToken(successor, "active", 2);
        Assert.AreEqual(customer.Id, successor["customerId"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_registration_that_is_not_whole_is_refused()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var key = new string('A', 32);
        string[] bodies =
        [
            $$"""{"serial":"504300000000000","keyVersion":1,"enc":"{{key}}","mac":"{{key}}","dek":"{{key}}"}""",
            $$"""{"serial":"50430000000000ab","keyVersion":1,"enc":"{{key}}","mac":"{{key}}","dek":"{{key}}"}""",
            $$"""{"serial":"5043000000000001","keyVersion":0,"enc":"{{key}}","mac":"{{key}}","dek":"{{key}}"}""",
            $$"""{"serial":"5043000000000001","keyVersion":127,"enc":"{{key}}","mac":"{{key}}","dek":"{{key}}"}""",
            $$"""{"serial":"5043000000000001","keyVersion":1,"enc":"00","mac":"{{key}}","dek":"{{key}}"}""",
            $$"""{"serial":"5043000000000001","keyVersion":1,"enc":"{{key}}","mac":"{{key}}"}""",
            $$"""{"serial":"5043000000000001","keyVersion":1,"enc":"{{key}}","mac":"{{key}}","dek":null}""",
            $$"""{"serial":"5043000000000001","keyVersion":1,"enc":"{{key}}","mac":"{{key}}","dek":"{{key}}","state":"active"}""",
            "[]",
            "",
        ];
        foreach (var body in bodies)
        {
            Assert.AreEqual(HttpStatusCode.BadRequest, await StatusAsync(bank, "/clerk/tokens", body), body);
        }

        Assert.AreEqual(0, (await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/tokens")).AsArray().Count);
    }

    [TestMethod]
    public async Task Tokens_are_the_clerks_business_alone()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        foreach (var bearer in new[] { null, "wrong", BankUnderTest.ClerkToken + "x" })
        {
            using var response = await bank.SendAsync(HttpMethod.Get, "/clerk/tokens", null, bearer);
            Assert.AreEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.AreEqual(HttpStatusCode.NotFound, await StatusAsync(bank, "/clerk/tokens/5043000000000077/suspend", null));
        using var plain = await bank.Http.GetAsync("/bridge");
        Assert.AreEqual(HttpStatusCode.UpgradeRequired, plain.StatusCode);
    }

    private static async Task<(TokenBoard Board, TokenRegistration Record)> IssueAsync(byte number)
    {
        var board = new TokenBoard(number);
        await using var link = await TokenLink.ConnectAsync(new BoardLine(board), new ImpatientTime(TimeSpan.FromSeconds(1)), default);
        var record = TokenRegistration.Create([0x50, 0x43, 0, 0, 0, 0, 0, number]);
        await TokenIssuer.IssueAsync(link, record, default);
        return (board, record);
    }

    private static Task<JsonNode> GetAsync(BankUnderTest bank, string serial) => bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/tokens/{serial}");

    private static Task<JsonNode> DoAsync(BankUnderTest bank, string serial, string step, object? body = null) =>
        bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/tokens/{serial}/{step}", body);

    private static async Task<HttpStatusCode> StatusAsync(BankUnderTest bank, string path, object? body)
    {
        using var response = await bank.ClerkAsync(HttpMethod.Post, path, body);
        return response.StatusCode;
    }

    /// <summary>The bridge needs a moment to connect.</summary>
    private static async Task<JsonNode> ConnectedAsync(BankUnderTest bank, string serial)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var token = await GetAsync(bank, serial);
            if (token["connected"]!.GetValue<bool>())
            {
                return token;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static void AssertToken(JsonNode token, string state, int keyVersion) =>
        Assert.AreEqual((state, keyVersion, false), (token["state"]!.GetValue<string>(), token["keyVersion"]!.GetValue<int>(), token["keysPending"]!.GetValue<bool>()));

    /// <summary>The bridge program: the relay and a port for each board.</summary>
    private sealed class Bridge(CancellationTokenSource stop, Task[] running) : IAsyncDisposable
    {
        public static Bridge Start(Uri bank, params TokenBoard[] boards)
        {
            var stop = new CancellationTokenSource();
            TokenPort[] ports = [.. boards.Select(board => new TokenPort(new BoardLine(board), TimeProvider.System))];
            Task[] running = [.. ports.Select(port => port.RunAsync(stop.Token)), new BridgeRelay(bank, ports, TimeProvider.System).RunAsync(stop.Token)];
            return new Bridge(stop, running);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            foreach (var task in running)
            {
                await Assert.ThrowsAsync<OperationCanceledException>(() => task);
            }

            stop.Dispose();
        }
    }
}
