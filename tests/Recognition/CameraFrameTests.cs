using PaymentCode.Emulation.Camera;

namespace PaymentCode.Recognition.Tests;

/// <summary>Frames of the emulated camera with its default distortions; the benchmark takes many more.</summary>
[TestClass]
public class CameraFrameTests
{
    const int Frames = 5;

    [TestMethod]
    [DataRow(48, 2.5 / 3)]
    [DataRow(48, 1.5)]
    [DataRow(48, 4.0)]
    [DataRow(48, 8.0)]
    [DataRow(10, 2.5 / 4)]
    [DataRow(30, 2.5 / 3)]
    [DataRow(80, 2.5 / 2)]
    [DataRow(160, 2.5 / 2)]
    [DataRow(255, 2.5)]
    public void A_display_is_read_from_two_and_a_half_camera_pixels_a_block_upwards(int length, double scale)
    {
        int read = 0;
        for (int seed = 0; seed < Frames; seed++)
        {
            byte[] payload = SymbolPicture.Payload(length, seed);
            Subject subject = OledModule.Showing(SymbolPicture.Display(payload));
            read += IsRead(payload, subject, DefaultDistortions.Random(seed, scale)) ? 1 : 0;
        }

        // One frame may be lost, because another processor rounds otherwise; where this was written none is.
        Assert.IsGreaterThanOrEqualTo(Frames - 1, read);
    }

    [TestMethod]
    public void An_inverted_display_is_read()
    {
        int read = 0;
        for (int seed = 0; seed < Frames; seed++)
        {
            byte[] payload = SymbolPicture.Payload(48, seed);
            Func<int, int, bool> display = SymbolPicture.Display(payload);
            read += IsRead(payload, OledModule.Showing((x, y) => !display(x, y)), DefaultDistortions.Random(seed, 1.5)) ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(Frames - 1, read);
    }

    [TestMethod]
    [DataRow(PhoneTheme.Dark)]
    [DataRow(PhoneTheme.White)]
    public void A_phone_that_shows_the_symbol_is_read(PhoneTheme theme)
    {
        int read = 0;
        for (int seed = 0; seed < Frames; seed++)
        {
            byte[] payload = SymbolPicture.Payload(48, seed);
            Subject phone = PhoneScreen.Drawing(SymbolPicture.Display(payload), 128, 64, theme);
            read += IsRead(payload, phone, DefaultDistortions.Random(seed, 2)) ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(Frames - 1, read);
    }

    [TestMethod]
    public void A_photograph_of_the_token_on_a_phone_is_read()
    {
        int read = 0;
        for (int seed = 0; seed < Frames; seed++)
        {
            byte[] payload = SymbolPicture.Payload(48, seed);
            CameraScene first = DefaultDistortions.Random(seed, 3) with { GlareLevel = 0 };
            GreyFrame photograph = new SceneRenderer().Render(OledModule.Showing(SymbolPicture.Display(payload)), first);
            read += IsRead(payload, PhoneScreen.Photograph(photograph, first), DefaultDistortions.Random(seed + 100, 2.5)) ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(Frames - 1, read);
    }

    [TestMethod]
    public void A_dark_display_in_front_of_the_camera_is_no_symbol()
    {
        for (int seed = 0; seed < Frames; seed++)
        {
            ReadResult result = MatrixReader.Read(SymbolPicture.Photograph(OledModule.Showing((_, _) => false), DefaultDistortions.Random(seed, 2)));
            Assert.AreEqual(ReadOutcome.NoSymbol, result.Outcome);
        }
    }

    [TestMethod]
    public void A_tilt_of_forty_degrees_is_read()
    {
        byte[] payload = SymbolPicture.Payload(48);
        Subject subject = OledModule.Showing(SymbolPicture.Display(payload));
        foreach ((double x, double y) in new[] { (40.0, 0.0), (-40.0, 0.0), (0.0, 40.0), (0.0, -40.0), (25.0, 25.0) })
        {
            Assert.IsTrue(IsRead(payload, subject, new CameraScene { Scale = 3, TiltXDegrees = x, TiltYDegrees = y, RotationDegrees = 17 }), $"{x}, {y}");
        }
    }

    static bool IsRead(byte[] payload, Subject subject, CameraScene scene)
    {
        ReadResult result = MatrixReader.Read(SymbolPicture.Photograph(subject, scene));
        if (result.Payload != null)
        {
            Assert.AreSequenceEqual(payload, result.Payload);
        }

        return result.Payload != null;
    }
}
