using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;
using PaymentCode.Recognition;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>
/// The customer's phone. It makes payment codes from the key and the indices that it has fetched (docs/PROTOCOLS.md, section 12), as the bank's page at <c>/phone</c> does, and shows
/// the picture of a withdrawal's code that was released to it. Whatever came last is on its screen.
/// </summary>
internal sealed class Phone
{
    private const int ModulePixels = 4;
    private const int QuietModules = 4;
    private const int PictureScale = 4;

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private Wallet? _wallet;
    private int _position;
    private ShownCode? _code;
    private byte[]? _released;

    /// <summary>A phone that has fetched nothing and is dark.</summary>
    public Phone(EventLog log, TimeProvider time) => (_log, _time) = (log, time);

    /// <summary>How many codes it can still make.</summary>
    public int Codes => _wallet is null ? 0 : _wallet.Indices.Length - _position;

    /// <summary>The payment code that it shows, or null.</summary>
    public PhoneCodeView? Code => Good is { } code
        ? new PhoneCodeView(code.Digits, DateTimeOffset.FromUnixTimeSeconds(code.Until).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
        : null;

    // A code that is over is not shown.
    private ShownCode? Good => _code is { } code && _time.GetUtcNow().ToUnixTimeSeconds() < code.Until ? code : null;

    /// <summary>Keeps the key and the indices that the bank answered with.</summary>
    /// <param name="answer">The phoneKey of docs/API.md.</param>
    public void Keep(byte[] answer)
    {
        var json = JsonNode.Parse(answer)!;
        _wallet = new Wallet(
            Convert.FromHexString(json["key"]!.ToString()),
            int.Parse(json["prefix"]!.ToString(), CultureInfo.InvariantCulture),
            (int)json["validity"]!,
            [.. json["indices"]!.AsArray().Select(index => long.Parse(index!.ToString(), CultureInfo.InvariantCulture))]);
        (_position, _code) = (0, null);
        _log.Add(EventKind.Phone, "bank", "phone", "KEY FETCHED", $"{Codes} codes, good for {_wallet.Validity} s each");
    }

    /// <summary>Shows a payment code: the same one while it is good and not decided about, or else the next. False if there is none left.</summary>
    /// <param name="isDecided">Whether a terminal has shown a code to the bank.</param>
    public bool TryShowCode(Func<string, bool> isDecided)
    {
        if (Good is { } shown && !isDecided(shown.Digits))
        {
            return true;
        }

        if (_wallet is not { } wallet || Codes == 0)
        {
            return false;
        }

        // Used up before it can be seen.
        var index = wallet.Indices[_position++];
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var digits = PaymentCodeNumber.Make(wallet.Key, wallet.Prefix, index, wallet.Validity, now);
        if (!QrSymbol.TryEncode(Encoding.ASCII.GetBytes(digits), QrLevel.M, out var symbol))
        {
            throw new InvalidOperationException("18 digits make a QR code.");
        }

        _code = new ShownCode(digits, PaymentCodeTime.GoodUntil(wallet.Validity, PaymentCodeTime.StepAt(wallet.Validity, now)), symbol);
        _released = null;
        _log.Add(EventKind.Phone, "phone", "", "CODE", digits);
        return true;
    }

    /// <summary>It got a withdrawal's code that was released to it, and shows its picture.</summary>
    public void Release(byte[] payload)
    {
        if (!MatrixSymbol.TryEncode(payload, out var symbol))
        {
            return;
        }

        _released = new byte[MatrixSymbol.FrameLength];
        symbol.Render(_released);
        _code = null;
        _log.Add(EventKind.Phone, "bridge", "phone", "CODE RELEASED", "the phone shows the picture of the released code", payload);
    }

    /// <summary>What a camera sees of it.</summary>
    public Subject InView()
    {
        var (width, height, isLit, theme) = Screen();
        return PhoneScreen.Drawing(isLit, width, height, theme);
    }

    /// <summary>What it shows, as a PNG file.</summary>
    public byte[] ToPng()
    {
        var (width, height, isLit, _) = Screen();
        return PngWriter.Write(width, height, isLit, PictureScale);
    }

    private (int Width, int Height, Func<int, int, bool> IsLit, PhoneTheme Theme) Screen()
    {
        if (Good is { } code)
        {
            var side = (code.Symbol.Size + (2 * QuietModules)) * ModulePixels;
            return (side, side, (column, row) => !IsDark(code.Symbol, (column / ModulePixels) - QuietModules, (row / ModulePixels) - QuietModules), PhoneTheme.White);
        }

        return _released is { } pages
            ? (MatrixLayout.Width, MatrixLayout.Height, (column, row) => (pages[(row / 8 * MatrixLayout.Width) + column] >> (row % 8) & 1) != 0, PhoneTheme.White)
            : (MatrixLayout.Width, MatrixLayout.Height, static (_, _) => false, PhoneTheme.Dark);
    }

    private static bool IsDark(QrSymbol symbol, int column, int row) =>
        column >= 0 && row >= 0 && column < symbol.Size && row < symbol.Size && symbol.IsDark(column, row);

    private sealed record Wallet(byte[] Key, int Prefix, int Validity, long[] Indices);

    private sealed record ShownCode(string Digits, long Until, QrSymbol Symbol);
}
