using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;
using PaymentCode.Recognition;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// Symbols damaged in ways that a reader may or may not survive. Whether it reads them does not matter here; that it never returns a payload that
/// nobody showed does.
/// </summary>
internal sealed class DamagedSymbols(int seed)
{
    /// <summary>Kinds of damage with their share of a hundred symbols.</summary>
    internal static readonly (string Name, int Share)[] Kinds =
    [
        ("blocks inverted, 1 to a third of all", 25),
        ("a patch lit, dark or random", 20),
        ("two symbols spliced", 15),
        ("all data blocks random, timing and format right", 20),
        ("photographed in far worse light, focus and noise", 20),
    ];

    private const int PixelsPerDisplayPixel = 2;
    private const int Margin = 12;
    private const int Width = DisplayPicture.Columns * PixelsPerDisplayPixel + 2 * Margin;
    private const int Height = DisplayPicture.Rows * PixelsPerDisplayPixel + 2 * Margin;

    private readonly SceneRenderer _renderer = new();
    private readonly byte[] _pixels = new byte[Width * Height];

    internal static int KindOf(int number)
    {
        int place = number % 100;
        int kind = 0;
        while (place >= Kinds[kind].Share)
        {
            place -= Kinds[kind++].Share;
        }

        return kind;
    }

    /// <summary>Damages and reads number i.</summary>
    /// <returns>1 read right, 0 not read, −1 a wrong payload.</returns>
    internal int Try(int number)
    {
        var random = new Random(unchecked(seed * 7_000_003 + number));
        var shown = new List<byte[]> { NewPayload(random) };
        var symbol = Encode(shown[0]);
        var picture = DisplayPicture.Of(symbol);
        var layout = new BlockGrid(symbol);
        switch (KindOf(number))
        {
            case 0: layout.InvertBlocks(picture, 1 + random.Next(symbol.Columns * symbol.Rows / 3), random); break;
            case 1: layout.SpoilPatch(picture, random); break;
            case 2:
                shown.Add(NewPayload(random));
                layout.Splice(picture, DisplayPicture.Of(Encode(shown[1])), random);
                break;
            case 3: layout.RandomiseData(picture, random); break;
        }

        var result = MatrixReader.Read(KindOf(number) == 4 ? Photograph(picture, random) : Draw(picture, random));
        return result.Payload is null ? 0 : shown.Exists(payload => payload.AsSpan().SequenceEqual(result.Payload)) ? 1 : -1;
    }

    private static byte[] NewPayload(Random random)
    {
        var payload = new byte[FrameSet.PayloadLength];
        random.NextBytes(payload);
        return payload;
    }

    private static MatrixSymbol Encode(byte[] payload)
        => MatrixSymbol.TryEncode(payload, out MatrixSymbol symbol) ? symbol : throw new InvalidOperationException("A payload has no symbol.");

    private GreyImage Draw(DisplayPicture picture, Random random)
    {
        for (int i = 0; i < _pixels.Length; i++)
        {
            int column = (i % Width - Margin + 1000 * PixelsPerDisplayPixel) / PixelsPerDisplayPixel - 1000;
            int row = (i / Width - Margin + 1000 * PixelsPerDisplayPixel) / PixelsPerDisplayPixel - 1000;
            bool inside = column >= 0 && row >= 0 && column < DisplayPicture.Columns && row < DisplayPicture.Rows;
            _pixels[i] = (byte)((inside && picture.IsLit(column, row) ? 200 : 30) + random.Next(-12, 13));
        }

        return new GreyImage(Width, Height, _pixels);
    }

    private GreyImage Photograph(DisplayPicture picture, Random random)
    {
        double scale = 0.8 + 0.8 * random.NextDouble();
        var scene = DefaultDistortions.Random(random.Next(), scale) with
        {
            FrameWidth = 256,
            FrameHeight = 224,
            FieldOfViewDegrees = 14,
            OffsetX = 0,
            OffsetY = 0,
            DefocusPixels = 2.2 * random.NextDouble(),
            MotionPixels = 3 * random.NextDouble(),
            ExposureMs = 4 + 20 * random.NextDouble(),
            PanelLevel = 0.05 * Math.Pow(80, random.NextDouble()),
            GlareLevel = 2 * random.NextDouble(),
            FullWellElectrons = 60 * Math.Pow(30, random.NextDouble()),
        };
        var frame = _renderer.Render(OledModule.Showing(picture.IsLit), scene);
        return new GreyImage(frame.Width, frame.Height, frame.Pixels);
    }
}
