using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>Keys that are put into a token, whatever is lost on the way: bank and token find together again, and versions only rise.</summary>
[TestClass]
public sealed class PersonalisationTests
{
    /// <summary>SELECT, INITIALIZE UPDATE, EXTERNAL AUTHENTICATE, PUT DATA, then this.</summary>
    private const int PutKey = 4;

    [TestMethod, OnBothEngines]
    public async Task A_registered_token_gets_the_banks_keys(Engine engine)
    {
        await using var site = await TokenSite.CreateAsync(engine);
        Assert.AreEqual(new TokenReply(TokenReplyKind.Confirmed, null, null), await site.Channel.PersonaliseAsync(site.Serial, default));
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 0);
        Assert.AreEqual(TokenReplyKind.Pending, await AskAsync(site));
    }

    [TestMethod, OnBothEngines]
    public async Task Each_time_the_version_rises(Engine engine)
    {
        await using var site = await TokenSite.CreatePersonalisedAsync(engine);
        for (var version = 3; version < 6; version++)
        {
            Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
            await AssertKeysAsync(site, TokenState.Personalised, version, 0);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task A_lost_answer_is_cleared_up_without_sending_keys_again(Engine engine)
    {
        await using var site = await TokenSite.CreateAsync(engine);
        await LosePutKeyAsync(site, onCommand: HostileBridge.Honest, onResponse: (at, apdu) => at == PutKey ? null : apdu);
        await AssertKeysAsync(site, TokenState.Registered, keyVersion: 0, pending: 2);
        site.RestartBank();
        site.Bridge.Behave();
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        Assert.IsFalse(site.Bridge.Commands.Exists(apdu => apdu[1] == TokenApplet.InsPutKey));
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 0);
    }

    [TestMethod, OnBothEngines]
    public async Task A_lost_answer_is_cleared_up_by_whatever_is_asked_next(Engine engine)
    {
        await using var site = await TokenSite.CreatePersonalisedAsync(engine);
        await LosePutKeyAsync(site, onCommand: HostileBridge.Honest, onResponse: (at, apdu) => at == PutKey ? null : apdu);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 3);
        Assert.AreEqual(TokenReplyKind.Pending, await AskAsync(site));
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 3, pending: 0);
    }

    [TestMethod, OnBothEngines]
    public async Task A_lost_command_is_sent_again_under_the_same_version(Engine engine)
    {
        await using var site = await TokenSite.CreatePersonalisedAsync(engine);
        await LosePutKeyAsync(site, onCommand: (at, apdu) => at == PutKey ? null : apdu, onResponse: HostileBridge.Honest);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 3);
        site.RestartBank();
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 3, pending: 0);
        Assert.AreEqual(TokenReplyKind.Pending, await AskAsync(site));
    }

    [TestMethod]
    [DataRow("9000")]
    [DataRow("6985")]
    [DataRow("6A80")]
    public async Task A_forged_answer_does_not_make_the_bank_believe_in_keys_that_are_not_there(string forged)
    {
        await using var site = await TokenSite.CreateAsync();
        byte[] harmless = [0x80, 0xCA, 0x00, 0xE1, 0x00];
        await LosePutKeyAsync(site, (at, apdu) => at == PutKey ? harmless : apdu, (at, apdu) => at == PutKey ? Convert.FromHexString(forged) : apdu);
        await AssertKeysAsync(site, TokenState.Registered, keyVersion: 0, pending: 2);
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 0);
    }

    [TestMethod]
    public async Task Altered_keys_are_not_taken()
    {
        await using var site = await TokenSite.CreateAsync();
        site.Bridge.Behave();
        for (var position = 5; position < 170; position += 11)
        {
            await LosePutKeyAsync(site, (at, apdu) => at == PutKey ? Altered(apdu, position) : apdu, HostileBridge.Honest);
            await AssertKeysAsync(site, TokenState.Registered, keyVersion: 0, pending: 2);
        }

        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 0);
    }

    [TestMethod, OnBothEngines]
    public async Task A_bank_that_crashes_before_it_notes_the_answer_finds_the_keys_in_the_token(Engine engine)
    {
        await using var site = await TokenSite.CreateAsync(engine);
        site.Database.Fault = sql => _ = sql.Contains("pending_version = 0", StringComparison.Ordinal) ? throw new InvalidOperationException("crash") : 0;
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => site.Channel.PersonaliseAsync(site.Serial, default));
        site.Database.Fault = null;
        await AssertKeysAsync(site, TokenState.Registered, keyVersion: 0, pending: 2);
        site.RestartBank();
        Assert.AreEqual(TokenReplyKind.Pending, await AskAsync(site));
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 2, pending: 0);
    }

    [TestMethod]
    public async Task A_token_without_power_during_put_key_has_the_old_keys_or_the_new_ones()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        site.Bridge.Attack((at, apdu) =>
        {
            if (at == PutKey)
            {
                site.Board.Serial.UnplugAfterBytesFromBoard(3);
            }

            return apdu;
        }, HostileBridge.Honest);
        await Assert.ThrowsAsync<IOException>(() => site.Bridge.SettleAsync(site.Channel.PersonaliseAsync(site.Serial, default)));
        await site.LeaveAsync(site.Bridge);
        site.Board.PowerOff();
        site.Board.PowerOn();
        var again = await site.ConnectAsync(site.Board, site.Serial);
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.PersonaliseAsync(site.Serial, default)).Kind);
        Assert.IsTrue(again.Commands.Count > 0);
        await AssertKeysAsync(site, TokenState.Personalised, keyVersion: 3, pending: 0);
    }

    [TestMethod]
    public async Task Erased_keys_are_gone_from_the_token()
    {
        await using var site = await TokenSite.CreatePersonalisedAsync();
        Assert.AreEqual(TokenReplyKind.Confirmed, (await site.Channel.EraseKeysAsync(site.Serial, default)).Kind);
        Assert.AreEqual(1, (await site.RecordAsync())!.KeysErased);
        Assert.AreEqual(TokenReplyKind.Unknown, await AskAsync(site));
        var information = await site.Bridge.InjectAsync([0x80, 0xCA, 0x00, 0xE1, 0x00]);
        Assert.IsTrue(TokenInformation.TryParse(information[..^2], out var token));
        Assert.AreEqual(TokenApplet.LifeCycleInitialised, token.LifeCycle);
    }

    [TestMethod]
    public void Keys_are_derived_from_master_key_purpose_serial_and_version_only()
    {
        var ring = new Secrets.KeyRing(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());
        TokenKeys keys = new(ring);
        Assert.AreEqual("28E846CE4F640222AD40D33CCD201401C80E2DB94E1072B62D62F9F51708E4FD", Convert.ToHexString(keys.CodeKey("5043000000000001", 2)));
        HashSet<string> all = [];
        foreach (var serial in new[] { "5043000000000001", "5043000000000002" })
        {
            for (var version = 1; version <= 127; version++)
            {
                var set = keys.Set(serial, version);
                var channel = set.Channel();
                foreach (var key in new[] { channel.Enc, channel.Mac, channel.Dek, set.Code[..16], set.Seed[..16] })
                {
                    Assert.IsTrue(all.Add(Convert.ToHexString(key)));
                }
            }
        }
    }

    [TestMethod]
    public async Task Transport_keys_do_not_lie_open_in_the_database()
    {
        await using var site = await TokenSite.CreateAsync();
        byte[] enc = [.. Enumerable.Repeat((byte)0xE1, 16)];
        var registered = await site.Desk.RegisterAsync(
            new RegisterToken("5043000000000009", 1, Convert.ToHexString(enc), Convert.ToHexString(enc), Convert.ToHexString(enc)));
        Assert.IsNull(registered.Refusal);
        var stored = await site.Database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, "5043000000000009"));
        Assert.IsFalse(Convert.ToHexString(stored!.TransportKeys).Contains("E1E1E1", StringComparison.Ordinal));
        CollectionAssert.AreEqual(enc, site.Keys.UnwrapTransport(stored).Enc);
    }

    private static byte[] Altered(byte[] apdu, int position)
    {
        var altered = apdu.ToArray();
        altered[position] ^= 0x40;
        return altered;
    }

    private static async Task LosePutKeyAsync(TokenSite site, Func<int, byte[], byte[]?> onCommand, Func<int, byte[], byte[]?> onResponse)
    {
        site.Bridge.Attack(onCommand, onResponse);
        var reply = await site.Bridge.SettleAsync(site.Channel.PersonaliseAsync(site.Serial, default));
        Assert.IsTrue(reply.Kind is TokenReplyKind.Unknown or TokenReplyKind.Refused, reply.ToString());
        site.Bridge.Behave();
    }

    private static async Task<TokenReplyKind> AskAsync(TokenSite site) =>
        (await site.Channel.GenerateCodeAsync(site.Serial, site.NewTransaction(), default)).Kind;

    private static async Task AssertKeysAsync(TokenSite site, string state, int keyVersion, int pending)
    {
        var token = await site.RecordAsync();
        Assert.AreEqual((state, keyVersion, pending), (token!.State, token.KeyVersion, token.PendingVersion));
    }
}
