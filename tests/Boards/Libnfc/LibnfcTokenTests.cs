namespace PaymentCode.Boards.Tests.Libnfc;

/// <summary>Boards with a firmware of their own as cards of a reader that libnfc drives.</summary>
[TestClass]
public sealed class LibnfcTokenTests
{
    private static readonly byte[] SelectToken = [0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, 0x50, 0x41, 0x59, 0x43, 0x4F, 0x44, 0x45, 0x01];

    [TestMethod]
    public void A_token_answers_SELECT_and_GET_DATA_over_the_air_in_the_readers_time()
    {
        TokenBoard token = TokenBoard.WithPn532();
        using ReaderAtPace reader = new();
        reader.Bring(token);
        using LibnfcDevice device = new(reader.Device);
        device.Select();
        for (int i = 0; i < 3; i++)
        {
            byte[]? selected = device.Exchange(SelectToken, out int error);
            Assert.IsNotNull(selected, $"libnfc says {error}");
            Assert.AreEqual("6F0B8409F0504159434F4445019000", Convert.ToHexString(selected));
            byte[]? information = device.Exchange([0x80, 0xCA, 0x00, 0xE1, 0x00], out error);
            Assert.IsNotNull(information, $"libnfc says {error}");
            Assert.AreEqual(0xE1, information[0]);
            CollectionAssert.AreEqual((byte[])[0x90, 0x00], information[^2..]);
        }

        Assert.IsEmpty(token.FirmwareFaults);
        Assert.IsEmpty(token.Pn532.UnknownCommands);
    }

    [TestMethod]
    public void A_bank_card_is_selected_and_answers()
    {
        BankCard card = new("6217001234567893", "301231", new byte[16]);
        using ReaderAtPace reader = new(card.Contactless);
        using LibnfcDevice device = new(reader.Device);
        device.Select();
        byte[]? unknown = device.Exchange([0x00, 0xA4, 0x04, 0x00, 0x05, 0x01, 0x02, 0x03, 0x04, 0x05], out int error);
        Assert.IsNotNull(unknown, $"libnfc says {error}");
        Assert.AreEqual("6A82", Convert.ToHexString(unknown));
    }
}
