using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>Loading, replacing and erasing keys.</summary>
[TestClass]
public sealed class KeyTests
{
    [TestMethod]
    public void The_first_keys_are_taken_in_clear_once()
    {
        TokenHost host = new(new TokenBoard(5));
        ResponseApdu answer = host.Send(TestToken.FirstKeys(TestToken.Keys(1)));
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        CollectionAssert.AreEqual(TestToken.Keys(1).Answer(), answer.Data);
        Assert.AreEqual(TokenApplet.LifeCycleInitialised, host.Information().LifeCycle);
        CollectionAssert.AreEqual(TestToken.Serial, host.Information().Serial);

        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(TestToken.FirstKeys(TestToken.Keys(2))).StatusWord);
        Assert.AreEqual(1, host.Information().NewestKeyVersion);
    }

    [TestMethod]
    [DataRow(8, DisplayName = "version 0")]
    [DataRow(9, DisplayName = "key type")]
    [DataRow(10, DisplayName = "length")]
    [DataRow(12, DisplayName = "a bit of the first key")]
    [DataRow(31, DisplayName = "its check value")]
    [DataRow(155, DisplayName = "the last check value")]
    public void First_keys_with_one_wrong_byte_leave_the_token_blank(int offset)
    {
        CommandApdu command = TestToken.FirstKeys(TestToken.Keys(1));
        command.Data[offset] ^= offset == 8 ? (byte)1 : (byte)0x55;
        TokenHost host = new(new TokenBoard(5));
        Assert.AreEqual(StatusWord.WrongData, host.Send(command).StatusWord);
        Assert.AreEqual(TokenApplet.LifeCycleBlank, host.Information().LifeCycle);
    }

    [TestMethod]
    public void A_serial_number_of_zeros_is_refused()
    {
        TokenHost host = new(new TokenBoard(5));
        byte[] data = [.. new byte[8], .. TestToken.Keys(1).ToBytes(null)];
        Assert.AreEqual(StatusWord.WrongData, host.Send(new CommandApdu(0x80, 0xD8, 0, 0x81, data)).StatusWord);
    }

    [TestMethod]
    public void Personalisation_replaces_the_transport_set_in_use_and_resets_the_counter()
    {
        TokenHost host = TestToken.Asking();
        host.Board.Press();
        Assert.AreEqual(1, host.Status(0x11223344).Counter);
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(9)));
        Assert.AreEqual(9, host.Information().NewestKeyVersion);
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(9)));
        Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal(nonce: 2)));
        host.Board.Press();
        Assert.AreEqual(1, host.Status(2).Counter);
    }

    [TestMethod]
    public void New_keys_end_the_code_of_the_old_ones()
    {
        TokenHost host = TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone));
        host.Board.Press();
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(3)));
        Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(0x11223344).Outcome);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);
    }

    [TestMethod]
    [DataRow((byte)1)]
    [DataRow((byte)2)]
    public void A_key_version_that_does_not_rise_is_refused(byte version)
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.PutKeys(TestToken.Keys(version)));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
    }

    [TestMethod]
    public void The_transport_keys_open_no_channel_beside_the_banks_own()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        Assert.AreEqual("6A88", Convert.ToHexString(host.Exchange(Convert.FromHexString("8050010008A1A2A3A4A5A6A7A8"))));
    }

    [TestMethod]
    public void Deleted_keys_are_gone_from_the_memory_and_only_a_higher_version_follows()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.Success, host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1, 2).StatusWord);
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(TokenApplet.LifeCycleInitialised, host.Information().LifeCycle);
        Assert.AreEqual(1, host.Information().NewestKeyVersion);
        Assert.IsTrue(Holds(host.Board.FramImage, TestToken.Keys(1).Code));
        Assert.IsFalse(Holds(host.Board.FramImage, TestToken.Keys(2).Code));
        Assert.IsFalse(Holds(host.Board.FramImage, TestToken.Keys(2).Channel().Enc));

        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(1)));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.PutKeys(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, host.PutKeys(TestToken.Keys(3)));
    }

    [TestMethod]
    public void Replaced_keys_are_gone_from_the_memory()
    {
        TokenHost host = TestToken.Ready();
        Assert.IsTrue(Holds(host.Board.FramImage, TestToken.Keys(2).Seed));
        host.PutKeys(TestToken.Keys(3));
        Assert.IsFalse(Holds(host.Board.FramImage, TestToken.Keys(2).Seed));
    }

    [TestMethod]
    public void A_key_changed_on_the_way_changes_nothing()
    {
        TokenHost host = TestToken.Ready();
        byte[] data = TestToken.Keys(3).ToBytes(key => key);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsPutKey, 0x81, data).StatusWord);
        Assert.AreEqual(2, host.Information().NewestKeyVersion);
    }

    private static bool Holds(byte[] memory, byte[] key) => memory.AsSpan().IndexOf(key) >= 0;
}
