using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;
using PaymentCode.Recognition;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// Phones before the camera, 1.5 to 4.5 camera pixels a display pixel, default distortions: the phone draws the symbol, or shows a photograph of the
/// token that it took with default distortions at 3 to 5 of its own pixels a display pixel. Reported only; no target is set for them.
/// </summary>
internal static class PhoneFrames
{
    internal static void Read(int count, int seed)
    {
        if (count == 0)
        {
            return;
        }

        var renderer = new SceneRenderer();
        (string Name, Func<DisplayPicture, int, double, Subject> Show)[] ways =
        [
            ("phone draws the symbol on black", static (picture, _, _) => PhoneScreen.Drawing(picture.IsLit, 128, 64, PhoneTheme.Dark)),
            ("phone draws the symbol on a white page", static (picture, _, _) => PhoneScreen.Drawing(picture.IsLit, 128, 64, PhoneTheme.White)),
            ("phone shows a photograph of the token", (picture, number, scale) =>
            {
                var taken = DefaultDistortions.Random(unchecked(number + 77_000_000), 3 + 2 * scale);
                return PhoneScreen.Photograph(renderer.Render(OledModule.Showing(picture.IsLit), taken), taken);
            }),
        ];
        Console.WriteLine("\n| phone | frames | read right | wrong payload |\n|---|---|---|---|");
        foreach (var (name, show) in ways)
        {
            (int right, int wrong) = (0, 0);
            for (int i = 0; i < count; i++)
            {
                int number = unchecked(seed * 31_337 + i);
                double place = i * 0.6180339887 % 1;
                byte[] payload = new FrameSet(seed).Payload(i);
                MatrixSymbol.TryEncode(payload, out MatrixSymbol symbol);
                var subject = show(DisplayPicture.Of(symbol), number, place);
                var frame = renderer.Render(subject, DefaultDistortions.Random(number, 1.5 * Math.Pow(3, place)));
                byte[]? read = MatrixReader.Read(new GreyImage(frame.Width, frame.Height, frame.Pixels)).Payload;
                bool isRight = read is not null && read.AsSpan().SequenceEqual(payload);
                right += isRight ? 1 : 0;
                wrong += read is not null && !isRight ? 1 : 0;
            }

            Console.WriteLine($"| {name} | {count} | {100.0 * right / count:F1} % | {wrong} |");
        }
    }
}
