using System.Text;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition.Tests;

[TestClass]
public sealed class SymbolReaderTests
{
    [TestMethod]
    public void A_QR_code_on_the_display_is_read_with_its_text()
    {
        SymbolReading reading = SymbolReader.Read(Photograph(Qr("814062310912345678"), 3));
        Assert.AreEqual(ReadOutcome.Read, reading.Outcome);
        Assert.AreEqual(SymbolKind.Qr, reading.Kind);
        Assert.AreEqual("814062310912345678", reading.Text);
        Assert.IsNull(reading.Reason);
    }

    [TestMethod]
    public void A_Code_128_symbol_is_read_with_its_text()
    {
        SymbolReading reading = SymbolReader.Read(Photograph(Code128("0123456789"), 3));
        Assert.AreEqual(SymbolKind.Code128, reading.Kind);
        Assert.AreEqual("0123456789", reading.Text);
    }

    [TestMethod]
    public void An_ITF_symbol_is_read_with_its_digits()
    {
        SymbolReading reading = SymbolReader.Read(Photograph(Itf("00123456789012"), 3));
        Assert.AreEqual(SymbolKind.Itf, reading.Kind);
        Assert.AreEqual("00123456789012", reading.Text);
    }

    [TestMethod]
    public void A_matrix_symbol_is_read_as_before_and_has_no_text()
    {
        byte[] payload = SymbolPicture.Payload(48);
        SymbolReading reading = SymbolReader.Read(Photograph(SymbolPicture.Display(payload), 3));
        Assert.AreEqual(SymbolKind.Matrix, reading.Kind);
        Assert.AreSequenceEqual(payload, reading.Payload!);
        Assert.IsNull(reading.Text);
    }

    [TestMethod]
    public void Symbols_of_one_camera_pixel_a_module_are_read()
    {
        foreach (string digits in new[] { "34396747", "25935", "0123456789" })
        {
            Assert.AreEqual(digits, SymbolReader.Read(Photograph(Code128(digits), 1)).Text);
        }
    }

    [TestMethod]
    public void A_symbol_in_a_phones_large_photograph_is_read()
    {
        GreyImage photograph = SymbolPicture.Draw(4000, 3000, 60, 12, (1201, 1501, Qr("814062310912345678")));
        Assert.AreEqual("814062310912345678", SymbolReader.Read(photograph).Text);
    }

    [TestMethod]
    public void A_small_symbol_in_a_phones_large_photograph_is_read()
    {
        const string text = "HTTPS://EXAMPLE.COM/PAY?REF=12345678901234567890 AND SOME MORE FOR MODULES OF ONE PIXEL";
        Assert.AreEqual(text, SymbolReader.Read(SymbolPicture.Draw(4000, 3000, 60, 2, (1201, 1501, Qr(text)))).Text);
    }

    [TestMethod]
    public void An_inverted_symbol_is_read()
    {
        Func<int, int, bool> qr = Qr("814062310912345678");
        Func<int, int, bool> bars = Code128("0123456789");
        Assert.AreEqual("814062310912345678", SymbolReader.Read(Photograph((x, y) => !qr(x, y), 3)).Text);
        Assert.AreEqual("0123456789", SymbolReader.Read(Photograph((x, y) => !bars(x, y), 3)).Text);
    }

    [TestMethod]
    public void A_noisy_photograph_is_read()
    {
        GreyImage picture = Photograph(Qr("814062310912345678"), 6);
        var random = new Random(1);
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            picture.Pixels[i] = (byte)Math.Clamp(picture.Pixels[i] + random.Next(-90, 91), 0, 255);
        }

