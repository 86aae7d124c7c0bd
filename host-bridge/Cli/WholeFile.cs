namespace PaymentCode.Cli;

/// <summary>Files, written so that a reader never sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Refuses a file that could not be written later because its folder does not exist.</summary>
    /// <param name="file">The file; null for none.</param>
    public static void RequireFolder(string? file)
    {
        if (file is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            throw new CommandLineFailure($"{file}: there is no such folder. Make it, or give another file.");
        }
    }

    /// <summary>Writes a file whole, or not at all.</summary>
    public static void Write(string file, byte[] content)
    {
        try
        {
            var part = file + ".part";
            File.WriteAllBytes(part, content);
            File.Move(part, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineFailure($"cannot write {file}: {failure.Message}");
        }
    }
}
