using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>The command table of PROTOCOLS.md, byte by byte.</summary>
[TestClass]
public sealed class CommandTests
{
    private static readonly byte[] Instructions = [0xA4, 0xCA, 0x50, 0x82, 0xD8, 0xE4, 0xDA, 0xAE, 0xF2, 0x34, 0x36, 0x84, 0x00, 0xFF];

    [TestMethod]
    public void Select_answers_with_the_application_identifier()
    {
        TokenHost host = new(new TokenBoard());
        Assert.AreEqual("6F0B8409F0504159434F444501" + "9000", Send(host, "00A4040009F0504159434F444501"));
        Assert.AreEqual("6F0B8409F0504159434F444501" + "9000", Send(host, "00A4040009F0504159434F44450100"));
        Assert.AreEqual("6F0B8409F0504159434F444501" + "9000", Send(host, "00A40400000009F0504159434F4445010000"));
    }

    [TestMethod]
    [DataRow("00A4040009F0504159434F444502", "6A82")]
    [DataRow("00A4040008F0504159434F4445", "6A82")]
    [DataRow("00A40400", "6A82")]
    [DataRow("00A4000009F0504159434F444501", "6A86")]
    [DataRow("80A4040009F0504159434F444501", "6E00")]
    [DataRow("84A4040009F0504159434F444501", "6882")]
    [DataRow("80CA00E2", "6A88")]
    [DataRow("80CA00E10100", "6700")]
    [DataRow("84CA00E1", "6882")]
    [DataRow("00CA00E1", "6E00")]
    [DataRow("0084000008", "6D00")]
    [DataRow("8000000000", "6D00")]
    [DataRow("84000000", "6D00")]
    [DataRow("FFCA00E1", "6E00")]
    [DataRow("90CA00E1", "6E00")]
    [DataRow("8050000008A1A2A3A4A5A6A7A8", "6A88")]
    [DataRow("8050000107A1A2A3A4A5A6A7", "6A86")]
    [DataRow("8050000007A1A2A3A4A5A6A7", "6700")]
    [DataRow("84500000", "6882")]
    [DataRow("8482330010000102030405060708090A0B0C0D0E0F", "6985")]
    [DataRow("8082330010000102030405060708090A0B0C0D0E0F", "6982")]
    [DataRow("80D8000110", "6A86")]
    [DataRow("80D80081", "6700")]
    [DataRow("80E4000003D20101", "6982")]
    [DataRow("84E4000003D20101", "6982")]
    [DataRow("80DADF2104", "6982")]
    [DataRow("84AE0000", "6982")]
    [DataRow("00AE0000", "6E00")]
    [DataRow("80AE0000", "6982")]
    [DataRow("84F2000007", "6982")]
    [DataRow("84340000", "6982")]
    [DataRow("80360000", "6985")]
    [DataRow("80360100", "6A86")]
    [DataRow("8036000001AA", "6700")]
    [DataRow("84360000", "6882")]
    [DataRow("80", "6700")]
    [DataRow("80CA00", "6700")]
    public void A_blank_token_refuses_what_is_wrong(string command, string expected)
    {
        TokenHost host = new(new TokenBoard());
        Assert.AreEqual(expected, Send(host, command));
        Assert.AreEqual(TokenApplet.LifeCycleBlank, host.Information().LifeCycle);
    }

    [TestMethod]
    public void Get_data_of_a_blank_token_has_the_bytes_of_the_protocol()
    {
        TokenHost host = new(new TokenBoard());
        Assert.AreEqual(
            "E123" + "C1080000000000000000" + "C20400010001" + "C30100" + "C4050080004003" + "C50100" + "C60100" + "C70100" + "9000",
            Send(host, "80CA00E100"));
    }