        Assert.AreEqual("814062310912345678", SymbolReader.Read(picture).Text);
    }

    [TestMethod]
    public void A_part_of_an_ITF_symbol_counts_as_that_symbol_and_another_number_does_not()
    {
        GreyImage part = SymbolPicture.Draw(700, 300, 0, 2, (20, 20, Itf("01234567890128")), (380, 120, Itf("0123456789")));
        Assert.AreEqual("01234567890128", SymbolReader.Read(part).Text);
        GreyImage other = SymbolPicture.Draw(700, 300, 0, 2, (20, 20, Itf("01234567890128")), (380, 120, Itf("9123456789")));
        Assert.AreEqual(ReadOutcome.SeveralSymbols, SymbolReader.Read(other).Outcome);
    }

    [TestMethod]
    public void Bytes_of_a_QR_code_come_out_as_they_went_in()
    {
        byte[] latin = [0x80, 0xE9, 0xFF, 0x41, 0x0D, 0xC3];
        SymbolReading reading = SymbolReader.Read(Photograph(Qr(latin), 3));
        Assert.AreSequenceEqual(latin, reading.Payload!);
        Assert.AreEqual(Encoding.Latin1.GetString(latin), reading.Text);
        Assert.AreEqual("付款 1€", SymbolReader.Read(Photograph(Qr(Encoding.UTF8.GetBytes("付款 1€")), 3)).Text);
    }

    [TestMethod]
    public void Two_different_QR_codes_in_one_picture_are_not_chosen_from()
    {
        GreyImage picture = SymbolPicture.Draw(700, 300, 0, 2, (20, 20, Qr("1111111111")), (380, 120, Qr("2222222222")));
        SymbolReading reading = SymbolReader.Read(picture);
        Assert.AreEqual(ReadOutcome.SeveralSymbols, reading.Outcome);
        Assert.IsNull(reading.Payload);
        Assert.IsNull(reading.Kind);
    }

    [TestMethod]
    public void The_same_QR_code_twice_is_that_code()
    {
        GreyImage picture = SymbolPicture.Draw(700, 300, 0, 2, (20, 20, Qr("1111111111")), (380, 120, Qr("1111111111")));
        Assert.AreEqual("1111111111", SymbolReader.Read(picture).Text);
    }

    [TestMethod]
    public void A_QR_code_is_believed_before_a_bar_code_beside_it()
    {
        GreyImage picture = SymbolPicture.Draw(700, 300, 0, 2, (20, 20, Code128("1111111111")), (380, 120, Qr("2222222222")));
        Assert.AreEqual("2222222222", SymbolReader.Read(picture).Text);
    }

    [TestMethod]
    public void Without_the_library_a_QR_code_ends_with_the_package_to_install_and_a_matrix_symbol_is_read()
    {
        SymbolReading reading = SymbolReader.Read(Photograph(Qr("814062310912345678"), 3), hasLibrary: false);
        Assert.AreEqual(ReadOutcome.ReaderMissing, reading.Outcome);
        StringAssert.Contains(reading.Reason!, "libzbar0");
        byte[] payload = SymbolPicture.Payload(48);
        Assert.AreSequenceEqual(payload, SymbolReader.Read(Photograph(SymbolPicture.Display(payload), 3), hasLibrary: false).Payload!);
    }

    [TestMethod]
    public void Pictures_without_a_symbol_say_so_whatever_their_size()
    {
        foreach ((int width, int height) in new[] { (1, 1), (32_767, 1), (1, 32_767), (32_767, 10), (640, 480), (3000, 2000) })
        {
            SymbolReading reading = SymbolReader.Read(new GreyImage(width, height, new byte[width * height]));
            Assert.AreEqual(ReadOutcome.NoSymbol, reading.Outcome);
            Assert.AreEqual("no symbol in the picture", reading.Reason);
        }
    }

    [TestMethod]
    public void Noise_is_not_taken_for_a_symbol()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var pixels = new byte[320 * 240];
            new Random(seed).NextBytes(pixels);
            Assert.AreEqual(ReadOutcome.NoSymbol, SymbolReader.Read(new GreyImage(320, 240, pixels)).Outcome, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Many_threads_read_at_once_and_each_gets_its_own_text()
    {
        Parallel.For(0, 200, number =>
        {
            string text = (1_000_000_000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Func<int, int, bool> display = (number % 3) switch { 0 => Qr(text), 1 => Code128(text), _ => Itf(text) };
            Assert.AreEqual(text, SymbolReader.Read(Photograph(display, 2)).Text);
        });
    }

    static GreyImage Photograph(Func<int, int, bool> display, int scale) => SymbolPicture.Draw(168 * scale, 104 * scale, 30, scale, (20 * scale, 20 * scale, display));

    static Func<int, int, bool> Qr(string text) => Qr(Encoding.ASCII.GetBytes(text));

    static Func<int, int, bool> Qr(byte[] text)
    {
        Assert.IsTrue(QrPicture.TryFit(text, QrLevel.M, 128, out QrPicture picture, out string? reason), reason);
        var frame = new byte[MatrixSymbol.FrameLength];
        picture.Render(frame);
        return Lit(frame);
    }

    static Func<int, int, bool> Code128(string text)
    {
        var frame = new byte[MatrixSymbol.FrameLength];
        Assert.IsTrue(DisplaySymbol.TryRenderCode128(text, 64, frame, out string? reason), reason);
        return Lit(frame);
    }

    static Func<int, int, bool> Itf(string digits)
    {
        var frame = new byte[MatrixSymbol.FrameLength];
        Assert.IsTrue(DisplaySymbol.TryRenderItf(digits, 64, frame, out string? reason), reason);
        return Lit(frame);
    }

    static Func<int, int, bool> Lit(byte[] frame) => (x, y) => (frame[y / 8 * 128 + x] >> (y & 7) & 1) != 0;
}
