namespace PaymentCode.Recognition.Tests;

[TestClass]
public class PngReaderTests
{
    [TestMethod]
    public void A_grey_file_of_another_program_is_read_byte_for_byte()
    {
        byte[] file = Convert.FromHexString(
            "89504E470D0A1A0A0000000D4948445200000003000000020800000000B81F39C6" +
            "00000013494441547801010800F7FF000080FF000A141E086701BCCE5D261D0000000049454E44AE426082");
        Assert.AreSequenceEqual(new byte[] { 0, 128, 255, 10, 20, 30 }, Read(file, 3, 2));
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0, 2)]
    [DataRow(0, 4)]
    [DataRow(0, 8)]
    [DataRow(0, 16)]
    [DataRow(2, 8)]
    [DataRow(2, 16)]
    [DataRow(3, 1)]
    [DataRow(3, 2)]
    [DataRow(3, 4)]
    [DataRow(3, 8)]
    [DataRow(4, 8)]
    [DataRow(4, 16)]
    [DataRow(6, 8)]
    [DataRow(6, 16)]
    public void Every_colour_type_and_depth_is_read_through_every_filter(int colourType, int depth)
    {
        const int Width = 21;
        const int Height = 10;
        int channels = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int stride = (Width * channels * depth + 7) / 8;
        var random = new Random(colourType * 100 + depth);
        var palette = new byte[(1 << Math.Min(depth, 8)) * 3];
        random.NextBytes(palette);
        var rows = new byte[Height][];
        for (int y = 0; y < Height; y++)
        {
            rows[y] = new byte[stride];
            random.NextBytes(rows[y]);
        }

        byte[] packed = PngFile.Deflate(PngFile.Filter(rows, Math.Max(1, channels * depth / 8)));
        byte[] file = PngFile.Join(
            PngFile.Header(Width, Height, (byte)depth, (byte)colourType), PngFile.Chunk("PLTE", palette), PngFile.Chunk("tEXt", 65, 0, 66),
            PngFile.Chunk("IDAT", packed[..7]), PngFile.Chunk("IDAT"), PngFile.Chunk("IDAT", packed[7..]), PngFile.End());
        byte[] pixels = Read(file, Width, Height);
        for (int i = 0; i < pixels.Length; i++)
        {
            byte[] row = rows[i / Width];
            int Sample(int channel)
            {
                int bit = (i % Width * channels + channel) * depth;
                return depth >= 8 ? row[bit / 8] : row[bit / 8] >> 8 - depth - bit % 8 & (1 << depth) - 1;
            }

            int expected = colourType switch
            {
                0 => depth < 8 ? Sample(0) * 255 / ((1 << depth) - 1) : Sample(0),
                2 => Luma(Sample(0), Sample(1), Sample(2)),
                3 => Luma(palette[3 * Sample(0)], palette[3 * Sample(0) + 1], palette[3 * Sample(0) + 2]),
                4 => OnWhite(Sample(0), Sample(1)),
                _ => OnWhite(Luma(Sample(0), Sample(1), Sample(2)), Sample(3))
            };
            Assert.AreEqual(expected, pixels[i], 1.0, $"pixel {i}");
        }
    }

    [TestMethod]
    public void Transparent_palette_entries_are_laid_on_white()
    {
        byte[] file = PngFile.Join(
            PngFile.Header(3, 1, 8, 3), PngFile.Chunk("PLTE", 0, 0, 0, 0, 0, 0, 100, 100, 100), PngFile.Chunk("tRNS", 0, 255),
            PngFile.Data(0, 0, 1, 2), PngFile.End());
        Assert.AreSequenceEqual(new byte[] { 255, 0, 100 }, Read(file, 3, 1));
    }

    [TestMethod]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = PngWriter.Write(new GreyImage(20, 20, new byte[400]));
        for (int length = 1; length < whole.Length; length++)
        {
            Refuse(whole[..length], length < 8 ? "neither PNG" : "cut off");
        }
    }

    [TestMethod]
    public void A_file_with_any_byte_changed_is_refused_or_a_picture_of_the_stated_size()
    {
        byte[] whole = PngWriter.Write(new GreyImage(20, 20, new byte[400]));
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            Refuse(changed, "");
        }
    }

    [TestMethod]
    [DataRow(0u, 5u, "empty")]
    [DataRow(5u, 0u, "empty")]
    [DataRow(60_000u, 60_000u, "too large")]
    [DataRow(6_000u, 4_001u, "too large")]
    [DataRow(40_000u, 1u, "too large")]
    [DataRow(uint.MaxValue, uint.MaxValue, "too large")]
    public void An_impossible_size_is_refused_before_anything_is_unpacked(uint width, uint height, string reason) =>
        Refuse(PngFile.Join(PngFile.Header(width, height, 8, 0), PngFile.Data(0, 0), PngFile.End()), reason);

    [TestMethod]
    public void A_file_that_unpacks_to_more_than_it_claims_is_refused() =>
        Refuse(PngFile.Join(PngFile.Header(8, 8, 8, 0), PngFile.Data(new byte[50_000_000]), PngFile.End()), "more pixels");

    [TestMethod]
    public void A_file_that_unpacks_to_less_than_it_claims_is_refused() =>
        Refuse(PngFile.Join(PngFile.Header(8, 8, 8, 0), PngFile.Data(new byte[71]), PngFile.End()), "fewer pixels");

    [TestMethod]
    public void Pixels_that_are_no_zlib_stream_are_refused() =>
        Refuse(PngFile.Join(PngFile.Header(2, 1, 8, 0), PngFile.Chunk("IDAT", 1, 2, 3, 4, 5), PngFile.End()), "damaged");

    [TestMethod]
    public void Each_thing_that_the_standard_forbids_or_the_reader_lacks_is_named()
    {
        byte[] header = PngFile.Header(1, 1, 8, 0);
        byte[] data = PngFile.Data(0, 7);
        Refuse(PngFile.Join(PngFile.Header(1, 1, 8, 0, interlace: 1), data, PngFile.End()), "interlaced");
        Refuse(PngFile.Join(PngFile.Header(1, 1, 3, 0), data, PngFile.End()), "colour type 0 with 3 bits");
        Refuse(PngFile.Join(PngFile.Header(1, 1, 8, 5), data, PngFile.End()), "colour type 5");
        Refuse(PngFile.Join(data, header, PngFile.End()), "begin with its header");
        Refuse(PngFile.Join(header, header, data, PngFile.End()), "begin with its header");
        Refuse(PngFile.Join(PngFile.Chunk("IHDR", new byte[12]), data, PngFile.End()), "wrong length");
        Refuse(PngFile.Join(header, PngFile.End()), "no pixels");
        Refuse(PngFile.Join(header, PngFile.Chunk("EViL"), data, PngFile.End()), "critical chunk");
        Refuse(PngFile.Join(header, PngFile.Data(9, 7), PngFile.End()), "filter");
        Refuse(PngFile.Join(PngFile.Header(1, 1, 8, 3), data, PngFile.End()), "no palette");
        Refuse(PngFile.Join(PngFile.Header(1, 1, 8, 3), PngFile.Chunk("PLTE", 1, 2, 3), data, PngFile.End()), "palette lacks");
        Refuse(PngFile.Join(PngFile.Header(1, 1, 8, 3), PngFile.Chunk("PLTE", 1, 2), data, PngFile.End()), "palette");
    }

    static int Luma(int red, int green, int blue) => (299 * red + 587 * green + 114 * blue) / 1000;

    static int OnWhite(int grey, int alpha) => 255 - (255 - grey) * alpha / 255;

    static byte[] Read(byte[] file, int width, int height)
    {
        Assert.IsTrue(ImageReader.TryRead(file, out GreyImage? image, out string? reason), reason);
        Assert.AreEqual((width, height), (image.Width, image.Height));
        byte[] pixels = image.Pixels[..(width * height)];
        image.Dispose();
        return pixels;
    }

    static void Refuse(byte[] file, string part)
    {
        Assert.IsFalse(ImageReader.TryRead(file, out GreyImage? image, out string? reason));
        Assert.IsNull(image);
        Assert.Contains(part, reason);
    }
}
