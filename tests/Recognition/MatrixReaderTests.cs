using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition.Tests;

[TestClass]
public class MatrixReaderTests
{
    [TestMethod]
    [DataRow(0, false, 0)]
    [DataRow(1, false, 0)]
    [DataRow(2, false, 255)]
    [DataRow(3, false, 255)]
    [DataRow(0, true, 0)]
    [DataRow(1, true, 0)]
    [DataRow(2, true, 255)]
    [DataRow(3, true, 255)]
    [DataRow(0, false, 120)]
    [DataRow(2, true, 120)]
    public void A_symbol_is_read_in_every_turn_and_polarity_on_every_background(int turns, bool inverted, int background)
    {
        byte[] payload = SymbolPicture.Payload(48);
        Func<int, int, bool> display = SymbolPicture.Display(payload);
        GreyImage picture = SymbolPicture.Draw(500, 300, (byte)background, 3, (60, 50, (x, y) => display(x, y) != inverted));
        ReadResult result = MatrixReader.Read(SymbolPicture.Turn(picture, turns));
        Assert.AreEqual(ReadOutcome.Read, result.Outcome);
        Assert.AreSequenceEqual(payload, result.Payload!);
        Assert.AreEqual(0, result.ErrorsCorrected);
        Assert.IsNull(result.Reason);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(23)]
    [DataRow(39)]
    [DataRow(48)]
    [DataRow(59)]
    [DataRow(80)]
    [DataRow(101)]
    [DataRow(160)]
    [DataRow(166)]
    [DataRow(167)]
    [DataRow(255)]
    public void Every_length_of_payload_is_read(int length)
    {
        byte[][] payloads = [SymbolPicture.Payload(length), new byte[length], [.. Enumerable.Repeat((byte)255, length)]];
        foreach (byte[] payload in payloads)
        {
            GreyImage picture = SymbolPicture.Draw(460, 260, 10, 3, (40, 30, SymbolPicture.Display(payload)));
            Assert.AreSequenceEqual(payload, MatrixReader.Read(picture).Payload ?? []);
        }
    }

