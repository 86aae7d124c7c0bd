using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// The seeded frames: number i shows a payload of 48 bytes, at a size from one of the <see cref="Bands"/> in turn, with the camera's default
/// distortions. The matrix symbol and the QR code of a number are seen in the same scene.
/// </summary>
internal sealed class FrameSet(int seed)
{
    internal const int PayloadLength = 48;

    /// <summary>Camera pixels a block of the matrix symbol (3×3 display pixels for this payload), from and below.</summary>
    internal static readonly (double From, double To)[] Bands = [(2.5, 3), (3, 4), (4, 6), (6, 10), (10, 24)];

    private readonly SceneRenderer _renderer = new();

    internal static int BandOf(int number) => number % Bands.Length;

    internal byte[] Payload(int number)
    {
        var payload = new byte[PayloadLength];
        new Random(unchecked(seed * 1_000_003 + number)).NextBytes(payload);
        payload[0] = 0x10;
        return payload;
    }

    internal CameraScene Scene(int number)
    {
        var (from, to) = Bands[BandOf(number)];

        // Even in the logarithm within the band; steps of the golden ratio spread any number of frames.
        double place = (number / Bands.Length + 1) * 0.6180339887 % 1;
        double pixelsPerBlock = from * Math.Pow(to / from, place);
        return DefaultDistortions.Random(unchecked(seed + number), pixelsPerBlock / Symbol(number).BlockWidth);
    }

    internal GreyFrame Matrix(int number)
        => _renderer.Render(OledModule.Showing(DisplayPicture.Of(Symbol(number)).IsLit), Scene(number));

    internal GreyFrame Qr(int number, out string text)
    {
        var code = QrPicture.Of(Payload(number));
        text = code.Text;
        return _renderer.Render(OledModule.Showing(code.IsLit), Scene(number));
    }

    private MatrixSymbol Symbol(int number)
        => MatrixSymbol.TryEncode(Payload(number), out MatrixSymbol symbol) ? symbol : throw new InvalidOperationException("48 bytes have no symbol.");
}
