using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>What is said between bank and terminal, byte by byte (docs/PROTOCOLS.md section 8).</summary>
[TestClass]
public sealed class TerminalMessageTests
{
    private static readonly TerminalOrder Order = new()
    {
        Reference = "0123456789",
        Kind = TerminalOrder.Transfer,
        Number = 0x1001,
        AmountMinor = 12345,
        Currency = "CNY",
        Receiver = "MEI42",
    };

    [TestMethod]
    public void Directives_are_these_bytes()
    {
        AssertBytes("9F410400001001" + "DF3C0101" + "DF3D013C", Directive.Present(Order, 60));
        AssertBytes("9F410400001001" + "DF3C0105" + "DF3D016E", Directive.PresentAgain(Order, 110));
        AssertBytes("9F410400001001" + "DF3C0103" + "5A089999901234567894", Directive.Password(Order, "9999901234567894"));
        AssertBytes("9F410400001001" + "DF3C0103" + "5A0A9156001234567890123F", Directive.Password(Order, "9156001234567890123"));
        AssertBytes("9F410400001001" + "DF3C0106", Directive.OtherDevice(Order));
        AssertBytes("9F410400001001" + "DF3C0107" + "9F0206000000012345" + "5F2A020156" + "5F360102", Directive.Approved(Order));
        AssertBytes("9F410400001001" + "DF3C0108" + "DF430100", Directive.Refused(Order));
        AssertBytes(
            "9F410400001001" + "DF3C0104" + "DF4110" + "3931353630302A2A2A2A2A2A30303132" + "9F0206000000012345" + "5F2A020156" + "5F360102"
            + "DF35054D45493432" + "DF4210" + "3632323230322A2A2A2A2A2A30303138",
            Directive.Confirm(Order, "915600******0012", "622202******0018"));
    }

    [TestMethod]
    public void An_answer_to_GET_EVENT_is_read()
    {
        Assert.IsTrue(TerminalEvent.TryParse(Convert.FromHexString("DF320101"), out var state, out var none));
        Assert.AreEqual((TerminalApplet.StateIdle, null), (state, none));
        Assert.IsTrue(TerminalEvent.TryParse(
            Convert.FromHexString("DF320104" + "DF300400000007" + "DF340101" + "9F410400001001" + "9C0140" + "DF35054D45493432"), out state, out var begun));
        Assert.AreEqual((TerminalApplet.StateWorking, 7u, TerminalApplet.EventStarted, 0x1001u), (state, begun!.Sequence, begun.Kind, begun.Number));
        Assert.AreEqual("MEI42", begun.Text(TerminalApplet.TagReceiver, 20));
        Assert.IsNull(begun.Text(TerminalApplet.TagReceiver, 4));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("DF3200")]
    [DataRow("DF320101DF3004000000")]
    [DataRow("DF320101DF300400000001")]
    [DataRow("DF320101DF300400000001DF340101")]
    [DataRow("DF320101DF3003000001DF3401019F410400001001")]
    [DataRow("DF320101DF300400000001DF300400000001DF3401019F410400001001")]
    public void A_malformed_answer_is_none(string answer) => Assert.IsFalse(TerminalEvent.TryParse(Convert.FromHexString(answer), out _, out _));

    [TestMethod]
    public async Task The_configuration_is_these_bytes_and_comes_again_when_it_changes()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        var id = Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(bench.TerminalId));
        await ConfiguredAsync(bench, "9F1C08" + id + "5F2A020156" + "5F360102" + "DF1109" + "54656120686F757365" + "DF440100");
        await bench.Bank.ClerkDoesAsync(
            HttpMethod.Put, $"/clerk/terminals/{bench.TerminalId}/merchant", new { merchantId = "TEA1", name = "茶馆 Caf\u00e9 Tea & Co." });
        await bench.Bank.ClerkDoesAsync(
            HttpMethod.Put, $"/clerk/terminals/{bench.TerminalId}/board", new { serial = bench.Terminal.Serial, language = "zh" });
        await ConfiguredAsync(bench, "9F1C08" + id + "5F2A020156" + "5F360102" + "DF110D" + "4361662054656120262043" + "6F2E" + "DF440101");
    }

    [TestMethod]
    public async Task The_bank_acknowledges_each_event_with_its_number()
    {
        await using var bench = await TerminalBench.StartAsync(Engine.Sqlite);
        bench.Terminal.Begin(TokenApplet.TypePurchase, 100);
        await bench.Terminal.DirectedAsync(TerminalApplet.DirectPresent);
        await bench.Terminal.PolledAsync();
        Assert.AreEqual("380000DF300400000000", bench.Terminal.Commands.First(command => command.StartsWith("38", StringComparison.Ordinal)));
        Assert.AreEqual("380000DF300400000001", bench.Terminal.Commands.Last(command => command.StartsWith("38", StringComparison.Ordinal)));
        Assert.Contains("3A00009F410400001001DF3C0101DF3D013C", bench.Terminal.Commands);
    }

    [TestMethod]
    public async Task A_PIN_block_opens_to_its_digits_and_with_nothing_else()
    {
        // Made with another implementation of AES: key 4 is thirty-two bytes 42, transaction 00001001, PIN 271828, account 9156001234567890123.
        var block = Convert.FromHexString("93864EB2C1DB78738927331766602B56");
        var key = Enumerable.Repeat((byte)0x42, 32).ToArray();
        Assert.AreEqual("271828", await OpenAsync(key, 0x1001, block, "9156001234567890123"));
        Assert.IsNull(await OpenAsync(key, 0x1002, block, "9156001234567890123"));
        Assert.IsNull(await OpenAsync(key, 0x1001, block, "9156001234567890124"));
        Assert.IsNull(await OpenAsync([.. key[..31], 0x43], 0x1001, block, "9156001234567890123"));
        Assert.IsNull(await OpenAsync(key, 0x1001, [.. block[..15], 0x57], "9156001234567890123"));
        Assert.IsNull(await OpenAsync(key, 0x1001, block[..15], "9156001234567890123"));
        Assert.IsNull(await OpenAsync(key, 0x1001, null, "9156001234567890123"));
    }

    [TestMethod]
    public void A_surrogate_number_is_sixteen_digits_with_a_check_digit() => Assert.AreEqual("9999901234567892", PinBlocks.Surrogate("0123456789"));

    private static async Task<string?> OpenAsync(byte[] key, uint number, byte[]? block, string account)
    {
        var digits = "";
        return await PinBlocks.CompareAsync(key, number, block, account, read =>
        {
            digits = read;
            return Task.FromResult(true);
        }) is not null ? digits : null;
    }

    private static Task ConfiguredAsync(TerminalBench bench, string expected) =>
        Eventually.IsTrueAsync(() => Task.FromResult(bench.Terminal.Configuration == expected));

    private static void AssertBytes(string expected, byte[] actual) => Assert.AreEqual(expected, Convert.ToHexString(actual));
}
