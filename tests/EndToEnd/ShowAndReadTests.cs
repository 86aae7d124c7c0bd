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
