using System.Net;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>What goes wrong between bank and terminal: power, bridges, restarts, replays, suspension. Money moves once or not at all.</summary>
[TestClass]
public sealed class TerminalTalkTests
{
    [TestMethod, OnBothEngines]
    public async Task An_approval_that_is_in_the_journal_counts_though_its_answer_was_lost(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        var code = await bench.BuyUpToCodeAsync(token, 5000);
        bench.Terminal.LosePowerAfter = TerminalApplet.DirectApproved;
        bench.Terminal.ReadCode(code);
        await bench.UntilAsync("completed");
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
        Assert.AreEqual("50.00", await bench.MerchantBalanceAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task An_approval_that_the_terminal_never_had_is_reversed(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        foreach (var happens in (Action[])[
            () => bench.Terminal.LosePower(),
            () => bench.Terminal.End(TerminalApplet.EventCancelled),
            () => bench.Terminal.End(TerminalApplet.EventTimedOut),
            () => { bench.Terminal.LosePower(); bench.Terminal.ForgetJournal(); },
        ])
        {
            var code = await bench.BuyUpToCodeAsync(token, 5000);
            bench.Terminal.Before = (TerminalApplet.DirectApproved, happens);
            bench.Terminal.ReadCode(code);
            await bench.UntilAsync("reversed");
            Assert.AreEqual(("10000.00", "10000.00"), await customer.MoneyAsync());
        }

        Assert.AreEqual("0.00", await bench.MerchantBalanceAsync());
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task An_approval_stays_in_transit_while_the_terminal_is_out_of_reach_and_an_operator_may_settle_it(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        var code = await bench.BuyUpToCodeAsync(token, 5000);
        bench.Terminal.Before = (TerminalApplet.DirectApproved, () => bench.OnAnswer = (_, _) => null);
        bench.Terminal.ReadCode(code);
        await bench.UntilAsync("approved");
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectApproved);
        await bench.PassAsync(TimeSpan.FromDays(2));
        Assert.AreEqual("approved", (await bench.NewestAsync())["state"]!.GetValue<string>());
        Assert.AreEqual(("9950.00", "9950.00"), await (await customer.AgainAsync()).MoneyAsync());
        var path = $"/clerk/purchases/{(await bench.NewestAsync())["reference"]!.GetValue<string>()}/outcome";
        await bench.Bank.ClerkDoesAsync(HttpMethod.Post, path, new { outcome = "reversed", note = "the terminal burnt" });
        Assert.AreEqual(("10000.00", "10000.00"), await (await customer.AgainAsync()).MoneyAsync());
        Assert.AreEqual(
            "wrong-state", await bench.Bank.ClerkAsync(HttpMethod.Post, path, new { outcome = "completed", note = "x" }).ProblemAsync(HttpStatusCode.Conflict));
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod, OnBothEngines]
    public async Task A_bank_that_starts_again_goes_on_where_it_was(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.Begin(TokenApplet.TypePurchase, 150000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        await bench.RestartBankAsync();
        bench.Terminal.Tap(token);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresentAgain);
        await bench.RestartBankAsync();
        bench.Terminal.ReadCode(token.Press());
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPassword);
        bench.Terminal.Type(TerminalBench.PaymentPassword);
        await bench.RestartBankAsync();
        await bench.UntilAsync("completed");
        Assert.AreEqual(1, token.Prompts);
        Assert.AreEqual("8500.00", (await (await customer.AgainAsync()).MoneyAsync()).Balance);
        await bench.Bank.AssertBooksAsync();
    }

    [TestMethod]
    public async Task A_bank_that_starts_again_settles_what_was_approved()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (customer, token) = await bench.CustomerAsync();
        var code = await bench.BuyUpToCodeAsync(token, 5000);
        bench.Terminal.Before = (TerminalApplet.DirectApproved, () => bench.OnAnswer = (_, _) => null);
        bench.Terminal.ReadCode(code);
        await bench.UntilAsync("approved");
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectApproved);
        bench.OnAnswer = (_, answer) => answer;
        await bench.RestartBankAsync();
        await bench.UntilAsync("completed");
        Assert.AreEqual("9950.00", (await (await customer.AgainAsync()).MoneyAsync()).Balance);
    }

    [TestMethod, OnBothEngines]
    public async Task An_event_that_comes_again_is_audited_and_changes_nothing(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        bench.Terminal.ReadCode(await bench.BuyUpToCodeAsync(token, 5000));
        bench.Terminal.Replays = true;
        await Eventually.IsTrueAsync(async () => await bench.AuditedAsync("terminal.event-replayed") > 0);
        bench.Terminal.Replays = false;
        await bench.UntilAsync("completed");
        Assert.AreEqual(("9950.00", "9950.00"), await customer.MoneyAsync());
        Assert.AreEqual(1, (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases")).AsArray().Count);
    }

    [TestMethod, OnBothEngines]
    public async Task A_terminal_that_is_suspended_in_the_middle_moves_no_money(Engine engine)
    {
        await using var bench = await TerminalBench.StartAsync(engine);
        var (customer, token) = await bench.CustomerAsync();
        var code = await bench.BuyUpToCodeAsync(token, 5000);
        await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{bench.TerminalId}/suspend");
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectRefused);
        Assert.AreEqual(TerminalApplet.ReasonTerminal, bench.Terminal.Directed!.Value.Data.Find(TerminalApplet.TagReason)[0]);
        bench.Terminal.ReadCode(code);
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{bench.TerminalId}/authorise");
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        Assert.AreEqual(("10000.00", "10000.00"), await customer.MoneyAsync());
        var purchases = (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases")).AsArray();
        CollectionAssert.AreEqual(new[] { "begun", "refused" }, purchases.Select(purchase => purchase!["state"]!.GetValue<string>()).ToArray());
        Assert.AreEqual("terminal", purchases[1]!["reason"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_terminal_that_was_never_authorised_is_not_asked()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite, connect: false);
        await bench.Bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{bench.TerminalId}/suspend");
        bench.Connect(bench.Terminal);
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        var (_, other) = await bench.TerminalAsync();
        bench.Connect(other);
        await other.PolledAsync(5);
        Assert.AreEqual((0, ""), (bench.Terminal.Polls, bench.Terminal.Configuration));
        Assert.IsEmpty((await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases")).AsArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task A_hostile_bridge_can_only_delay_or_prevent(int seed)
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var (customer, token) = await bench.CustomerAsync();
        var random = new Random(seed);
        byte[] earlier = [];
        bench.OnAnswer = (_, answer) =>
        {
            var before = earlier;
            earlier = answer;
            return random.Next(40) switch
            {
                0 => null,
                1 => [0x90, 0x00],
                2 => [0x69, 0x85],
                3 => before.Length > 0 ? before : answer,
                4 => [.. answer[..^1], (byte)(answer[^1] ^ 1)],
                _ => answer,
            };
        };
        for (var purchase = 0; purchase < 4; purchase++)
        {
            await BuyWhateverHappensAsync(bench, token);
        }

        bench.OnAnswer = (_, answer) => answer;
        await bench.Terminal.PolledAsync();
        var states = (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases")).AsArray().Select(purchase => purchase!["state"]!.GetValue<string>()).ToList();
        var completed = states.Count(state => state == "completed");
        Assert.IsTrue(states.All(state => state is "completed" or "refused" or "cancelled"), string.Join(' ', states));
        Assert.AreEqual(10000 - (50 * completed), decimal.Parse((await customer.MoneyAsync()).Balance, System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(50 * completed, decimal.Parse(await bench.MerchantBalanceAsync(), System.Globalization.CultureInfo.InvariantCulture));
        await bench.Bank.AssertBooksAsync();
    }

    /// <summary>A customer who does what the terminal says, until it says how it ended.</summary>
    private static async Task BuyWhateverHappensAsync(TerminalBench bench, FakeNfcToken token)
    {
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        var done = 0;
        await Eventually.IsTrueAsync(() =>
        {
            lock (bench.Terminal.Lock)
            {
                var (kind, count) = (bench.Terminal.Directed?.Kind, bench.Terminal.Directives.Count);
                if (count > done && kind is TerminalApplet.DirectPresent)
                {
                    bench.Terminal.Tap(token);
                }
                else if (count > done && kind is TerminalApplet.DirectPresentAgain)
                {
                    bench.Terminal.ReadCode(token.Press());
                }

                done = count;
                return Task.FromResult(kind is TerminalApplet.DirectApproved or TerminalApplet.DirectRefused);
            }
        });
        await Eventually.IsTrueAsync(async () => (await bench.NewestAsync())["state"]!.GetValue<string>() is "completed" or "refused" or "cancelled" or "reversed");
    }

    [TestMethod]
    [DataRow("9C0100")]
    [DataRow("9C01019F02060000000050005F2A020156")]
    [DataRow("9C01009F02060000000000005F2A020156")]
    [DataRow("9C01009F02060000000050005F2A020978")]
    [DataRow("9C01009F020600000000500A5F2A020156")]
    public async Task A_malformed_beginning_makes_no_order_and_does_not_stop_the_talk(string fields)
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        Assert.IsTrue(TlvList.TryParse(Convert.FromHexString(fields), out var list));
        bench.Terminal.Happen(TerminalApplet.EventStarted, list);
        await Eventually.IsTrueAsync(async () => await bench.AuditedAsync("terminal.event-ignored") == 1);
        bench.Terminal.Begin(TokenApplet.TypePurchase, 5000);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        Assert.HasCount(1, (await bench.Bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/purchases")).AsArray());
    }

    [TestMethod]
    public async Task Events_in_any_order_leave_the_books_whole()
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
            var (_, token) = await bench.CustomerAsync();
            var random = new Random(seed);
            byte[] code = new byte[48];
            bench.Terminal.Tap(token);
            for (var step = 0; step < 120; step++)
            {
                switch (random.Next(9))
                {
                    case 0:
                        bench.Terminal.Begin((byte)(random.Next(2) * 0x40), random.Next(1, 300000), "NOBODY");
                        break;
                    case 1:
                        bench.Terminal.Tap(token);
                        break;
                    case 2 when token.Shown is not null:
                        code = token.Press();
                        break;
                    case 3:
                        bench.Terminal.ReadCode(code);
                        break;
                    case 4 when bench.Terminal.Directed is { Kind: TerminalApplet.DirectPassword }:
                        bench.Terminal.Type(random.Next(2) == 0 ? TerminalBench.PaymentPassword : "000001");
                        break;
                    case 5:
                        bench.Terminal.LosePower();
                        break;
                    case 6:
                        bench.Terminal.LosePowerAfter = TerminalApplet.DirectApproved;
                        break;
                    default:
                        bench.Terminal.Happen((byte)random.Next(0x02, 0x10));
                        break;
                }

                await bench.Terminal.PolledAsync(1);
            }

            await bench.Bank.AssertBooksAsync();
        }
    }
}
