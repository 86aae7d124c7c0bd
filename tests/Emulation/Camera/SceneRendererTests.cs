using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

[TestClass]
public sealed class SceneRendererTests
{
    [TestMethod]
    public void The_display_has_the_size_that_the_scale_says_and_lies_in_the_middle()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Photographs.Still);

        Assert.AreEqual((1280, 720), (frame.Width, frame.Height));
        Assert.AreEqual((640 - 256, 360 - 128, 640 + 256, 360 + 128), frame.Outline(60));
    }

    [TestMethod]
    public void An_evenly_lit_display_has_the_level_asked_for_in_spite_of_its_gaps()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Photographs.Still);

        Assert.AreEqual(127.5, frame.Mean(400, 240, 480, 240), 1.5);
    }

    [TestMethod]
    public void Close_up_the_gaps_between_the_dots_are_dark()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Photographs.Still with { Scale = 40, PanelLevel = 0.2 });

        // 40 pixels a dot, the frame's centre is the corner of four dots: a gap of 12 % of the pitch, 2.4 pixels on each side of it.
        Assert.IsLessThan(8, frame.Mean(639, 350, 2, 20));
        Assert.IsGreaterThan(51, frame.Mean(650, 370, 20, 20));
    }

    [TestMethod]
    public void A_dot_is_seen_where_it_is_lit()
    {
        var frame = Photographs.Take(OledModule.Showing((column, row) => column == 3 && row == 60), Photographs.Still);

        var (left, top, right, bottom) = frame.Outline(20);
        Assert.AreEqual((384 + 12, 232 + 240), (left, top));
        Assert.IsTrue(right - left <= 4 && bottom - top <= 4);
    }

    [TestMethod]
    public void A_quarter_turn_clockwise_takes_the_upper_left_dot_to_the_upper_right()
    {
        var subject = OledModule.Showing((column, row) => column < 4 && row < 4);

        var (left, top, right, bottom) = Photographs.Take(subject, Photographs.Still with { RotationDegrees = 90 }).Outline(60);

        Assert.AreEqual(640 + 128, right, 1);
        Assert.AreEqual(360 - 256, top, 1);
        Assert.IsTrue(right - left < 19 && bottom - top < 19);
    }

    [TestMethod]
    public void A_tilted_display_is_smaller_at_the_edge_that_is_further_away()
    {
        var subject = OledModule.Showing((column, _) => column is 0 or 127);

        var frame = Photographs.Take(subject, Photographs.Still with { TiltYDegrees = 30, Scale = 6 });

        var (left, _, right, _) = frame.Outline(40);
        int leftHeight = Enumerable.Range(0, 720).Count(y => frame.Mean(left, y, 6, 1) > 30);
        int rightHeight = Enumerable.Range(0, 720).Count(y => frame.Mean(right - 6, y, 6, 1) > 30);
        Assert.IsLessThan(leftHeight - 60, rightHeight);
    }

    [TestMethod]
    public void Barrel_distortion_draws_the_frames_corners_inwards()
    {
        var scene = Photographs.Still with { Scale = 9 };

        var straight = Photographs.Take(Photographs.AllLit(), scene).Outline(60);
        var bent = Photographs.Take(Photographs.AllLit(), scene with { LensDistortion = -0.04 }).Outline(60);

        Assert.IsGreaterThan(straight.Right, bent.Right);
    }

    [TestMethod]
    public void Defocus_and_motion_take_contrast_away()
    {
        var subject = Photographs.Checkers(2);
        var scene = Photographs.Still with { Scale = 1.25 };

        double sharp = Photographs.Take(subject, scene).Deviation(580, 330, 120, 60);
        double defocused = Photographs.Take(subject, scene with { DefocusPixels = 1.2 }).Deviation(580, 330, 120, 60);
        double moved = Photographs.Take(subject, scene with { MotionPixels = 2.5 }).Deviation(580, 330, 120, 60);

        Assert.IsLessThan(0.85 * sharp, defocused);
        Assert.IsLessThan(0.85 * sharp, moved);
    }

    [TestMethod]
    public void Dots_and_pixels_of_nearly_the_same_pitch_beat_and_blur_ends_it()
    {
        // 21 pixels for 20 dots: the gaps drift across the pixels once in 21 columns.
        var scene = Photographs.Still with { Scale = 1.05, PixelFill = 0.5 };

        double Beat(CameraScene taken)
        {
            var frame = Photographs.Take(Photographs.AllLit(), taken);
            var columns = Enumerable.Range(600, 63).Select(x => frame.Mean(x, 340, 1, 42)).ToList();
            return columns.Max() - columns.Min();
        }

        Assert.IsGreaterThan(20, Beat(scene));
        Assert.IsLessThan(6, Beat(scene with { DefocusPixels = 1.2 }));
    }

    [TestMethod]
    public void Shot_noise_is_the_root_of_the_electrons_and_read_noise_is_there_in_the_dark()
    {
        // Level 0.5 of 2,000 electrons: 1,000 ± √1,000, in grey levels 31.6 / 2,000 × 255 = 4.0.
        var scene = Photographs.Still with { FullWellElectrons = 2000, Scale = 1 };
        var bright = Photographs.Take(Photographs.EvenPhone(), scene);
        Assert.AreEqual(4.0, bright.Deviation(600, 340, 80, 40), 0.4);

        // 40 electrons of 2,000 are 5.1 grey levels; half of them are cut off at black: 5.1 × √(1/2 − 1/2π) = 3.0.
        var dark = Photographs.Take(Photographs.Dark(), scene with { ReadNoiseElectrons = 40 });
        Assert.AreEqual(3.0, dark.Deviation(560, 300, 160, 120), 0.3);
    }

    [TestMethod]
    public void More_light_than_the_sensor_holds_is_white()
    {
        var frame = Photographs.Take(Photographs.AllLit(), Photographs.Still with { PanelLevel = 4 });

        Assert.AreEqual(255, frame.Mean(600, 340, 80, 40));
    }

    [TestMethod]
    public void Glare_brightens_the_place_where_it_is_and_no_other()
    {
        var scene = Photographs.Still with { GlareLevel = 0.6, GlareX = -0.25, GlareY = 0.25, GlareSize = 0.05 };

        var frame = Photographs.Take(Photographs.Dark(), scene);

        Assert.AreEqual(0.6 * 255, frame.Mean(640 - 128 - 2, 360 + 64 - 2, 4, 4), 6);
        Assert.AreEqual(0, frame.Mean(700, 300, 40, 40), 0.5);
    }

    [TestMethod]
    public void A_lit_display_has_a_halo_that_a_dark_one_has_not()
    {
        var scene = Photographs.Still with { HaloLevel = 0.1 };

        double beside = Photographs.Take(Photographs.AllLit(), scene).Mean(362, 340, 16, 40);
        double besideDark = Photographs.Take(Photographs.Dark(), scene).Mean(362, 340, 16, 40);

        Assert.IsGreaterThan(2, beside);
        Assert.AreEqual(0, besideDark);
    }

    [TestMethod]
    public void Vignetting_darkens_the_corners_only()
    {
        var scene = Photographs.Still with { AmbientLevel = 0.5, Seed = 3 };

        var even = Photographs.Take(Photographs.Dark(), scene);
        var vignetted = Photographs.Take(Photographs.Dark(), scene with { Vignetting = 0.5 });

        Assert.AreEqual(0.5, vignetted.Mean(0, 0, 30, 30) / even.Mean(0, 0, 30, 30), 0.06);
        Assert.AreEqual(even.Mean(630, 350, 20, 20), vignetted.Mean(630, 350, 20, 20), 0.5);
    }

    [TestMethod]
    public void Sharpening_overshoots_at_edges()
    {
        var scene = Photographs.Still with { PanelLevel = 0.4, LensBlurPixels = 0.4, Scale = 8 };
        var subject = Photographs.Checkers(16);

        int plain = Photographs.Take(subject, scene).Pixels.Max();
        int sharpened = Photographs.Take(subject, scene with { Sharpening = 1 }).Pixels.Max();

        Assert.IsGreaterThan(plain + 8, sharpened);
    }

    [TestMethod]
    public void The_same_scene_gives_the_same_bytes_and_another_exposure_only_other_noise()
    {
        var scene = DefaultDistortions.Random(11, 2.5);
        var renderer = new SceneRenderer();

        byte[] first = renderer.Render(Photographs.Checkers(4), scene).Pixels;
        renderer.Render(Photographs.AllLit(), DefaultDistortions.Random(12, 5));
        byte[] again = renderer.Render(Photographs.Checkers(4), scene).Pixels;
        byte[] later = renderer.Render(Photographs.Checkers(4), scene with { Exposure = 1 }).Pixels;

        CollectionAssert.AreEqual(first, again);
        CollectionAssert.AreNotEqual(first, later);
        Assert.IsLessThan(12, first.Zip(later, (a, b) => Math.Abs(a - b)).Average());
    }

    [TestMethod]
    public void A_frame_of_any_size_is_filled()
    {
        var scene = Photographs.Still with { FrameWidth = 101, FrameHeight = 67, Scale = 0.7 };

        var frame = Photographs.Take(Photographs.AllLit(), scene);

        Assert.AreEqual(101 * 67, frame.Pixels.Length);
        Assert.AreEqual(127.5, frame.Mean(30, 25, 40, 16), 2);
    }

    [TestMethod]
    public void A_display_partly_or_wholly_out_of_the_frame_is_cut_not_an_error()
    {
        var partly = Photographs.Take(Photographs.AllLit(), Photographs.Still with { OffsetX = 640 });
        var wholly = Photographs.Take(Photographs.AllLit(), Photographs.Still with { OffsetX = 2000 });

        Assert.AreEqual((640 + 640 - 256, 1280), (partly.Outline(60).Left, partly.Outline(60).Right));
        Assert.AreEqual(0, wholly.Pixels.Max());
    }

    [TestMethod]
    public void What_lies_behind_the_lens_is_not_seen()
    {
        // So near and so tilted that the display reaches past the camera.
        var scene = Photographs.Still with { Scale = 60, TiltYDegrees = 60, FieldOfViewDegrees = 110 };

        var frame = Photographs.Take(OledModule.Showing((column, _) => column < 8), scene);

        Assert.AreEqual(0, frame.Mean(700, 0, 580, 720));
    }

    [TestMethod]
    [DataRow(0, 720)]
    [DataRow(1280, 100000)]
    public void An_impossible_frame_size_is_refused(int width, int height)
    {
        var scene = Photographs.Still with { FrameWidth = width, FrameHeight = height };

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Photographs.Take(Photographs.Dark(), scene));
    }

    [TestMethod]
    public void A_value_out_of_range_is_refused_by_name()
    {
        CameraScene[] scenes =
        [
            Photographs.Still with { Scale = 0 },
            Photographs.Still with { Scale = double.NaN },
            Photographs.Still with { TiltXDegrees = 90 },
            Photographs.Still with { DefocusPixels = 1e6 },
            Photographs.Still with { ExposureMs = 0 },
            Photographs.Still with { FullWellElectrons = 0 },
        ];
        string[] names = ["Scale", "Scale", "TiltXDegrees", "DefocusPixels", "ExposureMs", "FullWellElectrons"];
        for (int i = 0; i < scenes.Length; i++)
        {
            var scene = scenes[i];
            var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Photographs.Take(Photographs.Dark(), scene));
            Assert.AreEqual(names[i], refused.ParamName);
        }
    }

    [TestMethod]
    public void A_display_of_an_impossible_size_is_refused()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OledModule.Showing((_, _) => true, 0, 64));
}
