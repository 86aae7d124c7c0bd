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
    private static readonly (string Name, int Share)[] Kinds =
    [
        ("blocks inverted, 1 to a third of all", 30),
        ("a patch lit, dark or random", 25),
        ("two symbols spliced", 15),
        ("all data blocks random, timing and format right", 25),
        ("photographed in far worse light, focus and noise", 5),
    ];

    private const int PixelsPerDisplayPixel = 2;
    private const int Margin = 12;
    private const int Width = DisplayPicture.Columns * PixelsPerDisplayPixel + 2 * Margin;
    private const int Height = DisplayPicture.Rows * PixelsPerDisplayPixel + 2 * Margin;

    private readonly SceneRenderer _renderer = new();
    private readonly byte[] _pixels = new byte[Width * Height];

    private static int KindOf(int number)
    {
        int place = number % 100;
        int kind = 0;
        while (place >= Kinds[kind].Share)
        {
            place -= Kinds[kind++].Share;
        }

        return kind;
    }

    /// <summary>Damages and reads many, on all cores, and prints what became of them.</summary>
    /// <returns>Whether no payload was wrong.</returns>
    internal static bool Read(int count, int seed)
    {
        const int Portion = 10_000;
        if (count == 0)
        {
            return true;
        }

        var results = new int[Kinds.Length, 3];
        var wrong = new List<int>();
        for (int first = 0; first < count; first += Portion)
        {
            Parallel.For(first, Math.Min(count, first + Portion), () => new DamagedSymbols(seed), (number, _, damaged) =>
            {
                int result = damaged.Try(number);
                Interlocked.Increment(ref results[KindOf(number), result + 1]);
                if (result < 0)
                {
                    lock (wrong)
                    {
                        wrong.Add(number);
                    }
                }

                return damaged;
            }, static _ => { });
            Console.Error.WriteLine($"{Math.Min(count, first + Portion)} damaged symbols, {wrong.Count} wrong payloads");
        }

        Console.WriteLine($"\n{count} damaged symbols:\n\n| damage | read right | not read | wrong payload |\n|---|---|---|---|");
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            Console.WriteLine($"| {Kinds[kind].Name} | {results[kind, 2]} | {results[kind, 1]} | {results[kind, 0]} |");
        }

        Console.WriteLine($"\nWrong payloads: {wrong.Count}{(wrong.Count > 0 ? $", numbers {string.Join(", ", wrong.Order().Take(20))}" : "")}\n");
        return wrong.Count == 0;
    }

    /// <summary>Damages and reads number i.</summary>
    /// <returns>1 read right, 0 not read, −1 a wrong payload.</returns>
    private int Try(int number)
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
        double scale = 1.4 + 0.5 * random.NextDouble();
        var scene = DefaultDistortions.Random(random.Next(), scale) with
        {
            FrameWidth = 288,
            FrameHeight = 256,
            FieldOfViewDegrees = 14,
            OffsetX = 0,
            OffsetY = 0,
            DefocusPixels = 2 * random.NextDouble(),
            MotionPixels = 2.5 * random.NextDouble(),
            ExposureMs = 4 + 20 * random.NextDouble(),
            PanelLevel = 0.05 * Math.Pow(80, random.NextDouble()),
            GlareLevel = 2 * random.NextDouble(),
            FullWellElectrons = 60 * Math.Pow(30, random.NextDouble()),
        };
        var frame = _renderer.Render(OledModule.Showing(picture.IsLit), scene);
        return new GreyImage(frame.Width, frame.Height, frame.Pixels);
    }
}
