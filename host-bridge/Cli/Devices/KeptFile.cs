using PaymentCode.Emulation;

namespace PaymentCode.Cli.Devices;

/// <summary>
/// What an emulated device remembers, kept in a file. It follows each change before the host hears of it, so that a process that is killed loses no more than a device that loses its
/// power.
/// </summary>
/// <param name="file">The file; null to forget.</param>
/// <param name="version">A number that changes with the content.</param>
/// <param name="content">What the file is to hold.</param>
internal sealed class KeptFile(string? file, Func<long> version, Func<byte[]> content)
{
    private long _kept = version();
    private bool _isBroken;

    /// <summary>A board's FRAM.</summary>
    public static KeptFile Of(Mb85rc256vChip fram, string? file) => new(file, () => fram.BytesWritten, fram.Image);

    /// <summary>The content of a board's FRAM from a file; null where there is none yet.</summary>
    /// <param name="file">The file, or null.</param>
    /// <exception cref="CommandLineFailure">It is no memory of a board.</exception>
    public static byte[]? ReadMemory(string? file)
    {
        if (file is null || !File.Exists(file))
        {
            return null;
        }

        var image = File.ReadAllBytes(file);
        return image.Length == Mb85rc256vChip.Size
            ? image
            : throw new CommandLineFailure($"{file} is no memory of a board: it has {image.Length} bytes instead of {Mb85rc256vChip.Size}");
    }

    /// <summary>Writes the file if the content has changed. Called by the thread that runs the device; what fails is tried again, and said, by <see cref="Keep"/>.</summary>
    public void Follow()
    {
        if (_isBroken || version() == _kept)
        {
            return;
        }

        try
        {
            Keep();
        }
        catch (CommandLineFailure)
        {
            _isBroken = true;
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="CommandLineFailure">It cannot be written.</exception>
    public void Keep()
    {
        _kept = version();
        if (file is not null)
        {
            WholeFile.Write(file, content());
        }
    }
}
