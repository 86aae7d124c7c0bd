using PaymentCode.Emulation.Camera;

namespace PaymentCode.Emulation.Tests.Camera;

[TestClass]
public sealed class AtmCameraTests
{
    private static readonly CameraScene Scene = new() { Scale = 4 };

    [TestMethod]
    public void It_watches_with_small_frames_at_a_low_rate()
    {
        var camera = new AtmCamera(static () => (Photographs.AllLit(), Scene));

        for (int now = 0; now < 2000; now += 10)
        {
            camera.Step(now);
        }

        Assert.AreEqual(CameraMode.Surveillance, camera.Mode);
        Assert.HasCount(4, camera.SurveillanceFrames);
        Assert.AreEqual((320, 180), (camera.SurveillanceFrames[0].Width, camera.SurveillanceFrames[0].Height));
        Assert.IsFalse(camera.TryTakeShot(out _));
    }

    [TestMethod]
    public void The_ring_keeps_the_newest_frames_and_no_more_than_its_length()
    {
        bool lit = false;
        var camera = new AtmCamera(() => (lit ? Photographs.AllLit() : Photographs.Dark(), Scene));

        for (int i = 0; i < AtmCamera.SurveillanceRingLength + 3; i++)
        {
            lit = i >= AtmCamera.SurveillanceRingLength;
            camera.Step(i * AtmCamera.SurveillanceIntervalMs);
        }

        var means = camera.SurveillanceFrames.Select(frame => frame.Mean(130, 80, 60, 20)).ToList();
        Assert.HasCount(AtmCamera.SurveillanceRingLength, means);
        Assert.IsTrue(means[..^3].TrueForAll(mean => mean < 100) && means[^3..].TrueForAll(mean => mean > 150));
    }

    [TestMethod]
    public void A_shooting_order_brings_one_full_frame_and_the_camera_goes_back_by_itself()
    {
        var camera = new AtmCamera(static () => (Photographs.AllLit(), Scene));
        var modes = new List<CameraMode>();
        camera.ModeChanged += modes.Add;
        camera.Step(0);

        Assert.IsTrue(camera.OrderShot(100));
        Assert.AreEqual(CameraMode.Capture, camera.Mode);
        camera.Step(100 + AtmCamera.SettleMs - 1);
        Assert.IsFalse(camera.TryTakeShot(out _));
        camera.Step(100 + AtmCamera.SettleMs);

        Assert.AreEqual(CameraMode.Surveillance, camera.Mode);
        Assert.IsTrue(camera.TryTakeShot(out var frame));
        Assert.AreEqual((1280, 720), (frame!.Width, frame.Height));
        Assert.IsFalse(camera.TryTakeShot(out _));
        CollectionAssert.AreEqual(new[] { CameraMode.Capture, CameraMode.Surveillance }, modes);
        Assert.AreEqual(1, camera.ShotsTaken);
    }

    [TestMethod]
    public void A_second_order_during_the_first_is_refused_and_changes_nothing()
    {
        var camera = new AtmCamera(static () => (Photographs.Dark(), Scene));
        camera.OrderShot(0);

        Assert.IsFalse(camera.OrderShot(200));
        camera.Step(AtmCamera.SettleMs);

        Assert.IsTrue(camera.TryTakeShot(out _));
        Assert.AreEqual(1, camera.ShotsTaken);
    }

    [TestMethod]
    public void Nothing_is_watched_during_a_capture()
    {
        var camera = new AtmCamera(static () => (Photographs.Dark(), Scene));
        camera.Step(0);

        camera.OrderShot(10);
        camera.Step(10 + AtmCamera.SettleMs);

        Assert.HasCount(1, camera.SurveillanceFrames);
    }

    [TestMethod]
    public void Two_shots_of_the_same_thing_differ_in_their_noise()
    {
        var camera = new AtmCamera(static () => (Photographs.AllLit(), Scene));

        camera.OrderShot(0);
        camera.Step(1000);
        camera.TryTakeShot(out var first);
        camera.OrderShot(2000);
        camera.Step(3000);
        camera.TryTakeShot(out var second);

        CollectionAssert.AreNotEqual(first!.Pixels, second!.Pixels);
    }
}
