using PaymentCode.Bridge.Atm;

namespace PaymentCode.Cli.Devices;

/// <summary>A camera whose every frame is one picture file.</summary>
internal sealed class FileCamera : ICamera
{
    private readonly CameraFrame _frame;

    /// <summary>Reads the file.</summary>
    /// <exception cref="CommandLineFailure">It cannot be read, is too large, or is no PNG, JPEG or PGM.</exception>
    public FileCamera(string file)
    {
        try
        {
            if (new FileInfo(file).Length > CameraFrame.MaxLength)
            {
                throw new CommandLineFailure($"{file} is larger than a camera's frame ({CameraFrame.MaxLength / 1024 / 1024} MiB)");
            }

            var content = File.ReadAllBytes(file);
            _frame = new CameraFrame(content, ContentType(file, content));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"--frame: {failure.Message}");
        }
    }

    public ValueTask EnterCaptureAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<CameraFrame> TakeFrameAsync(CancellationToken cancellation) => ValueTask.FromResult(_frame);

    public ValueTask ReturnToSurveillanceAsync() => ValueTask.CompletedTask;

    private static string ContentType(string file, byte[] content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, ..] => "image/jpeg",
        [(byte)'P', (byte)'2' or (byte)'5', ..] => "image/x-portable-graymap",
        _ => throw new CommandLineFailure($"{file} is no PNG, JPEG or PGM picture"),
    };
}
