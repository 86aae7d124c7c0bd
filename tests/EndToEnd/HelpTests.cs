namespace PaymentCode.EndToEnd;

[TestClass]
public sealed class HelpTests
{
    [TestMethod]
    public void The_help_of_every_command_has_an_example_of_that_command()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<string>();
        Visit(folder.Path, [], seen);
        Assert.IsTrue(seen.Count > 30, string.Join(", ", seen));
    }

    private static void Visit(string folder, string[] command, List<string> seen)
    {
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder, [.. command, "--help"]);
        var name = string.Join(' ', ["paymentcode", .. command]);
        Assert.AreEqual(0, exitCode, $"{name}: {errors}");
        seen.Add(name);
        if (command.Length > 0)
        {
            var examples = output[output.LastIndexOf("Example", StringComparison.Ordinal)..];
            StringAssert.Contains(examples, $"  {name}", name);
        }

        var start = output.IndexOf("\nCommands:\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return;
        }

        foreach (var line in output[(start + 11)..].Split('\n').TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)))
        {
            if (line.Length > 2 && line[2] != ' ')
            {
                Visit(folder, [.. command, line.Trim().Split(' ')[0]], seen);
            }
        }
    }
}
