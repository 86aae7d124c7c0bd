using PaymentCode.Recognition;

namespace PaymentCode.Cli.Devices;

/// <summary>A picture of a token's display, pixel by pixel, from a PNG file as <c>emulate token</c> and <c>show</c> write it.</summary>
internal sealed class DisplayPicture
{
    public const int Columns = 128;
    public const int Rows = 64;
    private readonly bool[] _lit;

    private DisplayPicture(bool[] lit) => _lit = lit;

    public bool IsLit(int column, int row) => _lit[(row * Columns) + column];

    /// <summary>Reads 128×64 pixels, or a whole multiple of them.</summary>
    public static DisplayPicture Read(string file)
    {
        try
        {
            if (!ImageReader.TryRead(File.ReadAllBytes(file), out var image, out var reason))
            {
                throw new CommandLineFailure($"{file}: {reason}");
            }

            using (image)
            {
                var scale = image.Width / Columns;
                if (scale < 1 || image.Width != Columns * scale || image.Height != Rows * scale)
                {
                    throw new CommandLineFailure($"{file} is {image.Width}×{image.Height}; a display's picture is {Columns}×{Rows} or a multiple of it (a camera's frame goes to --frame)");
                }

                var lit = new bool[Columns * Rows];
                for (var i = 0; i < lit.Length; i++)
                {
                    lit[i] = image.Pixels[((i / Columns * scale) * image.Width) + (i % Columns * scale)] >= 128;
                }

                return new DisplayPicture(lit);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"--display: {failure.Message}");
        }
    }
}
