using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tests.Relay;

[TestClass]
public sealed class RelayMessageTests
{
    static readonly byte[] Serial = [1, 2, 3, 4, 5, 6, 7, 8];

    [TestMethod]
    public void Messages_are_these_bytes()
    {
        Assert.AreEqual("0101", Hex(RelayMessage.Hello()));
        Assert.AreEqual("020102030405060708", Hex(RelayMessage.Attached(Serial)));
        Assert.AreEqual("030102030405060708", Hex(RelayMessage.Detached(Serial)));
        Assert.AreEqual("1001020304010203040506070880CA00E100", Hex(RelayMessage.Command(0x01020304, Serial, [0x80, 0xCA, 0x00, 0xE1, 0x00])));
        Assert.AreEqual("11FFFFFFFE6D00", Hex(RelayMessage.Response(0xFFFFFFFE, [0x6D, 0x00])));
        Assert.AreEqual("120000000103", Hex(RelayMessage.Failed(1, RelayFailure.LinkReset)));
    }

    [TestMethod]
    [DataRow("0101")]
    [DataRow("020102030405060708")]
    [DataRow("1001020304010203040506070880CA00E100")]
    [DataRow("1001020304010203040506070880CA00E1")]
    [DataRow("11000000016D00")]
    [DataRow("120000000104")]
    public void A_message_that_was_read_is_written_the_same(string hex)
    {
        Assert.IsTrue(RelayMessage.TryParse(Convert.FromHexString(hex), out RelayMessage message));
        Assert.AreEqual(hex, Hex(message));
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow("01", DisplayName = "hello without version")]
    [DataRow("010100", DisplayName = "hello with more")]
    [DataRow("0201020304050607", DisplayName = "serial of 7")]
    [DataRow("02010203040506070809", DisplayName = "serial of 9")]
    [DataRow("0001", DisplayName = "type 00")]
    [DataRow("0401", DisplayName = "type 04")]
    [DataRow("FF0102030405060708", DisplayName = "type FF")]
    [DataRow("10010203040102030405060708800000", DisplayName = "command of 3 bytes")]
    [DataRow("110000000190", DisplayName = "response of 1 byte")]
    [DataRow("1100000001", DisplayName = "response of nothing")]
    [DataRow("1200000001", DisplayName = "no reason")]
    [DataRow("120000000100", DisplayName = "reason 00")]
    [DataRow("120000000105", DisplayName = "reason 05")]
    public void Anything_else_is_refused(string hex) => Assert.IsFalse(RelayMessage.TryParse(Convert.FromHexString(hex), out _));

    [TestMethod]
    public void An_apdu_has_at_most_1024_bytes()
    {
        Assert.IsTrue(RelayMessage.TryParse(RelayMessage.Response(1, new byte[1024]).ToBytes(), out _));
        Assert.IsFalse(RelayMessage.TryParse(RelayMessage.Response(1, new byte[1025]).ToBytes(), out _));
        Assert.IsTrue(RelayMessage.TryParse(RelayMessage.Command(1, Serial, new byte[1024]).ToBytes(), out _));
        Assert.IsFalse(RelayMessage.TryParse(RelayMessage.Command(1, Serial, new byte[1025]).ToBytes(), out _));
    }

    static string Hex(RelayMessage message) => Convert.ToHexString(message.ToBytes());
}
