using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

[TestClass]
public sealed class ShutterTests
{
    private static readonly CameraScene Scene = Photographs.Still with { RefreshHertz = 100, PanelLevel = 0.4, Scale = 8 };

    [TestMethod]
    public void An_exposure_of_whole_refreshes_is_even()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Scene with { ExposureMs = 30, LineTimeMicroseconds = 30 });

        Assert.AreEqual(102, frame.Mean(400, 120, 480, 64), 1);
        Assert.AreEqual(102, frame.Mean(400, 520, 480, 64), 1);
    }

    [TestMethod]
    public void Two_and_a_half_refreshes_catch_half_of_the_rows_twice_and_half_three_times()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Scene with { ExposureMs = 25 });

        // Rows of 8 pixels; the mean of all is 102.
        var rows = Enumerable.Range(0, 64).Select(row => frame.Mean(400, 104 + 8 * row, 480, 8)).ToList();
        Assert.AreEqual(32, rows.Count(row => Math.Abs(row - 102 * 2 / 2.5) < 2), 1.0);
        Assert.AreEqual(32, rows.Count(row => Math.Abs(row - 102 * 3 / 2.5) < 2), 1.0);
    }

    [TestMethod]
    public void An_exposure_shorter_than_a_refresh_misses_rows()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Scene with { ExposureMs = 5 });

        int missing = Enumerable.Range(0, 64).Count(row => frame.Mean(400, 104 + 8 * row, 480, 8) < 1);
        Assert.AreEqual(32, missing, 1.0);
    }

    [TestMethod]
    public void A_rolling_shutter_moves_the_bands()
    {
        var still = Photographs.Take(Photographs.AllLit(), Scene with { ExposureMs = 25 });
        var rolling = Photographs.Take(Photographs.AllLit(), Scene with { ExposureMs = 25, LineTimeMicroseconds = 40 });

        CollectionAssert.AreNotEqual(still.Pixels, rolling.Pixels);
        Assert.AreEqual(still.Mean(400, 110, 480, 500), rolling.Mean(400, 110, 480, 500), 12);
    }

    [TestMethod]
    public void A_phones_backlight_makes_weak_bands_across_all_rows_at_once()
    {
        var scene = Scene with { ExposureMs = 6, LineTimeMicroseconds = 30 };

        var frame = Photographs.Take(Photographs.EvenPhone(), scene);

        // 6 ms hold one or two of the 240 Hz pulses of 2.5 ms: never dark, never even.
        var lines = Enumerable.Range(110, 500).Select(y => frame.Mean(400, y, 480, 1)).ToList();
        Assert.IsGreaterThan(40, lines.Min());
        Assert.IsGreaterThan(1.2, lines.Max() / lines.Min());
    }
}
