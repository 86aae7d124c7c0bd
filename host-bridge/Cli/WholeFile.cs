namespace PaymentCode.Cli;

/// <summary>Files, written so that a reader never sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file whole, or not at all.</summary>
    public static void Write(string file, byte[] content)
    {
        try
        {
            var part = file + ".part";
            File.WriteAllBytes(part, content);
            File.Move(part, file, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"cannot write {file}: {failure.Message}");
        }
    }
}
