using System.Globalization;
using System.Text.RegularExpressions;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Core.Tests;

/// <summary>The specification page and the encoder say the same.</summary>
[TestClass]
public class MatrixPageTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(Root(), "firmware", "Core", "MATRIX.md"));

    [TestMethod]
    public void The_three_worked_vectors_of_the_page_come_out_of_the_encoder()
    {
        MatchCollection vectors = Regex.Matches(
            Page, @"### Vector \d\n.*?(?<parity>\d+) parity bytes.*?\n```\n(?<bytes>[0-9A-F\n]+)```\n.*?Block rows:\n```\n(?<rows>[01\n]+)```", RegexOptions.Singleline);
        Assert.HasCount(3, vectors);
        foreach (Match vector in vectors)
        {
            byte[] bytes = Convert.FromHexString(vector.Groups["bytes"].Value.Replace("\n", ""));
            int parity = int.Parse(vector.Groups["parity"].Value, CultureInfo.InvariantCulture);
            string[] rows = vector.Groups["rows"].Value.Trim().Split('\n');
            Assert.IsTrue(MatrixSymbol.TryEncode(bytes[..^(parity + 4)], out MatrixSymbol symbol));
            Assert.HasCount(symbol.Rows, rows);
            for (int row = 0; row < symbol.Rows; row++)
            {
                string drawn = string.Concat(Enumerable.Range(0, symbol.Columns).Select(column => symbol.IsLit(column, row) ? '1' : '0'));
                Assert.AreEqual(rows[row], drawn, $"row {row}");
            }
        }
    }

    [TestMethod]
    public void The_table_of_block_sizes_is_the_layout()
    {
        for (int size = 0; size < MatrixLayout.SizeCount; size++)
        {
            var layout = new MatrixLayout(size);
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | {layout.BlockWidth}×{layout.BlockHeight} | {layout.Columns} × {layout.Rows} | {layout.Top} | {layout.TimingRow}, {layout.TimingColumn} | {layout.DataBits:N0} | {layout.CapacityBytes} |");
            Assert.Contains(line, Page);
        }
    }

    [TestMethod]
    public void The_capacity_table_is_what_the_encoder_takes()
    {
        for (int size = 0; size < MatrixLayout.SizeCount; size++)
        {
            var layout = new MatrixLayout(size);
            int longest = Enumerable.Range(1, 255).Last(length => layout.ParityFor(length) > 0);
            string parity = layout.CodewordCount == 1 ? $"{layout.ParityFor(longest)}" : $"{layout.CodewordCount} × {layout.ParityFor(longest)}";
            Assert.Contains($"| {layout.BlockWidth}×{layout.BlockHeight} | {longest} | {parity} |", Page);
            Assert.AreEqual(0, layout.ParityFor(longest + 1));
        }
    }

    [TestMethod]
    public void Format_words_differ_in_at_least_ten_bits()
    {
        var words = new List<uint>();
        for (int size = 0; size < MatrixLayout.SizeCount; size++)
        {
            words.AddRange(Enumerable.Range(0, 256).Select(new MatrixLayout(size).Format));
        }

        // The code is linear: with the mask off, the least distance is the least weight.
        int least = words.Select(word => word ^ words[0]).Where(word => word != 0).Min(word => (int)uint.PopCount(word));
        Assert.AreEqual(10, least);
    }

    [TestMethod]
    public void Timing_and_format_take_the_blocks_that_the_layout_counts()
    {
        for (int size = 0; size < MatrixLayout.SizeCount; size++)
        {
            var layout = new MatrixLayout(size);
            int reserved = layout.ReservedBlocks().Sum(column => (int)uint.PopCount(column));
            Assert.AreEqual(layout.Columns * layout.Rows - layout.DataBits, reserved);
        }
    }

    static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder != null && !File.Exists(Path.Combine(folder, "PaymentCode.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