    [TestMethod]
    public void Get_data_of_a_personalised_token_tells_its_state()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(
            "E123" + "C1080102030405060708" + "C20400010001" + "C3010F" + "C4050080004003" + "C50102" + "C60101" + "C70100" + "9000",
            Send(host, "80CA00E100"));
        host.Generate(TestToken.Withdrawal());
        Assert.AreEqual(TokenApplet.FlagClockValid | TokenApplet.FlagBusy, host.Information().Flags);
    }

    [TestMethod]
    public void Initialize_update_answers_with_diversification_data_version_and_a_rising_counter()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        string first = Send(host, "8050000008A1A2A3A4A5A6A7A800");
        string second = Send(host, "8050020008A1A2A3A4A5A6A7A800");
        Assert.AreEqual("01020304050607080000" + "020370", first[..26]);
        Assert.AreEqual("000002", first[58..64]);
        Assert.AreEqual("000003", second[58..64]);
        Assert.AreNotEqual(first[26..42], second[26..42]);
        Assert.AreEqual("6A88", Send(host, "8050010008A1A2A3A4A5A6A7A800"));
        Assert.AreEqual("6A88", Send(host, "8050030008A1A2A3A4A5A6A7A800"));
    }

    [TestMethod]
    public void Garbage_of_every_length_is_answered_with_a_status_word()
    {
        Random random = new(20260101);
        TokenHost host = TestToken.Ready();
        for (int length = 1; length <= CommandApdu.MaxLength; length++)
        {
            byte[] garbage = new byte[length];
            random.NextBytes(garbage);
            AssertAnswers(host.Exchange(garbage));
        }
    }

    [TestMethod]
    public void Every_instruction_of_every_class_with_data_of_every_length_is_answered()
    {
        Random random = new(7);
        TokenHost host = TestToken.Ready();
        foreach (byte cla in new byte[] { 0x00, 0x80, 0x84 })
        {
            foreach (byte ins in Instructions)
            {
                for (int length = 0; length <= 300; length += length < 40 ? 1 : 13)
                {
                    byte[] data = new byte[length];
                    random.NextBytes(data);
                    AssertAnswers(host.Exchange(new CommandApdu(cla, ins, (byte)random.Next(2), (byte)random.Next(2), data).ToBytes()));
                }
            }
        }
    }

    [TestMethod]
    public void Under_the_channel_wrong_parameters_lengths_and_data_are_told_apart()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual(StatusWord.IncorrectP1P2, host.Secured(TokenApplet.InsGenerateCode, 0x0100, TestToken.Withdrawal().ToBytes()).StatusWord);
        Assert.AreEqual(StatusWord.IncorrectP1P2, host.Secured(TokenApplet.InsGenerateCode, 0x0001, TestToken.Withdrawal().ToBytes()).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsGenerateCode, 0, 0x9C, 1, 1).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsGenerateCode, 0).StatusWord);
        Assert.AreEqual(StatusWord.IncorrectP1P2, host.Secured(TokenApplet.InsGetStatus, 1, 0x9F, 0x37, 4, 0, 0, 0, 1).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsGetStatus, 0).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsGetStatus, 0, 0x9F, 0x38, 4, 0, 0, 0, 1).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsCancel, 0, 1).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsCancel, 0, 0x9F, 0x37, 3, 0, 0, 0, 1).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsCancel, 0, 0x9F, 0x37, 4, 0, 0, 0, 1).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsPutData, 0xDF23, 0, 0, 0, 0).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsPutData, 0xDF21, 0, 0, 0).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsPutData, 0xDF21, 0, 0, 0, 0).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsPutData, 0xDF21, 0xF4, 0x86, 0x57, 0x00).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1).StatusWord);
        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsDeleteKey, 0, 0xD3, 1, 2).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1, 1).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1, 0).StatusWord);
        Assert.AreEqual(StatusWord.IncorrectP1P2, host.Secured(TokenApplet.InsPutKey, 0x0001).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsPutKey, 0x0181).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsPutKey, 0x0281, 3).StatusWord);
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(0x11223344).Outcome);
    }

    [TestMethod]
    public void Get_status_of_an_unknown_nonce_has_the_bytes_of_the_protocol()
    {
        TokenHost host = TestToken.Ready();
        ResponseApdu answer = host.Secured(TokenApplet.InsGetStatus, 0, 0x9F, 0x37, 4, 0xDE, 0xAD, 0xBE, 0xEF);
        Assert.AreEqual("9F3704DEADBEEF" + "DF150100" + "DF160101", Convert.ToHexString(answer.Data));
    }

    [TestMethod]
    public void A_wrong_MAC_closes_the_channel_and_changes_nothing()
    {
        TokenHost host = TestToken.Ready();
        Assert.AreEqual("6982", Send(host, "84AE000010000102030405060708090A0B0C0D0E0F"));
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Generate(TestToken.Withdrawal()));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(TokenApplet.OutcomeUnknown, host.Status(0x11223344).Outcome);
    }

    [TestMethod]
    public void Select_closes_the_channel()
    {
        TokenHost host = TestToken.Ready();
        Send(host, "00A4040009F0504159434F444501");
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Generate(TestToken.Withdrawal()));
    }

    [TestMethod]
    public void A_reset_of_the_link_closes_the_channel_but_not_the_transaction()
    {
        TokenHost host = TestToken.Asking();
        host.ResetLink();
        Assert.AreEqual("6982", Send(host, "84F2000010000102030405060708090A0B0C0D0E0F"));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(TokenApplet.OutcomePending, host.Status(0x11223344).Outcome);
    }

    private static string Send(TokenHost host, string command) => Convert.ToHexString(host.Exchange(Convert.FromHexString(command)));

    private static void AssertAnswers(byte[] answer)
    {
        Assert.IsTrue(answer.Length is >= 2 and <= 1024);
        Assert.IsTrue(answer[^2] is 0x90 or (>= 0x60 and <= 0x6F), Convert.ToHexString(answer));
    }
}
