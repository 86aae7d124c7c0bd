namespace PaymentCode.Cli;

/// <summary>Passwords, PINs and keys: typed unseen, read from a file, never echoed and never in an error.</summary>
internal static class Secret
{
    private const int MaxFileBytes = 4096;

    /// <summary>A secret given as <c>@FILE</c> or <c>-</c> (a line of standard input); if it was left out, it is asked for without echo.</summary>
    /// <param name="argument">What the option held; null if it was not given.</param>
    /// <param name="what">What is asked for, as the prompt says it.</param>
    public static string Read(string? argument, string what)
    {
        var secret = argument switch
        {
            null => Ask(what, echo: false),
            "-" => Console.In.ReadLine() ?? "",
            ['@', .. var file] => ReadFile(file, what),
            _ => argument,
        };
        return secret.Length > 0 ? secret : throw new CommandLineFailure($"the {what} is empty");
    }

    /// <summary>The first line of a file that holds a secret.</summary>
    public static string ReadFile(string file, string what)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
            {
                throw new CommandLineFailure($"{file}: too large for a {what} (at most {MaxFileBytes} bytes)");
            }

            using var reader = new StreamReader(file);
            return reader.ReadLine()?.Trim() ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"{what}: {failure.Message}");
        }
    }

    /// <summary>Writes a secret to a new file that only its owner may read; an existing file is never overwritten.</summary>
    public static void WriteFile(string file, string secret)
    {
        using var writer = CreateFile(file);
        writer.WriteLine(secret);
    }

    /// <summary>
    /// Gets a secret that is told only once into a new file that only its owner may read. The file is there before the secret is asked for, and gone again if there is none.
    /// </summary>
    public static async Task<T> KeepAsync<T>(string file, Func<Task<T>> get, Func<T, string> secretOf)
    {
        var writer = CreateFile(file);
        try
        {
            var answer = await get();
            await writer.WriteLineAsync(secretOf(answer));
            await writer.DisposeAsync();
            return answer;
        }
        catch
        {
            await writer.DisposeAsync();
            File.Delete(file);
            throw;
        }
    }

    private static StreamWriter CreateFile(string file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new StreamWriter(file, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"cannot write {file}: {failure.Message}");
        }
    }

    /// <summary>Asks at the keyboard; from a pipe or a file a line is taken without a prompt.</summary>
    /// <param name="what">The prompt.</param>
    /// <param name="echo">Whether what is typed is shown.</param>
    public static string Ask(string what, bool echo)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine()?.Trim() ?? throw new CommandLineFailure($"standard input ended before the {what}");
        }

        Console.Error.Write($"{what}: ");
        return echo ? Console.In.ReadLine()?.Trim() ?? "" : AskUnseen();
    }

    private static string AskUnseen()
    {
        var typed = "";
        for (var key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            typed = key.Key == ConsoleKey.Backspace ? typed[..^Math.Min(1, typed.Length)] : key.KeyChar >= ' ' && typed.Length < 256 ? typed + key.KeyChar : typed;
        }

        Console.Error.WriteLine();
        return typed;
    }
}
