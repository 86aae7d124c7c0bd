using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

[TestClass]
public sealed class DefaultDistortionsTests
{
    [TestMethod]
    public void The_same_seed_gives_the_same_scene_and_another_another()
    {
        Assert.AreEqual(DefaultDistortions.Random(5, 2), DefaultDistortions.Random(5, 2));
        Assert.AreNotEqual(DefaultDistortions.Random(5, 2), DefaultDistortions.Random(6, 2));
    }

    [TestMethod]
    [DataRow(1.25)]
    [DataRow(3.0)]
    [DataRow(8.0)]
    public void Every_scene_lies_within_the_ranges_that_are_documented(double scale)
    {
        double growth = Math.Sqrt(scale / 1.25);
        for (int seed = 0; seed < 500; seed++)
        {
            var scene = DefaultDistortions.Random(seed, scale);
            AssertWithin(scene.TiltXDegrees, -25, 25);
            AssertWithin(scene.TiltYDegrees, -25, 25);
            AssertWithin(scene.FieldOfViewDegrees, 50, 75);
            AssertWithin(scene.LensDistortion, -0.04, 0.01);
            AssertWithin(scene.LensBlurPixels, 0.35, 0.6);
            AssertWithin(scene.DefocusPixels, 0, Math.Min(3, 1.2 * growth));
            AssertWithin(scene.MotionPixels, 0, Math.Min(4, 1.5 * growth));
            AssertWithin(scene.ExposureMs, 12, 40);
            AssertWithin(scene.RefreshHertz, 95, 120);
            AssertWithin(scene.LineTimeMicroseconds, 20, 44);
            AssertWithin(scene.PanelLevel, 0.25, 2);
            AssertWithin(scene.AmbientLevel, 0.03, 0.8);
            AssertWithin(scene.GlareLevel, 0, scene.GlareSize <= 0.1 ? 1.2 : 0.7);
            AssertWithin(scene.GlareSize, 0.03, 0.25);
            AssertWithin(scene.HaloLevel, 0.01, 0.06);
            AssertWithin(scene.Vignetting, 0, 0.5);
            AssertWithin(scene.PixelFill, 0.6, 1);
            AssertWithin(scene.FullWellElectrons, 700, 8000);
            AssertWithin(scene.ReadNoiseElectrons, 2, 8);
            AssertWithin(scene.Sharpening, 0, 0.8);
            AssertWithin(scene.Gamma, 1.8, 2.4);
        }
    }

    [TestMethod]
    public void The_ranges_are_used_to_their_ends()
    {
        var scenes = Enumerable.Range(0, 500).Select(seed => DefaultDistortions.Random(seed, 2)).ToList();

        Assert.IsTrue(scenes.Exists(scene => scene.RotationDegrees < 20) && scenes.Exists(scene => scene.RotationDegrees > 340));
        Assert.IsTrue(scenes.Exists(scene => scene.TiltXDegrees < -23) && scenes.Exists(scene => scene.TiltXDegrees > 23));
        Assert.IsTrue(scenes.Exists(scene => scene.PanelLevel < 0.28) && scenes.Exists(scene => scene.PanelLevel > 1.8));
        Assert.IsTrue(scenes.Exists(scene => scene.DefocusPixels > 1.3) && scenes.Exists(scene => scene.MotionPixels > 1.7));
        Assert.AreEqual(333, scenes.Count(scene => scene.GlareLevel > 0), 40.0);
    }

    [TestMethod]
    [DataRow(1.25)]
    [DataRow(5.0)]
    public void The_display_is_always_wholly_in_the_frame(double scale)
    {
        var renderer = new SceneRenderer();
        for (int seed = 0; seed < 6; seed++)
        {
            var scene = DefaultDistortions.Random(seed, scale) with { AmbientLevel = 0, GlareLevel = 0, HaloLevel = 0, PanelLevel = 1 };

            var (left, top, right, bottom) = renderer.Render(Photographs.AllLit(), scene).Outline(90);

            Assert.IsTrue(left > 0 && top > 0 && right < 1280 && bottom < 720, $"seed {seed}");
        }
    }

    [TestMethod]
    public void A_scale_at_which_the_display_does_not_fit_is_refused()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DefaultDistortions.Random(1, 11));

    private static void AssertWithin(double value, double lowest, double highest)
        => Assert.IsTrue(value >= lowest && value <= highest, $"{value} is not between {lowest} and {highest}.");
}
