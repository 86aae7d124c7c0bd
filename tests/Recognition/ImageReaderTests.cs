using System.Text;

namespace PaymentCode.Recognition.Tests;

[TestClass]
public class ImageReaderTests
{
    // Sixteen by eight pixels, the left half of grey 40, the right half of grey 200, written by libjpeg-turbo at quality 90.
    const string HalfAndHalf =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIABABAREA/8QAHwAAAQUB" +
        "AQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpT" +
        "VFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APhSv2rr" +
        "/9k=";

    [TestMethod]
    [DataRow("P5\n3 2\n255\n\u0000\u0001\u0002\u0003\u0004\u0005")]
    [DataRow("P5 3 2 255 \u0000\u0001\u0002\u0003\u0004\u0005")]
    [DataRow("P5 # a camera\n3 2#\n255\n\u0000\u0001\u0002\u0003\u0004\u0005")]
    [DataRow("P2\n3 2\n255\n0 1 2\n3 4 5\n")]
    [DataRow("P2 3 2 255 0 1 2 3 4 5")]
    [DataRow("P2 3 2 65025 0 255 510 765 1020 # 1275\n 1275")]
    [DataRow("P5 3 2 65025 \u0000\u0000\u0000\u00FF\u0001\u00FE\u0002\u00FD\u0003\u00FC\u0004\u00FB")]
    public void Portable_grey_maps_are_read(string file)
    {
        Assert.IsTrue(ImageReader.TryRead(Encoding.Latin1.GetBytes(file), out GreyImage? image, out string? reason), reason);
        Assert.AreEqual((3, 2), (image.Width, image.Height));
        Assert.AreSequenceEqual(new byte[] { 0, 1, 2, 3, 4, 5 }, image.Pixels[..6]);
        image.Dispose();
    }

    [TestMethod]
    [DataRow("P5", "header")]
    [DataRow("P5 3 2", "header")]
    [DataRow("P5 x 2 255 ", "header")]
    [DataRow("P5 999999999999 2 255 ", "header")]
    [DataRow("P5 -1 2 255 ", "header")]
    [DataRow("P5 0 2 255 ", "empty")]
    [DataRow("P5 60000 60000 255 ", "too large")]
    [DataRow("P5 3 2 0 ......", "maximum value of 0")]
    [DataRow("P5 3 2 65536 ............", "maximum value of 65536")]
    [DataRow("P5 3 2 255 .....", "cut off")]
    [DataRow("P5 3 2 9 123456", "above its maximum")]
    [DataRow("P2 3 2 255 0 1 2 3 4", "cut off")]
    [DataRow("P2 3 2 255 0 1 2 3 4 x.", "something else than numbers")]
    [DataRow("P2 3 2 255 0 1 2 3 4 256", "above its maximum")]
    [DataRow("P6 3 2 255 ", "portable formats")]
    [DataRow("GIF89a", "GIF")]
    [DataRow("BM..", "BMP")]
    [DataRow("RIFF....WEBP", "WebP")]
    [DataRow("%PDF-1.7", "PDF")]
    [DataRow("hello", "neither PNG nor JPEG nor PGM")]
    [DataRow("", "empty")]
    public void What_cannot_be_read_is_refused_by_name(string file, string part) => Refuse(Encoding.Latin1.GetBytes(file), part);

    [TestMethod]
    public void A_JPEG_file_is_read()
    {
        Assert.IsTrue(ImageReader.TryRead(Convert.FromBase64String(HalfAndHalf), out GreyImage? image, out string? reason), reason);
        Assert.AreEqual((16, 8), (image.Width, image.Height));
        for (int i = 0; i < 128; i++)
        {
            Assert.AreEqual(i % 16 < 8 ? 40 : 200, image.Pixels[i], 2.0);
        }

        image.Dispose();
    }

    [TestMethod]
    public void A_JPEG_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = Convert.FromBase64String(HalfAndHalf);
        for (int length = 3; length < whole.Length - 2; length++)
        {
            Refuse(whole[..length], "JPEG");
        }
    }

    [TestMethod]
    public void A_JPEG_file_that_claims_a_huge_picture_is_refused()
    {
        byte[] file = Convert.FromBase64String(HalfAndHalf);
        int frameHeader = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file.AsSpan(frameHeader + 5, 4).Fill(0xEA);
        Refuse(file, "too large");
    }

    [TestMethod]
    public void Random_bytes_never_do_more_than_be_refused()
    {
        var random = new Random(5);
        byte[][] starts = [[], [0x89, .. "PNG\r\n\x1A\n"u8], [0xFF, 0xD8, 0xFF], "P5 "u8.ToArray(), "P2 "u8.ToArray()];
        for (int i = 0; i < 2000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Refuse([.. starts[i % starts.Length], .. noise], "");
        }
    }

    [TestMethod]
    public void A_picture_needs_a_buffer_of_its_size() =>
        Assert.ThrowsExactly<ArgumentException>(() => new GreyImage(10, 10, new byte[99]));

    [TestMethod]
    public void Written_files_are_read_back()
    {
        var pixels = new byte[37 * 23];
        new Random(1).NextBytes(pixels);
        Assert.IsTrue(ImageReader.TryRead(PngWriter.Write(new GreyImage(37, 23, pixels)), out GreyImage? image, out string? reason), reason);
        Assert.AreSequenceEqual(pixels, image.Pixels[..pixels.Length]);
    }

    [TestMethod]
    public void A_display_is_written_with_one_bit_a_pixel()
    {
        byte[] file = PngWriter.Write(9, 2, (x, y) => x == y || x == 8, scale: 2);
        Assert.AreEqual("000000120000000401000000", Convert.ToHexString(file, 16, 12));
        Assert.IsTrue(ImageReader.TryRead(file, out GreyImage? image, out string? reason), reason);
        string[] rows = [.. Enumerable.Range(0, 4).Select(y => string.Concat(image.Pixels.Skip(y * 18).Take(18).Select(value => value == 255 ? '#' : '.')))];
        Assert.AreSequenceEqual(new[] { "##..............##", "##..............##", "..##............##", "..##............##" }, rows);
    }

    [TestMethod]
    public void A_colour_display_is_written_with_24_bits_a_pixel()
    {
        byte[] file = PngWriter.WriteColour(2, 1, (x, _) => x == 0 ? 0x112233 : 0xFFFFFF, scale: 2);
        Assert.AreEqual("000000040000000208020000", Convert.ToHexString(file, 16, 12));
        int data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        using var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(file, data, file.Length - data), System.IO.Compression.CompressionMode.Decompress);
        var rows = new byte[26];
        zlib.ReadExactly(rows);
        const string Row = "00112233112233FFFFFFFFFFFF";
        Assert.AreEqual(Row + Row, Convert.ToHexString(rows));
        Assert.IsTrue(ImageReader.TryRead(file, out GreyImage? image, out string? reason), reason);
        Assert.AreEqual((4, 2, (byte)255), (image.Width, image.Height, image.Pixels[3]));
    }

    static void Refuse(byte[] file, string part)
    {
        Assert.IsFalse(ImageReader.TryRead(file, out GreyImage? image, out string? reason));
        Assert.IsNull(image);
        Assert.Contains(part, reason);
    }
}
