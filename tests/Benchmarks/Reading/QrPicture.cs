using System.Text;
using QRCoder;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// The same payload as the largest QR code that fits the same display: Base45 (RFC 9285, made for QR codes), level L, version 3, 29×29 modules of
/// 2×2 pixels, dark on a display that is lit all over. With a higher level the modules would shrink to one pixel.
/// </summary>
internal sealed class QrPicture
{
    private const int ModulePixels = 2;
    private const int QuietModules = 4;
    private const string Base45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private readonly List<System.Collections.BitArray> _modules;
    private readonly int _left, _top, _side;

    private QrPicture(string text, List<System.Collections.BitArray> modules)
    {
        (Text, _modules) = (text, modules);
        _side = (modules.Count - 2 * QuietModules) * ModulePixels;
        _left = (DisplayPicture.Columns - _side) / 2;
        _top = (DisplayPicture.Rows - _side) / 2;
    }

    /// <summary>What a reader has to answer.</summary>
    internal string Text { get; }

    internal static QrPicture Of(byte[] payload)
    {
        string text = Encode(payload);
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var picture = new QrPicture(text, [.. code.ModuleMatrix]);
        return picture._side <= DisplayPicture.Rows ? picture : throw new InvalidOperationException("The QR code does not fit on the display.");
    }

    internal bool IsLit(int column, int row)
    {
        (int x, int y) = (column - _left, row - _top);
        bool inside = x >= 0 && y >= 0 && x < _side && y < _side;
        return !inside || !_modules[y / ModulePixels + QuietModules][x / ModulePixels + QuietModules];
    }

    private static string Encode(byte[] payload)
    {
        var text = new StringBuilder();
        for (int i = 0; i + 1 < payload.Length; i += 2)
        {
            int pair = payload[i] << 8 | payload[i + 1];
            text.Append(Base45[pair % 45]).Append(Base45[pair / 45 % 45]).Append(Base45[pair / 2025]);
        }

        return text.ToString();
    }
}
