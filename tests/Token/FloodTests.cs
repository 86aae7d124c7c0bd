using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Link;

namespace PaymentCode.Token.Tests;

/// <summary>A computer that sends without end: it uses nothing up, and keeps nobody from the button.</summary>
[TestClass]
public sealed class FloodTests
{
    private const int FreeOpenings = 32;

    private static byte[] InitializeUpdate => Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8");

    [TestMethod]
    public void Openings_that_nobody_completes_are_slowed_down_to_one_a_minute()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        OpenInVain(host, FreeOpenings - 1);
        Assert.AreEqual(0, host.Information().DelaySeconds);
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            OpenInVain(host, 1);
            Assert.AreEqual(seconds, host.Information().DelaySeconds);
            Assert.AreEqual("6983", Convert.ToHexString(host.Exchange(InitializeUpdate)));
            host.Board.Advance(seconds * 1000);
        }
    }

    [TestMethod]
    public void A_power_cycle_saves_a_flood_no_time()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        OpenInVain(host, FreeOpenings);
        host.Board.Advance(1000);
        OpenInVain(host, 1);
        host.Board.PowerOff();
        host.Board.PowerOn();
        host = new TokenHost(host.Board);
        Assert.AreEqual(2, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void The_bank_that_completes_an_opening_ends_the_delay_at_once()
    {
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        OpenInVain(host, FreeOpenings);
        host.Board.Advance(1000);
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        Assert.AreEqual(0, host.Information().DelaySeconds);
        OpenInVain(host, FreeOpenings - 1);
        Assert.AreEqual(0, host.Information().DelaySeconds);
    }

    [TestMethod]
    public void At_sequence_FFFFFF_no_channel_opens_any_more_and_the_counter_does_not_begin_again()
    {
        TokenHost host = new(new TokenBoard(1, FramLayout.WithChannelSequence(TestToken.PersonalisedImage, 0xFFFFFE)));
        byte[] last = host.Exchange(InitializeUpdate);
        Assert.AreEqual("FFFFFF9000", Convert.ToHexString(last[^5..]));
        for (int restart = 0; restart < 2; restart++)
        {
            Assert.AreEqual("6985", Convert.ToHexString(host.Exchange(InitializeUpdate)));
            host.Board.PowerOff();
            host.Board.PowerOn();
            host = new TokenHost(host.Board);
        }
    }

    [TestMethod]
    public void A_step_executes_one_command_and_the_rest_waits_its_turn()
    {
        const int Commands = 20;
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage));
        byte[] getData = Convert.FromHexString("80CA00E1");
        for (byte sequence = 1; sequence <= Commands; sequence++)
        {
            host.Board.Serial.Send(FrameEncoder.Encode(sequence, getData, 0, getData.Length));
        }

        host.Board.ProcessorMs = 40;
        FrameDecoder decoder = new();
        int answers = 0;
        for (int steps = 1; answers < Commands; steps++)
        {
            host.Board.Step();
            answers += host.Board.Serial.ReceiveAll().Count(value => decoder.Push(value) && decoder.Buffer[0] != LinkControl.FromBoard);
            Assert.IsTrue(answers <= steps && steps < 2 * Commands, $"{answers} answers after {steps} steps");
        }
    }

    private static void OpenInVain(TokenHost host, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.AreEqual(34, host.Exchange(InitializeUpdate).Length);
        }
    }
}
