using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PaymentCode.EndToEnd;

/// <summary>README tells the withdrawal with every part as a process of its own; these are its very lines.</summary>
[TestClass]
public sealed partial class ReadmeStoryTests
{
    [TestMethod]
    public void The_story_in_the_README_ends_with_the_cash()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("bin"));
        File.WriteAllText(folder.File("bin/paymentcode"), $"#!/bin/sh\nexec dotnet '{PaymentCodeProcess.Program}' \"$@\"\n");
        File.WriteAllText(folder.File("story.sh"), $"chmod +x bin/paymentcode\nPATH=$PWD/bin:$PATH\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n{StoryLines()}");
        var start = new ProcessStartInfo("bash", ["-c", "bash story.sh >output.txt 2>errors.txt </dev/null"]) { WorkingDirectory = folder.Path };
        using var bash = Process.Start(start)!;
        var ended = bash.WaitForExit(TimeSpan.FromMinutes(3));
        if (!ended)
        {
            bash.Kill(true);
        }

        var output = File.ReadAllText(folder.File("output.txt"));
        var everything = output + File.ReadAllText(folder.File("errors.txt"));
        Assert.IsTrue(ended, everything);
        StringAssert.Contains(output, "APPROVED 100.00 CNY", everything);
        StringAssert.Matches(output, LastLine(), everything);
    }

    private static string StoryLines()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PaymentCode.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the repository's root was not found above the tests");
        }

        var readme = File.ReadAllText(Path.Combine(folder.FullName, "README.md"));
        return Fenced().Matches(readme).Select(match => match.Groups[1].Value).Single(block => block.Contains("paymentcode bank --listen", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^audit ok \d+ records, ledger sum 0$", RegexOptions.Multiline)]
    private static partial Regex LastLine();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
