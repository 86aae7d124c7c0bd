using System.CommandLine;
using System.Globalization;
using System.Text;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode read</c>: what pictures hold.</summary>
internal static class ReadCommand
{
    private const long MaxFileBytes = 256 * 1024 * 1024;

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "PNG, JPEG or PGM pictures.", Arity = ArgumentArity.OneOrMore };
        var command = Described.Command(
            "read",
            "Finds symbols in pictures. A line each, with tabs between: file, 'matrix' and its payload in hexadecimal; file, 'qr', 'code128' or 'itf' and its text "
            + @"(what cannot be printed as \uXXXX); or file, 'none' and the reason. Exit code 1 if any is 'none'. QR and bar codes need the package libzbar0.",
            ["read frame.png"], files);
        command.SetAction(arguments =>
        {
            var exitCode = 0;
            foreach (var file in arguments.GetValue(files)!)
            {
                var (reading, reason) = Read(file);
                Console.WriteLine(reading?.Payload is null ? $"{file}\tnone\t{reason}" : $"{file}\t{Describe(reading)}");
                exitCode = reading?.Payload is null ? 1 : exitCode;
            }

            return exitCode;
        });
        return command;
    }

    private static string Describe(SymbolReading reading) =>
        reading.Text is { } text ? $"{reading.Kind.ToString()!.ToLowerInvariant()}\t{Printable(text)}" : $"matrix\t{Convert.ToHexStringLower(reading.Payload!)}";

    // A stranger's text must not move the cursor, forge a line, or reorder it.
    private static string Printable(string text)
    {
        var printable = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            _ = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => printable.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => printable.Append(rune.ToString()),
            };
        }

        return printable.ToString();
    }

    /// <summary>What a picture file holds, or the reason why nothing was found.</summary>
    internal static (SymbolReading? Reading, string? Reason) Read(string file)
    {
        byte[] content;
        try
        {
            var length = new FileInfo(file).Length;
            if (length > MaxFileBytes)
            {
                return (null, $"the file is larger than {MaxFileBytes / 1024 / 1024} MiB");
            }

            content = File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, failure.Message);
        }

        if (!ImageReader.TryRead(content, out var image, out var reason))
        {
            return (null, reason);
        }

        using (image)
        {
            var reading = SymbolReader.Read(image);
            return (reading, reading.Reason);
        }
    }
}
