namespace PaymentCode.Boards.Tests;

/// <summary>Two boards in one time: the step of each may be waiting in the middle when somebody switches it.</summary>
[TestClass]
public sealed class ShopCounterTests
{
    [TestMethod]
    public void A_board_that_is_switched_off_and_on_in_the_middle_of_a_step_starts_anew()
    {
        using ShopCounter counter = new(new TerminalBoard(1), TokenBoard.WithPn532(2));
        counter.Tap();
        for (int round = 0; round < 20; round++)
        {
            counter.Advance(500 + round);
            Assert.IsTrue(counter.Terminal.IsPowered && counter.Token.IsPowered && counter.Token.Oled.IsOn);
            long drawn = counter.Terminal.Panel.PixelsWritten;
            counter.Terminal.PowerOff();
            counter.Token.PowerOff();
            Assert.IsFalse(counter.Terminal.IsPowered || counter.Token.IsPowered || counter.Token.Oled.IsOn);
            counter.Terminal.PowerOn();
            counter.Token.PowerOn();
            counter.Advance(3000);
            Assert.IsGreaterThan(drawn, counter.Terminal.Panel.PixelsWritten);
        }
    }

    [TestMethod]
    public void A_board_that_is_switched_on_and_off_again_in_the_middle_of_a_step_stays_off()
    {
        using ShopCounter counter = new(new TerminalBoard(1), TokenBoard.WithPn532(2));
        counter.Advance(500);
        counter.Terminal.PowerOff();
        counter.Terminal.PowerOn();
        counter.Terminal.PowerOff();
        long drawn = counter.Terminal.Panel.PixelsWritten;
        counter.Advance(1000);
        Assert.IsFalse(counter.Terminal.IsPowered);
        Assert.AreEqual(drawn, counter.Terminal.Panel.PixelsWritten);
    }
}
