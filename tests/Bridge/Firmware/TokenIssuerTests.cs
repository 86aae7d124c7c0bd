using PaymentCode.Boards;
using PaymentCode.Bridge.Link;
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
        TokenRegistration registration = TokenRegistration.Create(IssuedToken.Serial);
        await TokenIssuer.IssueAsync(token, registration, default);
        Assert.AreEqual("5043000000000001", registration.Serial);
        Assert.AreEqual(1, registration.KeyVersion);
        Assert.AreEqual(TokenApplet.LifeCycleInitialised, token.Information.LifeCycle);
        CollectionAssert.AreEqual(IssuedToken.Serial, token.Information.Serial);
        await IssuedToken.OpenChannelAsync(token.TransceiveAsync, Transport(registration), 1);
    }

    [TestMethod]
    public void Every_token_gets_keys_of_its_own()
    {
        HashSet<string> keys = [];
        for (int i = 0; i < 3; i++)
        {
            TokenRegistration registration = TokenRegistration.Create(IssuedToken.Serial);
            keys.UnionWith([registration.Enc, registration.Mac, registration.Dek]);
        }

        Assert.AreEqual(9, keys.Count);
    }

    [TestMethod]
    public async Task A_token_is_issued_once()
    {
        await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(new TokenBoard(3)), _time, default);
        await TokenIssuer.IssueAsync(token, TokenRegistration.Create(IssuedToken.Serial), default);
        TokenRegistration other = TokenRegistration.Create([9, 9, 9, 9, 9, 9, 9, 9]);
        NotATokenException refusal = await Assert.ThrowsExactlyAsync<NotATokenException>(() => TokenIssuer.IssueAsync(token, other, default));
        StringAssert.StartsWith(refusal.Message, "Token 5043000000000001 is not blank");
    }

    [TestMethod]
    public async Task A_cable_pulled_at_any_byte_of_the_first_loading_costs_no_token_whose_record_was_kept()
    {
        int finished = 0;
        int afterwards = 0;
        for (int bytes = 0; bytes < 260; bytes += 13)
        {
            TokenBoard board = new(3);
            TokenRegistration registration = TokenRegistration.Create(IssuedToken.Serial);
            await using (TokenLink pulled = await TokenLink.ConnectAsync(new BoardLine(board), _time, default))
            {
                Pull(board, bytes);
                try
                {
                    await TokenIssuer.IssueAsync(pulled, registration, default);
                    finished++;
                }
                catch (LinkException)
                {
                }
            }

            board.Serial.Plug();
            await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(board), _time, default);
            afterwards += token.Information.LifeCycle == TokenApplet.LifeCycleInitialised ? 1 : 0;
            await TokenIssuer.IssueAsync(token, registration, default);
            await IssuedToken.OpenChannelAsync(token.TransceiveAsync, Transport(registration), 1);
        }

        Assert.IsTrue(finished < afterwards && afterwards < 20, $"{finished} finished, {afterwards} had the keys");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(9)]
    public void A_serial_number_has_eight_bytes_not_all_zero(int length)
    {
        Assert.ThrowsExactly<ArgumentException>(() => TokenRegistration.Create([.. Enumerable.Repeat((byte)1, length)]));
        Assert.ThrowsExactly<ArgumentException>(() => TokenRegistration.Create(new byte[8]));
    }

    [TestMethod]
    [DataRow("50430000000001", 1, "00112233445566778899AABBCCDDEEFF")]
    [DataRow("5043000000000001", 0, "00112233445566778899AABBCCDDEEFF")]
    [DataRow("5043000000000001", 1, "00112233445566778899AABBCCDDEE")]
    [DataRow("5043000000000001", 1, "00112233445566778899AABBCCDDEEFG")]
    public async Task A_spoilt_record_is_refused_before_anything_is_sent(string serial, int version, string key)
    {
        TokenBoard board = new(3);
        await using TokenLink token = await TokenLink.ConnectAsync(new BoardLine(board), _time, default);
        TokenRegistration spoilt = new(serial, version, key, key, key);
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => TokenIssuer.IssueAsync(token, spoilt, default));
        await token.FindAsync(default);
        Assert.AreEqual(TokenApplet.LifeCycleBlank, token.Information.LifeCycle);
    }

    [TestMethod]
    public void A_registration_record_does_not_print_its_keys()
    {
        TokenRegistration record = new("5043000000000001", 1, "0A", "0B", "0C");
        Assert.AreEqual("token 5043000000000001, transport keys version 1", $"{record}");
    }

    static Scp03Keys Transport(TokenRegistration registration) =>
        new(1, Convert.FromHexString(registration.Enc), Convert.FromHexString(registration.Mac), Convert.FromHexString(registration.Dek));

    // The command is about 160 bytes to the board, the rest of the exchange comes back.
    static void Pull(TokenBoard board, int bytes)
    {
        if (bytes < 170)
        {
            board.Serial.UnplugAfterBytesToBoard(bytes);
        }
        else
        {
            board.Serial.UnplugAfterBytesFromBoard(bytes - 170);
        }
    }
}
