using System.Collections;
using System.Text;
using PaymentCode.Core.Symbols;
using PaymentCode.Judges;
using QRCoder;

namespace PaymentCode.Core.Tests;

/// <summary>The symbols before judges that others made: two reader programs, and QRCoder's encoder.</summary>
[TestClass]
public sealed class SymbolJudgeTests
{
    private const int Seed = 1;
    private const int Symbols = 300;

    [TestMethod]
    public void Both_reader_programs_read_every_symbol_on_the_display_at_every_scale()
    {
        string folder = Directory.CreateTempSubdirectory("symbols").FullName;
        try
        {
            DrawnSymbol[] symbols = [.. Enumerable.Range(0, Symbols).Select(number => SeededSymbols.Draw(number, Seed))];
            string[] missed =
            [
                .. from judgement in SymbolJudgement.Judge(symbols, folder)
                   where !judgement.IsRight && !IsBeyondZbar(judgement.Symbol, judgement.Scale, judgement.Program)
                   select $"{judgement.Program.Name} at {judgement.Scale}x: {judgement.Symbol.Name}"
            ];
            Assert.AreEqual("", string.Join('\n', missed));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void QRCoders_matrix_equals_ours_for_the_same_version_level_mode_and_mask()
    {
        var random = new Random(Seed);
        foreach (QrMode mode in new[] { QrMode.Numeric, QrMode.Alphanumeric, QrMode.Byte })
        {
            foreach (QrLevel level in Enum.GetValues<QrLevel>())
            {
                for (int version = QrLayout.MinVersion; version <= QrLayout.MaxVersion; version++)
                {
                    for (int time = 0; time < 4; time++)
                    {
                        AssertSameAsQrCoder(TextOfOneMode(mode, version, level, random), mode, version, level);
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow("h\u00E9llo w\u00F6rld")]
    [DataRow("\u4ED8\u6B3E 12.50 \u20AC")]
    [DataRow("\uD83D\uDE00")]
    public void QRCoders_matrix_of_UTF_8_with_its_designator_equals_ours(string text)
    {
        foreach (QrLevel level in Enum.GetValues<QrLevel>())
        {
            using var generator = new QRCodeGenerator();
            using QRCodeData code = generator.CreateQrCode(text, (QRCodeGenerator.ECCLevel)(int)level, forceUtf8: true, eciMode: QRCodeGenerator.EciMode.Utf8);
            AssertSame(code.ModuleMatrix, text, QrMode.Byte, code.Version, level);
        }
    }

    // At one pixel a module zbarimg's edge filter loses a Code 128 character now and then, whoever drew it. ZXing reads all.
    private static bool IsBeyondZbar(DrawnSymbol symbol, int scale, ReaderProgram program) =>
        symbol.Kind == "code128" && scale == 1 && program == ReaderProgram.Zbar;

    // QRCoder chooses its modes itself, and splits off runs of digits: so the text must leave it no choice.
    private static string TextOfOneMode(QrMode mode, int version, QrLevel level, Random random)
    {
        string text = SeededSymbols.TextFor(mode, version, level, random);
        return mode switch
        {
            QrMode.Numeric => text,
            QrMode.Alphanumeric => string.Concat(text.Select((character, i) => i % 2 == 0 && char.IsAsciiDigit(character) ? 'Q' : character)),
            _ => string.Concat(text.Select((character, i) => i % 2 == 0 && character < 'a' ? 'q' : character)),
        };
    }

    private static void AssertSameAsQrCoder(string text, QrMode mode, int version, QrLevel level)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData code = generator.CreateQrCode(text, (QRCodeGenerator.ECCLevel)(int)level, requestedVersion: version);
        AssertSame(code.ModuleMatrix, text, mode, version, level);
    }

    private static void AssertSame(List<BitArray> theirs, string text, QrMode mode, int version, QrLevel level)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string what = $"version {version}-{level}, {mode}: {text}";
        Assert.IsTrue(QrSymbol.TryEncode(bytes, mode, version, level, MaskOf(theirs, version, level), out QrSymbol ours), what);
        Assert.AreEqual(Picture(theirs.Count - 8, (x, y) => theirs[y + 4][x + 4]), Picture(ours.Size, ours.IsDark), what);

        // Both choose by the same rules.
        Assert.IsTrue(QrSymbol.TryEncode(bytes, mode, version, level, QrSymbol.AutomaticMask, out QrSymbol chosen), what);
        Assert.AreEqual(ours.Mask, chosen.Mask, what);
    }

    // The upper left copy of the format information, behind four modules of quiet zone.
    private static int MaskOf(List<BitArray> modules, int version, QrLevel level)
    {
        uint format = 0;
        for (int bit = 0; bit < 15; bit++)
        {
            int row = bit < 6 ? bit : bit < 8 ? bit + 1 : 8;
            int column = bit < 8 ? 8 : bit == 8 ? 7 : 14 - bit;
            format |= modules[row + 4][column + 4] ? 1u << bit : 0;
        }

        var layout = new QrLayout(version, level);
        return Enumerable.Range(0, 8).Single(mask => layout.FormatInformation(mask) == format);
    }

    private static string Picture(int size, Func<int, int, bool> isDark)
    {
        var picture = new StringBuilder();
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                picture.Append(isDark(column, row) ? '#' : '.');
            }

            picture.Append('\n');
        }

        return picture.ToString();
    }
}
