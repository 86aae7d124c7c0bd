using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

[TestClass]
public sealed class PhoneScreenTests
{
    private static readonly CameraScene Scene = Photographs.Still with { Scale = 3, PanelLevel = 0.8 };

    [TestMethod]
    public void The_phone_draws_the_symbol_upright_in_its_middle()
    {
        var phone = PhoneScreen.Drawing((column, row) => column < 64, 128, 64, PhoneTheme.Dark);

        var (left, top, right, bottom) = Photographs.Take(phone, Scene).Outline(100);

        Assert.AreEqual(640 - 192, left, 1);
        Assert.AreEqual(640, right, 1);
        Assert.AreEqual(360 - 96, top, 1);
        Assert.AreEqual(360 + 96, bottom, 1);
    }

    [TestMethod]
    public void A_white_theme_leaves_a_black_margin_around_the_symbol()
    {
        var phone = PhoneScreen.Drawing((_, _) => false, 128, 64, PhoneTheme.White);

        var frame = Photographs.Take(phone, Scene);

        Assert.IsLessThan(5, frame.Mean(640 - 192, 360 - 96 - 20, 384, 192 + 40));
        Assert.IsGreaterThan(80, frame.Mean(500, 100, 280, 100));
    }

    [TestMethod]
    public void A_black_pixel_of_a_phone_still_leaks_light()
    {
        var phone = PhoneScreen.Drawing((_, _) => false, 128, 64, PhoneTheme.Dark);

        Assert.IsGreaterThan(0.5, Photographs.Take(phone, Scene).Mean(600, 340, 80, 40));
    }

    [TestMethod]
    public void A_photograph_of_the_token_is_shown_with_the_display_large_and_in_the_middle()
    {
        var taken = DefaultDistortions.Random(4, 4) with { RotationDegrees = 0, TiltXDegrees = 0, TiltYDegrees = 0, OffsetX = 30, OffsetY = -20 };
        var photograph = Photographs.Take(Photographs.Checkers(32), taken with { AmbientLevel = 0.02, GlareLevel = 0, PanelLevel = 0.9 });

        var frame = Photographs.Take(PhoneScreen.Photograph(photograph, taken), Scene);

        // Checkers of 32 display pixels, 96 camera pixels each, the upper left one lit.
        for (int square = 0; square < 8; square++)
        {
            (int column, int row) = (square % 4, square / 4);
            double light = frame.Mean(640 - 192 + column * 96 + 24, 360 - 96 + row * 96 + 24, 48, 48);
            Assert.AreEqual((column + row) % 2 == 0, light > 80, $"square {column}, {row}: {light}");
        }
    }

    [TestMethod]
    public void A_symbol_wider_than_the_phone_draws_is_refused()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PhoneScreen.Drawing((_, _) => true, 129, 64, PhoneTheme.Dark));
}
