namespace PaymentCode.Cli;

/// <summary>Files, written so that a reader never sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Whether a pixel is lit in a frame of 128 columns in the SSD1306's page format.</summary>
    public static bool IsLit(byte[] frame, int column, int row) => (frame[(row / 8 * 128) + column] >> (row % 8) & 1) != 0;

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
