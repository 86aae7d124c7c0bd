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
        var story = StoryLines();
        File.WriteAllText(
            folder.File("story.sh"),
            $$"""
            paymentcode() { dotnet "{{PaymentCodeProcess.Program}}" "$@"; }
            trap 'kill $(jobs -p) 2>/dev/null' EXIT
            {{story}}
            """);
        var start = new ProcessStartInfo("bash", ["story.sh"]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        if (!bash.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            bash.Kill(true);
            Assert.Fail($"the story hangs. Output:\n{output.Result}\nErrors:\n{errors.Result}");
        }

        StringAssert.Contains(output.Result, "APPROVED 100.00 CNY", errors.Result);
        StringAssert.Matches(output.Result, new Regex(@"^audit ok \d+ records, ledger sum 0$", RegexOptions.Multiline));
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

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
