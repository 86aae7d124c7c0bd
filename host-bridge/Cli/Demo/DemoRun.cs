namespace PaymentCode.Cli.Demo;

/// <summary>The frame of a demonstration: a bank of its own, the story told and kept, and the result in the last line.</summary>
internal static class DemoRun
{
    /// <summary>Tells a story.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="tell">Tells it; returns the last line.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The exit code: 0 if it ended with APPROVED.</returns>
    public static async Task<int> TellAsync(DemoOptions options, Func<DemoBank, Story, CancellationToken, Task<string>> tell, CancellationToken stop)
    {
        if (options.Folder is { } folder)
        {
            // Before the story, not after it: a folder that cannot be made is no end to it.
            Directory.CreateDirectory(folder);
        }

        await using var bank = await DemoBank.OpenAsync(options.Connection, stop);
        var story = new Story();
        story.Tell("bank", $"opens at {bank.Address}");
        string result;
        try
        {
            result = await tell(bank, story, stop);
        }
        catch (BankRefusal refusal)
        {
            story.Tell("bank", refusal.Message);
            result = $"REFUSED {refusal.Reason}";
        }

        if (options.Folder is not null)
        {
            story.WriteTo(options.Folder, result);
        }

        Console.WriteLine(result);
        return result.StartsWith("APPROVED", StringComparison.Ordinal) ? 0 : 1;
    }
}
