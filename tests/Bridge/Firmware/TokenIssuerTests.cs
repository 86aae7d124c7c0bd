using PaymentCode.Boards;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bridge.Tests.Firmware;

[TestClass]
public sealed class TokenIssuerTests
{
    readonly ImpatientTime _time = new(longest: TimeSpan.FromSeconds(1));

    [TestMethod]
    public async Task A_blank_token_gets_its_serial_number_and_keys_that_open_a_channel()
    {
        await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
        Assert.AreEqual(TokenApplet.LifeCycleBlank, token.Information.LifeCycle);
        TokenRegistration registration = await TokenIssuer.IssueAsync(token, IssuedToken.Serial, default);
        Assert.AreEqual("5043000000000001", registration.Serial);
        Assert.AreEqual(1, registration.KeyVersion);
        Assert.AreEqual(TokenApplet.LifeCycleInitialised, token.Information.LifeCycle);
        CollectionAssert.AreEqual(IssuedToken.Serial, token.Information.Serial);
        Scp03Keys keys = new(1, Convert.FromHexString(registration.Enc), Convert.FromHexString(registration.Mac), Convert.FromHexString(registration.Dek));
        await IssuedToken.OpenChannelAsync(token.TransceiveAsync, keys, 1);
    }

    [TestMethod]
    public async Task Every_token_gets_keys_of_its_own()
    {
        HashSet<string> keys = [];
        for (int i = 0; i < 3; i++)
        {
            await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
            TokenRegistration registration = await TokenIssuer.IssueAsync(token, IssuedToken.Serial, default);
            keys.UnionWith([registration.Enc, registration.Mac, registration.Dek]);
        }

        Assert.AreEqual(9, keys.Count);
    }

    [TestMethod]
    public async Task A_token_is_issued_once()
    {
        await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
        await TokenIssuer.IssueAsync(token, IssuedToken.Serial, default);
        NotATokenException refusal = await Assert.ThrowsExactlyAsync<NotATokenException>(() => TokenIssuer.IssueAsync(token, [9, 9, 9, 9, 9, 9, 9, 9], default));
        StringAssert.StartsWith(refusal.Message, "Token 5043000000000001 is not blank");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(9)]
    public async Task A_serial_number_has_eight_bytes(int length)
    {
        await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
        byte[] serial = [.. Enumerable.Repeat((byte)1, length)];
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => TokenIssuer.IssueAsync(token, serial, default));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => TokenIssuer.IssueAsync(token, new byte[8], default));
    }

    [TestMethod]
    public void A_registration_record_does_not_print_its_keys()
    {
        TokenRegistration record = new("5043000000000001", 1, "0A", "0B", "0C");
        Assert.AreEqual("token 5043000000000001, transport keys version 1", $"{record}");
    }
}
