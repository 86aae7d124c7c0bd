namespace PaymentCode.EndToEnd;

[TestClass]
public sealed class ShowAndReadTests
{
    private const string Payload = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [TestMethod]
    [DataRow(null)]
    [DataRow("1x2")]
    [DataRow("2x2")]
    [DataRow("2x3")]
    [DataRow("3x3")]
    public void What_show_draws_read_reads(string? block)
    {
        using var folder = new TemporaryFolder();
        string[] size = block is null ? [] : ["--block", block];
        var shown = PaymentCodeProcess.Run(folder.Path, ["show", "--hex", Payload, "--out", "symbol.png", "--scale", "5", .. size]);
        Assert.AreEqual(0, shown.ExitCode, shown.Errors);
        var read = PaymentCodeProcess.Run(folder.Path, "read", "symbol.png");
        Assert.AreEqual($"symbol.png\tmatrix\t{Payload}\n", read.Output);
        Assert.AreEqual(0, read.ExitCode);
    }

    [TestMethod]
    [DataRow("qr", "814062310912345678")]
    [DataRow("qr", "HTTPS://PAY.EXAMPLE/A1")]
    [DataRow("qr", "付款 12.50 €")]
    [DataRow("code128", "0123456789")]
    [DataRow("code128", "AB-12c")]
    [DataRow("itf", "00123456789012")]
    public void Text_shown_as_a_symbol_of_other_readers_is_read_back_with_its_kind(string kind, string text)
    {
        using var folder = new TemporaryFolder();
        foreach (var scale in new[] { "1", "4" })
        {
            var shown = PaymentCodeProcess.Run(folder.Path, "show", "--as", kind, "--text", text, "--out", $"{scale}.png", "--scale", scale);
            Assert.AreEqual(0, shown.ExitCode, shown.Errors);
        }

        var read = PaymentCodeProcess.Run(folder.Path, "read", "1.png", "4.png");
        Assert.AreEqual($"1.png\t{kind}\t{text}\n4.png\t{kind}\t{text}\n", read.Output);
        Assert.AreEqual(0, read.ExitCode);
    }

    [TestMethod]
    public void What_a_stranger_wrote_into_a_QR_code_cannot_forge_a_line()
    {
        using var folder = new TemporaryFolder();
        var shown = PaymentCodeProcess.Run(folder.Path, "show", "--as", "qr", "--hex", "41 0a 1b5b324a 42", "--out", "code.png");
        Assert.AreEqual(0, shown.ExitCode, shown.Errors);
        Assert.AreEqual("code.png\tqr\tA\\u000A\\u001B[2JB\n", PaymentCodeProcess.Run(folder.Path, "read", "code.png").Output);
    }

    [TestMethod]
    public void Digits_are_drawn_for_a_person_and_read_finds_no_symbol_in_them()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, PaymentCodeProcess.Run(folder.Path, "show", "--as", "digits", "--text", "814062310912345678", "--out", "digits.png").ExitCode);
        Assert.AreEqual("digits.png\tnone\tno symbol in the picture\n", PaymentCodeProcess.Run(folder.Path, "read", "digits.png").Output);
    }

    [TestMethod]
    public void Without_a_file_the_symbol_is_drawn_in_the_terminal()
    {
        using var folder = new TemporaryFolder();
        var lines = PaymentCodeProcess.Run(folder.Path, "show", "--hex", Payload).Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual(34, lines.Length);
        Assert.AreEqual("│" + new string('█', 128) + "│", lines[1]);
        Assert.IsFalse(lines.Any(line => line.Contains('\u001b', StringComparison.Ordinal)), "no colours when the output is not a terminal");
    }

    [TestMethod]
    [DataRow("--hex 0", "payload")]
    [DataRow("--hex 00 --block 5x5", "5x5")]
    [DataRow("--hex 00 --block large", "--block")]
    [DataRow("--hex 00 --out x.png --scale 0", "--scale")]
    [DataRow("--hex 00 --out missing/x.png", "missing/x.png")]
    [DataRow("--out x.png", "--hex")]
    [DataRow("--hex 00 --text 00", "--hex")]
    [DataRow("--as aztec --text 00", "aztec")]
    [DataRow("--as qr --text 00 --block 3x3", "--block")]
    [DataRow("--as code128 --hex 00", "--text")]
    [DataRow("--as code128 --text 814062310912345678", "134 modules")]
    [DataRow("--as code128 --text é", "number 1")]
    [DataRow("--as itf --text 1234567", "even")]
    [DataRow("--as itf --text 12345x", "number 6")]
    [DataRow("--as itf --text 1234", "fewer")]
    [DataRow("--as digits --text 12a", "digits")]
    public void What_cannot_be_shown_is_named(string arguments, string named)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, ["show", .. arguments.Split(' ')]);
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(errors, named);
    }

    [TestMethod]
    public void Read_says_of_every_file_what_it_holds_or_why_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, PaymentCodeProcess.Run(folder.Path, "show", "--hex", "c0ffee", "--out", "good.png").ExitCode);
        var good = File.ReadAllBytes(folder.File("good.png"));
        File.WriteAllBytes(folder.File("cut.png"), good[..(good.Length / 2)]);
        File.WriteAllBytes(folder.File("random.png"), Convert.FromHexString("deadbeef"));
        File.WriteAllBytes(folder.File("empty.png"), []);
        File.WriteAllText(folder.File("blank.pgm"), "P2 8 8 255\n" + string.Concat(Enumerable.Repeat("7 ", 64)));
        File.WriteAllText(folder.File("huge.pgm"), "P5 60000 60000 255\n");
        var (exitCode, output, _) = PaymentCodeProcess.Run(folder.Path, "read", "good.png", "cut.png", "random.png", "empty.png", "blank.pgm", "huge.pgm", "missing.png");
        Assert.AreEqual(1, exitCode);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.AreEqual("good.png\tmatrix\tc0ffee", lines[0]);
        string[] others = ["cut.png", "random.png", "empty.png", "blank.pgm", "huge.pgm", "missing.png"];
        Assert.AreEqual(1 + others.Length, lines.Length, output);
        foreach (var (line, file) in lines.Skip(1).Zip(others))
        {
            StringAssert.StartsWith(line, $"{file}\tnone\t");
            Assert.IsTrue(line.Length > $"{file}\tnone\t".Length, line);
        }
    }
}