    [TestMethod]
    public void The_corners_are_those_of_the_display_from_the_symbols_own_upper_left()
    {
        GreyImage picture = SymbolPicture.Draw(600, 400, 0, 4, (50, 70, SymbolPicture.Display(SymbolPicture.Payload(48))));
        (float X, float Y)[] expected = [(50, 70), (562, 70), (562, 326), (50, 326)];
        IReadOnlyList<ImagePoint> upright = MatrixReader.Read(picture).Corners;
        IReadOnlyList<ImagePoint> turned = MatrixReader.Read(SymbolPicture.Turn(picture, 2)).Corners;
        Assert.HasCount(4, upright);
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(expected[i].X, upright[i].X, 0.6f);
            Assert.AreEqual(expected[i].Y, upright[i].Y, 0.6f);
            Assert.AreEqual(600 - expected[i].X, turned[i].X, 0.6f);
            Assert.AreEqual(400 - expected[i].Y, turned[i].Y, 0.6f);
        }
    }

    [TestMethod]
    public void Two_symbols_are_refused_even_if_they_say_the_same()
    {
        Func<int, int, bool> one = SymbolPicture.Display(SymbolPicture.Payload(48));
        Func<int, int, bool> other = SymbolPicture.Display(SymbolPicture.Payload(48, 2));
        foreach (Func<int, int, bool> second in new[] { one, other })
        {
            ReadResult result = MatrixReader.Read(SymbolPicture.Draw(700, 300, 0, 2, (20, 20, one), (380, 120, second)));
            Assert.AreEqual(ReadOutcome.SeveralSymbols, result.Outcome);
            Assert.IsNull(result.Payload);
            Assert.AreEqual("more than one symbol in the picture", result.Reason);
        }
    }

    [TestMethod]
    public void A_covered_patch_is_corrected_and_counted()
    {
        byte[] payload = SymbolPicture.Payload(48);
        Func<int, int, bool> display = SymbolPicture.Display(payload);
        ReadResult result = MatrixReader.Read(SymbolPicture.Draw(460, 260, 10, 3, (40, 30, (x, y) => display(x, y) || (x is > 20 and < 44 && y is > 10 and < 34))));
        Assert.AreSequenceEqual(payload, result.Payload ?? []);
        Assert.IsGreaterThan(3, result.ErrorsCorrected);
    }

    [TestMethod]
    public void A_symbol_of_which_too_much_is_covered_is_reported_as_damaged()
    {
        Func<int, int, bool> display = SymbolPicture.Display(SymbolPicture.Payload(48));
        var layout = new MatrixLayout(3);
        uint[] reserved = layout.ReservedBlocks();
        var random = new Random(4);
        bool[] flipped = [.. Enumerable.Range(0, layout.Columns * layout.Rows).Select(_ => random.Next(3) == 0)];
        bool IsFlipped(int x, int y)
        {
            int column = (x - layout.Left) / 3;
            int row = (y - layout.Top) / 3;
            bool isBlock = x >= layout.Left && column < layout.Columns && y >= layout.Top && row < layout.Rows;
            return isBlock && (reserved[column] >> row & 1) == 0 && flipped[row * layout.Columns + column];
        }

        ReadResult result = MatrixReader.Read(SymbolPicture.Draw(460, 260, 10, 3, (40, 30, (x, y) => display(x, y) != IsFlipped(x, y))));
        Assert.AreEqual(ReadOutcome.Damaged, result.Outcome);
        Assert.IsNull(result.Payload);
        Assert.HasCount(4, result.Corners);
        Assert.AreEqual("the symbol is too damaged to be read", result.Reason);
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 2000)]
    [DataRow(2000, 1)]
    [DataRow(56, 24)]
    [DataRow(64, 64)]
    [DataRow(65, 63)]
    [DataRow(641, 479)]
    public void Pictures_without_a_symbol_have_none(int width, int height)
    {
        var random = new Random(width);
        Func<int, int, int>[] contents =
        [
            (_, _) => 0, (_, _) => 255, (_, _) => random.Next(256), (x, y) => (x + y) % 256, (x, y) => (x / 9 + y / 9) % 2 * 255,
            (x, _) => x / 4 % 2 * 255, (x, y) => x > width / 4 && x < width / 2 && y > height / 4 && y < height / 2 ? 220 : 30
        ];
        foreach (Func<int, int, int> content in contents)
        {
            var pixels = new byte[width * height];
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)content(i % width, i / width);
            }

            ReadResult result = MatrixReader.Read(new GreyImage(width, height, pixels));
            Assert.AreEqual(ReadOutcome.NoSymbol, result.Outcome);
            Assert.IsEmpty(result.Corners);
            Assert.AreEqual("no symbol in the picture", result.Reason);
        }
    }

    [TestMethod]
    public void The_plain_grid_is_no_symbol()
    {
        var frame = new byte[MatrixSymbol.FrameLength];
        Assert.IsTrue(MatrixSymbol.RenderPlainGrid(SymbolPicture.Payload(512), frame));
        GreyImage picture = SymbolPicture.Draw(460, 260, 10, 3, (40, 30, (x, y) => (frame[y / 8 * 128 + x] >> (y & 7) & 1) != 0));
        Assert.AreEqual(ReadOutcome.NoSymbol, MatrixReader.Read(picture).Outcome);
    }

    [TestMethod]
    public void A_large_photograph_is_read_and_its_corners_are_in_its_own_pixels()
    {
        byte[] payload = SymbolPicture.Payload(48);
        ReadResult result = MatrixReader.Read(SymbolPicture.Draw(4000, 3000, 60, 12, (1200, 1500, SymbolPicture.Display(payload))));
        Assert.AreSequenceEqual(payload, result.Payload ?? []);
        Assert.AreEqual(1200, result.Corners[0].X, 8f);
        Assert.AreEqual(1500, result.Corners[0].Y, 8f);
    }

    [TestMethod]
    public void A_small_symbol_in_a_large_photograph_is_read_in_its_full_size()
    {
        byte[] payload = SymbolPicture.Payload(48);
        ReadResult result = MatrixReader.Read(SymbolPicture.Draw(4000, 3000, 60, 1, (1201, 1501, SymbolPicture.Display(payload))));
        Assert.AreSequenceEqual(payload, result.Payload ?? []);
    }

    [TestMethod]
    public void No_damage_makes_a_wrong_payload()
    {
        var random = new Random(7);
        int read = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] payload = SymbolPicture.Payload(random.Next(10, 167), i);
            Func<int, int, bool> display = SymbolPicture.Display(payload);
            double share = random.NextDouble() * 0.3;
            var flipped = new bool[128 * 64];
            for (int j = 0; j < flipped.Length; j++)
            {
                flipped[j] = random.NextDouble() < share;
            }

            // Patches of 2×2 pixels inside the rings.
            ReadResult result = MatrixReader.Read(SymbolPicture.Draw(
                280, 150, 0, 2, (10, 10, (x, y) => display(x, y) ^ (x is > 3 and < 124 && y is > 3 and < 60 && flipped[y / 2 * 128 + x / 2]))));
            if (result.Payload != null)
            {
                Assert.AreSequenceEqual(payload, result.Payload);
                read++;
            }
        }

        Assert.IsInRange(50, 350, read);
    }

    [TestMethod]
    public void Reading_allocates_a_few_kilobytes_however_large_the_frame()
    {
        Func<int, int, bool> display = SymbolPicture.Display(SymbolPicture.Payload(48));
        foreach (int width in new[] { 640, 1280, 1920 })
        {
            GreyImage picture = SymbolPicture.Draw(width, width / 2, 0, 3, (40, 30, display));
            MatrixReader.Read(picture);
            long before = GC.GetAllocatedBytesForCurrentThread();
            MatrixReader.Read(picture);
            Assert.IsLessThan(20_000, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
