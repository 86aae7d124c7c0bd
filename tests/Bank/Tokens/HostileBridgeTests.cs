using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>
/// What a bridge in an attacker's hands can do to the talk between the bank and the real token: prevent it. It cannot change what the token is asked, have it asked twice,
/// or make the bank believe an outcome that is not the token's.
/// </summary>
[TestClass]
public sealed class HostileBridgeTests
{
    private const int ExchangesOfGenerate = 5;
    private const int ExchangesOfStatus = 4;

    private static readonly TokenReplyKind[] ProvesNothing = [TokenReplyKind.Unknown, TokenReplyKind.Refused, TokenReplyKind.NotConnected];

    private static readonly string[] Forgeries =
        ["9000", "6985", "6982", "6A80", "6A88", "6300", "6283", "6100", "6F00", "0000", "9F3704000000009000", "00000000000000009000"];

    [TestMethod]
    public async Task No_altered_byte_changes_what_the_token_is_asked()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var lengths = await LengthsAsync(site);
        var attacks = 0;
        for (var number = 0; number < ExchangesOfGenerate; number++)
        {
            foreach (var (position, mask) in Places(lengths.Commands[number]))
            {
                await AttackGenerateAsync(site, (at, apdu) => at == number ? Altered(apdu, position, mask) : apdu, HostileBridge.Honest);
                attacks++;
            }

            foreach (var (position, mask) in Places(lengths.Responses[number]))
            {
                await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) => at == number ? Altered(apdu, position, mask) : apdu);
                attacks++;
            }
        }

        Assert.IsTrue(attacks > 400, $"only {attacks} bytes were altered");
    }

    [TestMethod]
    public async Task No_dropped_message_leaves_more_than_a_doubt()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        for (var number = 0; number < ExchangesOfGenerate; number++)
        {
            await AttackGenerateAsync(site, (at, apdu) => at == number ? null : apdu, HostileBridge.Honest, isHarmless: false);
            await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) => at == number ? null : apdu, isHarmless: false);
        }
    }

    [TestMethod]
    public async Task No_forged_answer_is_believed()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        foreach (var forged in Forgeries.Select(Convert.FromHexString))
        {
            for (var number = 0; number < ExchangesOfGenerate; number++)
            {
                // The forger lets the token do its work, or keeps the command from it.
                await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) => at == number ? forged : apdu);
                await AttackGenerateAsync(site, (at, apdu) => at == number ? SelectAgain : apdu, (at, apdu) => at == number ? forged : apdu);
            }
        }
    }

    [TestMethod]
    public async Task A_command_that_is_repeated_is_not_executed_twice()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        for (var number = 0; number < ExchangesOfGenerate; number++)
        {
            byte[]? repeated = null;
            await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) =>
            {
                repeated = at == number ? site.Bridge.Commands[at] : repeated;
                return apdu;
            }, isHarmless: true, async () => await site.Bridge.InjectAsync(repeated!));
        }
    }

    [TestMethod]
    public async Task Commands_kept_from_one_channel_do_nothing_in_another()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var kept = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, kept, default);
        await site.Channel.CancelAsync(site.Serial, kept.Nonce, default);
        site.Bridge.Behave();
        await site.Channel.GenerateCodeAsync(site.Serial, kept, default);
        var old = site.Bridge.Commands.ToList();
        await site.Channel.CancelAsync(site.Serial, kept.Nonce, default);

        // Whole, in pieces, and within a channel that the bank has open.
        foreach (var command in old)
        {
            await site.Bridge.InjectAsync(command);
        }

        Assert.AreEqual(TokenReplyKind.Cancelled, (await site.Channel.GetStatusAsync(site.Serial, kept.Nonce, default)).Kind);
        for (var number = 0; number < ExchangesOfGenerate; number++)
        {
            await AttackGenerateAsync(site, (at, apdu) => at == number ? old[at] : apdu, HostileBridge.Honest, isHarmless: number == 0);
        }
    }

    [TestMethod]
    public async Task A_command_that_is_held_back_is_executed_once_or_dies_with_its_channel()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var late = await HoldBackAsync(site);
        await site.Bridge.InjectAsync(late.Command);
        Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GetStatusAsync(site.Serial, late.Nonce, default)).Kind, "late, and as the bank meant it");
        await site.Bridge.InjectAsync(late.Command);
        Assert.AreEqual(TokenReplyKind.Cancelled, (await site.Channel.CancelAsync(site.Serial, late.Nonce, default)).Kind);

        var tooLate = await HoldBackAsync(site);
        Assert.AreEqual(TokenReplyKind.Unknown, (await site.Channel.GetStatusAsync(site.Serial, tooLate.Nonce, default)).Kind);
        await site.Bridge.InjectAsync(tooLate.Command);
        Assert.AreEqual(TokenReplyKind.Unknown, (await site.Channel.GetStatusAsync(site.Serial, tooLate.Nonce, default)).Kind);
    }

    [TestMethod]
    public async Task An_answer_that_comes_late_is_no_answer_to_the_next_question()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var transaction = site.NewTransaction();
        site.Bridge.Attack(HostileBridge.Honest, (at, apdu) => at == ExchangesOfGenerate - 1 ? null : apdu);
        Assert.AreEqual(TokenReplyKind.Unknown, (await site.Bridge.SettleAsync(site.Channel.GenerateCodeAsync(site.Serial, transaction, default))).Kind);
        var late = site.Bridge.Responses[^1];
        for (var number = 0; number < ExchangesOfStatus; number++)
        {
            await AskAsync(site, transaction.Nonce, TokenReplyKind.Pending, number, _ => late);
        }

        site.Bridge.Behave();
        Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default)).Kind);
    }

    [TestMethod]
    public async Task Answers_of_other_exchanges_prove_nothing()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        site.Bridge.Behave();
        var first = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, first, default);
        var old = site.Bridge.Responses.ToList();
        await site.Channel.CancelAsync(site.Serial, first.Nonce, default);
        for (var number = 0; number < ExchangesOfGenerate; number++)
        {
            for (var other = 0; other < ExchangesOfGenerate; other++)
            {
                await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) => at == number ? old[other] : apdu);
                await AttackGenerateAsync(site, HostileBridge.Honest, (at, apdu) => at == number && other < at ? site.Bridge.Responses[other] : apdu);
            }
        }
    }

    [TestMethod]
    public async Task A_pending_transaction_is_not_made_to_look_decided()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var transaction = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, transaction, default);
        await AttackStatusAsync(site, transaction.Nonce, TokenReplyKind.Pending);
        Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default)).Kind);
    }

    [TestMethod]
    public async Task A_confirmed_transaction_is_not_made_to_look_declined()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var transaction = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, transaction, default);
        site.Board.Press();
        await AttackStatusAsync(site, transaction.Nonce, TokenReplyKind.Confirmed);
        var truth = await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default);
        Assert.AreEqual(new TokenReply(TokenReplyKind.Confirmed, 1, null), truth);
    }

    [TestMethod]
    public async Task A_declined_transaction_is_not_made_to_look_confirmed()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var before = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, before, default);
        site.Board.Press();
        site.Bridge.Behave();
        await site.Channel.GetStatusAsync(site.Serial, before.Nonce, default);
        var confirmed = site.Bridge.Responses[^1];
        await site.Channel.CancelAsync(site.Serial, before.Nonce, default);

        var transaction = site.NewTransaction();
        await site.Channel.GenerateCodeAsync(site.Serial, transaction, default);
        site.Board.Hold();
        site.Bridge.Attack(HostileBridge.Honest, (at, apdu) => at == ExchangesOfStatus - 1 ? confirmed : apdu);
        CollectionAssert.Contains(ProvesNothing, (await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default)).Kind);
        await AttackStatusAsync(site, transaction.Nonce, TokenReplyKind.Declined);
        Assert.AreEqual(TokenReplyKind.Declined, (await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default)).Kind);
    }

    [TestMethod]
    public async Task A_cancel_that_the_token_did_not_hear_is_not_believed()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        foreach (var forged in Forgeries.Select(Convert.FromHexString))
        {
            var transaction = site.NewTransaction();
            site.Bridge.Behave();
            await site.Channel.GenerateCodeAsync(site.Serial, transaction, default);
            site.Bridge.Attack((at, apdu) => at == 3 ? SelectAgain : apdu, (at, apdu) => at == 3 ? forged : apdu);
            CollectionAssert.Contains(ProvesNothing, (await site.Channel.CancelAsync(site.Serial, transaction.Nonce, default)).Kind);
            site.Bridge.Behave();
            Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default)).Kind);
            Assert.AreEqual(TokenReplyKind.Cancelled, (await site.Channel.CancelAsync(site.Serial, transaction.Nonce, default)).Kind);
        }
    }

    [TestMethod]
    public async Task A_command_for_one_token_is_not_taken_by_another()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        var (otherBoard, otherSerial) = await site.IssueAsync(2);
        var other = await site.ConnectAsync(otherBoard, otherSerial);
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(otherSerial, default)).Kind);
        await site.ClaimAsync(other.Socket, site.Serial);
        await site.LeaveAsync(site.Bridge);
        var transaction = site.NewTransaction();
        CollectionAssert.Contains(ProvesNothing, (await site.Channel.GenerateCodeAsync(site.Serial, transaction, default)).Kind);
        Assert.AreEqual(TokenReplyKind.Unknown, (await site.Channel.GetStatusAsync(otherSerial, transaction.Nonce, default)).Kind);
        Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GenerateCodeAsync(otherSerial, transaction, default)).Kind, "the other token is free");
    }

    private static byte[] SelectAgain { get; } = Convert.FromHexString("00A4040009F0504159434F444501");

    private static byte[] Altered(byte[] apdu, int position, byte mask)
    {
        var altered = apdu.ToArray();
        altered[position] ^= mask;
        return altered;
    }

    private static IEnumerable<(int Position, byte Mask)> Places(int length)
    {
        for (var position = 0; position < length; position++)
        {
            yield return (position, 0x01);
            yield return (position, 0xFF);
        }
    }

    /// <summary>The bank asks for a code; the bridge keeps the command, and the bank gives up.</summary>
    private static async Task<(byte[] Command, uint Nonce)> HoldBackAsync(TokenSite site)
    {
        var transaction = site.NewTransaction();
        site.Bridge.Attack((at, apdu) => at == ExchangesOfGenerate - 1 ? null : apdu, HostileBridge.Honest);
        Assert.AreEqual(TokenReplyKind.Unknown, (await site.Bridge.SettleAsync(site.Channel.GenerateCodeAsync(site.Serial, transaction, default))).Kind);
        var command = site.Bridge.Commands[^1];
        site.Bridge.Behave();
        return (command, transaction.Nonce);
    }

    private static async Task<(int[] Commands, int[] Responses)> LengthsAsync(TokenSite site)
    {
        var transaction = site.NewTransaction();
        site.Bridge.Behave();
        await site.Channel.GenerateCodeAsync(site.Serial, transaction, default);
        int[] commands = [.. site.Bridge.Commands.Select(apdu => apdu.Length)];
        int[] responses = [.. site.Bridge.Responses.Select(apdu => apdu.Length)];
        await site.Channel.CancelAsync(site.Serial, transaction.Nonce, default);
        Assert.AreEqual(ExchangesOfGenerate, commands.Length);
        return (commands, responses);
    }

    /// <summary>Attacks one request for a code, then looks honestly at what the token holds: nothing, or exactly what it was asked.</summary>
    private static async Task AttackGenerateAsync(
        TokenSite site, Func<int, byte[], byte[]?> onCommand, Func<int, byte[], byte[]?> onResponse, bool isHarmless = true, Func<Task>? afterwards = null)
    {
        var transaction = site.NewTransaction();
        site.Bridge.Attack(onCommand, onResponse);
        var reply = await site.Bridge.SettleAsync(site.Channel.GenerateCodeAsync(site.Serial, transaction, default));
        Assert.IsTrue(reply.Kind == TokenReplyKind.Pending || ProvesNothing.Contains(reply.Kind), reply.ToString());
        Assert.IsTrue(isHarmless || reply.Kind != TokenReplyKind.Pending, "the attack did nothing");
        if (afterwards is not null)
        {
            await afterwards();
        }

        site.Bridge.Behave();
        var held = await site.Channel.GetStatusAsync(site.Serial, transaction.Nonce, default);
        Assert.IsTrue(held.Kind is TokenReplyKind.Pending or TokenReplyKind.Unknown, held.ToString());
        Assert.IsTrue(reply.Kind != TokenReplyKind.Pending || held.Kind == TokenReplyKind.Pending, "the bank believes what the token does not hold");

        // The token refuses the same nonce with other bytes, and another nonce while one waits.
        Assert.AreEqual(TokenReplyKind.Pending, (await site.Channel.GenerateCodeAsync(site.Serial, transaction, default)).Kind);
        Assert.AreEqual(TokenReplyKind.Cancelled, (await site.Channel.CancelAsync(site.Serial, transaction.Nonce, default)).Kind);
    }

    private static async Task AttackStatusAsync(TokenSite site, uint nonce, TokenReplyKind truth)
    {
        for (var number = 0; number < ExchangesOfStatus; number++)
        {
            site.Bridge.Behave();
            await site.Channel.GetStatusAsync(site.Serial, nonce, default);
            var length = site.Bridge.Responses[number].Length;
            for (var position = 0; position < length; position++)
            {
                await AskAsync(site, nonce, truth, number, apdu => Altered(apdu, position, 0x01));
            }

            foreach (var forged in Forgeries.Select(Convert.FromHexString))
            {
                await AskAsync(site, nonce, truth, number, _ => forged);
            }
        }

        site.Bridge.Behave();
    }

    private static async Task AskAsync(TokenSite site, uint nonce, TokenReplyKind truth, int number, Func<byte[], byte[]> alter)
    {
        site.Bridge.Attack(HostileBridge.Honest, (at, apdu) => at == number ? alter(apdu) : apdu);
        var reply = await site.Channel.GetStatusAsync(site.Serial, nonce, default);
        Assert.IsTrue(reply.Kind == truth || ProvesNothing.Contains(reply.Kind), reply.ToString());
        Assert.IsTrue(number < ExchangesOfStatus - 1 || reply.Kind != truth, "the answer itself was altered");
    }
}
