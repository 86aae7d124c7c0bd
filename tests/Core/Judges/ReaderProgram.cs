using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PaymentCode.Judges;

/// <summary>A reader that others made, as a program: many pictures in one run.</summary>
internal sealed partial class ReaderProgram(string name, string[] arguments, Func<string, IEnumerable<(string File, string Text)>> parse)
{
    // As many as a command line certainly takes.
    private const int FilesOfRun = 500;

    /// <summary>zbarimg with everything switched on that it switches on by itself.</summary>
    public static readonly ReaderProgram Zbar = new("zbarimg", ["-q", "--xml", "--nodbus"], ParseZbar);

    /// <summary>ZXingReader (zxing-cpp), likewise.</summary>
    public static readonly ReaderProgram Zxing = new("ZXingReader", ["-1"], ParseZxing);

    public string Name => name;

    /// <summary>What was read in each picture; all texts if there are several, and no entry if there is none.</summary>
    public ILookup<string, string> Read(string folder, IReadOnlyCollection<string> files) =>
        files.Chunk(FilesOfRun).SelectMany(some => parse(Run(folder, some))).ToLookup(read => read.File, read => read.Text);

    private string Run(string folder, string[] files)
    {
        var start = new ProcessStartInfo(name, [.. arguments, .. files]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static IEnumerable<(string File, string Text)> ParseZbar(string output)
    {
        XNamespace zbar = "http://zbar.sourceforge.net/2008/barcode";
        return from source in XDocument.Parse(output).Descendants(zbar + "source")
               from data in source.Descendants(zbar + "data")
               select (source.Attribute("href")!.Value, data.Value);
    }

    // FILE FORMAT "TEXT", and in place of the last two an error.
    private static IEnumerable<(string File, string Text)> ParseZxing(string output) =>
        output.Split('\n').Select(line => ZxingLine().Match(line)).Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex("^(\\S+) \\w+ \"(.*)\"$")]
    private static partial Regex ZxingLine();
}
