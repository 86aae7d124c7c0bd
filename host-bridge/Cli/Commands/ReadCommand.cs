using System.CommandLine;
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
            "read", "Finds matrix symbols in pictures. A line each: file, tab, 'matrix', tab, payload in hexadecimal; or file, tab, 'none', tab, reason. Exit code 1 if any is 'none'.",
            ["read frame.png"], files);
        command.SetAction(arguments =>
        {
            var exitCode = 0;
            foreach (var file in arguments.GetValue(files)!)
            {
                var (payload, reason) = Read(file);
                Console.WriteLine(payload is null ? $"{file}\tnone\t{reason}" : $"{file}\tmatrix\t{Convert.ToHexStringLower(payload)}");
                exitCode = payload is null ? 1 : exitCode;
            }

            return exitCode;
        });
        return command;
    }

    /// <summary>The payload in a picture file, or the reason why there is none.</summary>
    internal static (byte[]? Payload, string? Reason) Read(string file)
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
            var result = MatrixReader.Read(image);
            return (result.Payload, result.Reason);
        }
    }
}
