using PaymentCode.Core.Link;

namespace PaymentCode.Boards.Tests;

/// <summary>The board as a device: supply, memory, time.</summary>
[TestClass]
public sealed class TokenBoardTests
{
    [TestMethod]
    public void A_board_is_on_when_it_is_made_and_shows_something()
    {
        TokenBoard board = new();
        board.Advance(100);
        Assert.IsTrue(board.IsPowered);
        Assert.IsTrue(board.Oled.IsOn);
        Assert.IsTrue(Lit(board) > 500);
    }

    [TestMethod]
    public void A_display_without_power_keeps_nothing_and_time_goes_on()
    {
        TokenBoard board = new();
        board.Advance(100);
        board.PowerOff();
        Assert.IsFalse(board.IsPowered);
        Assert.AreEqual(0, Lit(board));
        long before = board.NowMs;
        board.Advance(1000);
        Assert.AreEqual(before + 1000, board.NowMs);
        board.PowerOn();
        board.PowerOn();
        board.Advance(100);
        Assert.IsTrue(Lit(board) > 500);
    }

    [TestMethod]
    public void A_memory_image_moves_to_another_board()
    {
        TokenBoard first = new(seed: 1);
        byte[] image = first.FramImage;
        Assert.AreEqual(32_768, image.Length);
        TokenBoard second = new(seed: 2, image);
        CollectionAssert.AreEqual(image, second.FramImage);
        CollectionAssert.AreNotEqual(image, new TokenBoard(seed: 3).FramImage);
    }

    [TestMethod]
    public void The_same_seed_does_the_same_to_the_pixel()
    {
        Assert.AreEqual(Run(5), Run(5));

        static string Run(int seed)
        {
            TokenBoard board = new(seed);
            board.Press();
            board.Hold();
            return string.Concat(Enumerable.Range(0, 8192).Select(i => board.Oled.IsLit(i % 128, i / 128) ? '1' : '0')) + board.NowMs;
        }
    }

    [TestMethod]
    public void The_link_answers_a_reset_with_its_identifier_and_the_largest_APDU()
    {
        TokenBoard board = new();
        board.Serial.Send(FrameEncoder.Encode(LinkControl.Sequence, [1, 0xA, 0xB, 0xC, 0xD], 0, 5));
        board.Advance(100);
        Assert.AreEqual("7E80020A0B0C0D0400", Convert.ToHexString(board.Serial.ReceiveAll())[..18]);
    }

    [TestMethod]
    public void Many_boards_run_side_by_side_on_several_threads()
    {
        TokenBoard[] boards = [.. Enumerable.Range(0, 64).Select(seed => new TokenBoard(seed))];
        Parallel.ForEach(boards, board => board.Advance(500));
        Assert.IsTrue(boards.All(board => board.NowMs >= 500 && board.Oled.IsOn && board.FirmwareFaults.Count == 0));
    }

    private static int Lit(TokenBoard board) => Enumerable.Range(0, 8192).Count(i => board.Oled.IsLit(i % 128, i / 128));
}
