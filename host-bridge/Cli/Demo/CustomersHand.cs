namespace PaymentCode.Cli.Demo;

/// <summary>The hand on the token's button: the person at the keyboard, or the demonstration itself where there is none.</summary>
internal static class CustomersHand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks for the button. Enter presses it; 'd' and Enter hold it, which declines; without a keyboard, or after half a minute, it is pressed.</summary>
    public static async Task<bool> ConfirmsAsync(CancellationToken stop)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            Console.WriteLine("(no keyboard: the demonstration presses the button)");
            return true;
        }

        Console.Write("Press Enter to press the token's button, or d and Enter to decline: ");
        try
        {
            // The console's reader does not take a cancellation: it is left waiting when time runs out, and ends with the process.
            var line = await Task.Run(Console.In.ReadLine, stop).WaitAsync(Patience, stop);
            return line?.Trim() is not "d";
        }
        catch (TimeoutException)
        {
            Console.WriteLine();
            return true;
        }
    }
}
