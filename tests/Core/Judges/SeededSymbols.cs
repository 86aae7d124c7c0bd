using System.Text;
using PaymentCode.Boards;
using PaymentCode.Core.Symbols;
using PaymentCode.Emulation;

namespace PaymentCode.Judges;

/// <summary>A symbol that the firmware drew on the emulated display.</summary>
/// <param name="Name">What it is, fit for a file name.</param>
/// <param name="Kind">The reader program's group: qr, code128 or itf.</param>
/// <param name="Text">What a reader has to answer.</param>
/// <param name="Display">The display that shows it.</param>
internal sealed record DrawnSymbol(string Name, string Kind, string Text, Ssd1306Chip Display);

/// <summary>Seeded symbols of all kinds: of ten, seven are QR codes that go through every version, level, mode and mask in turn (960 together), one is the QR
/// code that the display chooses for a text, one is Code 128, one is ITF.</summary>
internal static class SeededSymbols
{
    private const int Combinations = 960;

    // Has no divisor in common with the number of combinations, so that few symbols already are of all sorts.
    private const int Stride = 7;
    private const string Digits = "0123456789";
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private const int ColumnsOfDisplay = 128;

    /// <summary>Symbol number <paramref name="number"/> of the set.</summary>
    public static DrawnSymbol Draw(int number, int seed)
    {
        var random = new Random(unchecked(seed * 1_000_003 + number));
        var frame = new byte[MatrixSymbol.FrameLength];
        var (name, kind, text) = (number % 10) switch
        {
            7 => Chosen(random, frame),
            8 => Code128(random, frame),
            9 => Itf(random, frame),
            var place => Qr(number / 10 * 7 + place, random, frame),
        };
        return new DrawnSymbol($"{number:D4}-{name}", kind, text, DisplayBench.Show(frame));
    }

    /// <summary>Printable text of the mode's characters, one to as many as fit; one in four is as long as it can be.</summary>
    public static string TextFor(QrMode mode, int version, QrLevel level, Random random)
    {
        int bits = 8 * new QrLayout(version, level).DataCodewords;
        int longest = 1;
        while (QrData.BitCount(longest + 1, mode, version) <= bits)
        {
            longest++;
        }

        return Text(mode switch { QrMode.Numeric => Digits, QrMode.Alphanumeric => Alphanumeric, _ => null }, random.Next(4) == 0 ? longest : random.Next(1, longest + 1), random);
    }

    /// <summary>Text of those characters, or of all printable ASCII.</summary>
    public static string Text(string? characters, int length, Random random)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append(characters is null ? (char)random.Next(' ', '~' + 1) : characters[random.Next(characters.Length)]);
        }

        return text.ToString();
    }

    private static (string Name, string Kind, string Text) Qr(int number, Random random, byte[] frame)
    {
        int combination = number * Stride % Combinations;
        var mode = (QrMode)(1 << combination % 3);
        var level = (QrLevel)(combination / 3 % 4);
        int mask = combination / 12 % 8;
        int version = 1 + combination / 96;
        string text = TextFor(mode, version, level, random);
        if (!QrSymbol.TryEncode(Encoding.ASCII.GetBytes(text), mode, version, level, mask, out QrSymbol symbol))
        {
            throw new InvalidOperationException($"No QR code {version}-{level} in mode {mode} for {text.Length} characters.");
        }

        QrPicture.Around(symbol).Render(frame);
        return ($"qr-{version}{level}-{mode}-{mask}", "qr", text);
    }

    private static (string Name, string Kind, string Text) Chosen(Random random, byte[] frame)
    {
        string text = Text(null, random.Next(1, 213), random);
        if (!QrPicture.TryFit(Encoding.ASCII.GetBytes(text), QrLevel.L, ColumnsOfDisplay, out QrPicture picture, out string reason))
        {
            throw new InvalidOperationException(reason);
        }

        picture.Render(frame);
        return ($"qr-chosen-{picture.Symbol.Version}{picture.Symbol.Level}", "qr", text);
    }

    private static (string Name, string Kind, string Text) Code128(Random random, byte[] frame)
    {
        while (true)
        {
            // Digits with other characters among them, as long as the display takes.
            string text = random.Next(3) == 0 ? Text(null, random.Next(1, 7), random) : Text(random.Next(2) == 0 ? Digits : "0123456789-A", random.Next(1, 13), random);
            if (DisplaySymbol.TryRenderCode128(text, 64, frame, out _))
            {
                return ("code128", "code128", text);
            }
        }
    }

    private static (string Name, string Kind, string Text) Itf(Random random, byte[] frame)
    {
        string digits = Text(Digits, 2 * random.Next(3, 8), random);
        return DisplaySymbol.TryRenderItf(digits, 64, frame, out string reason) ? ("itf", "itf", digits) : throw new InvalidOperationException(reason);
    }
}
