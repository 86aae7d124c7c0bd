using System.Device.Gpio;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class BuzzerTests
{
    private readonly EmulatedBoard _board = new();

    [TestMethod]
    public void It_sounds_while_its_pin_is_driven_high_and_remembers_when()
    {
        Buzzer buzzer = new(_board, 2);
        GpioPin pin = Open(PinMode.Output);
        _board.Advance(100);
        pin.Write(PinValue.High);
        Assert.IsTrue(buzzer.IsSounding);
        _board.Advance(80);
        pin.Write(PinValue.Low);
        _board.Advance(50);
        pin.Write(PinValue.High);
        _board.Advance(20);
        Assert.HasCount(1, buzzer.Sounds, "The second has not ended.");
        _board.PowerOff();
        Assert.IsFalse(buzzer.IsSounding);
        CollectionAssert.AreEqual(new[] { new BuzzerSound(100, 80), new BuzzerSound(230, 20) }, buzzer.Sounds.ToArray());
    }

    [TestMethod]
    public void A_pull_up_is_too_weak_for_it()
    {
        Buzzer buzzer = new(_board, 2);
        Open(PinMode.InputPullUp);
        Assert.IsFalse(buzzer.IsSounding);
    }

    [TestMethod]
    public void It_forgets_the_oldest_sounds()
    {
        Buzzer buzzer = new(_board, 2);
        GpioPin pin = Open(PinMode.Output);
        for (int i = 0; i <= Buzzer.MostSounds; i++)
        {
            pin.Write(PinValue.High);
            _board.Advance(1);
            pin.Write(PinValue.Low);
        }

        Assert.HasCount(Buzzer.MostSounds, buzzer.Sounds);
        Assert.AreEqual(new BuzzerSound(1, 1), buzzer.Sounds[0]);
    }

    private GpioPin Open(PinMode mode)
    {
        _board.PowerOn();
        using (_board.Power())
        {
            return new GpioController().OpenPin(2, mode);
        }
    }
}
