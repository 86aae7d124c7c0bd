using PaymentCode.Emulation;
using PaymentCode.Recognition;

namespace PaymentCode.Workbench.Devices;

/// <summary>What the token's display shows at a moment: 128×64 pixels, 16 bytes a row, highest bit first, 1 is lit.</summary>
internal sealed class OledPicture
{
    /// <summary>Bytes of a picture.</summary>
    public const int Length = Ssd1306Chip.Width * Ssd1306Chip.Height / 8;

    private const int RowBytes = Ssd1306Chip.Width / 8;

    private OledPicture(byte[] bits) => Bits = bits;

    /// <summary>A dark display.</summary>
    public static OledPicture Dark { get; } = new(new byte[Length]);

    /// <summary>The pixels.</summary>
    public byte[] Bits { get; }

    /// <summary>Whether nothing is lit.</summary>
    public bool IsDark => Array.TrueForAll(Bits, static bits => bits == 0);

    /// <summary>Looks at a display.</summary>
    public static OledPicture Of(Ssd1306Chip oled)
    {
        if (!oled.IsOn)
        {
            return Dark;
        }

        var bits = new byte[Length];
        for (var i = 0; i < Ssd1306Chip.Width * Ssd1306Chip.Height; i++)
        {
            if (oled.IsLit(i % Ssd1306Chip.Width, i / Ssd1306Chip.Width))
            {
                bits[i / 8] |= (byte)(0x80 >> (i % 8));
            }
        }

        return new OledPicture(bits);
    }

    /// <summary>Whether a pixel is lit.</summary>
    public bool IsLit(int column, int row) => (Bits[(row * RowBytes) + (column / 8)] & (0x80 >> (column % 8))) != 0;

    /// <summary>The picture as a PNG file, each pixel <paramref name="scale"/> pixels wide and high.</summary>
    public byte[] ToPng(int scale) => PngWriter.Write(Ssd1306Chip.Width, Ssd1306Chip.Height, IsLit, scale);

    /// <summary>64 rows of 128 characters, <c>#</c> lit and <c>.</c> dark.</summary>
    public string ToText()
    {
        var text = new System.Text.StringBuilder((Ssd1306Chip.Width + 1) * Ssd1306Chip.Height);
        for (var row = 0; row < Ssd1306Chip.Height; row++)
        {
            for (var column = 0; column < Ssd1306Chip.Width; column++)
            {
                text.Append(IsLit(column, row) ? '#' : '.');
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
