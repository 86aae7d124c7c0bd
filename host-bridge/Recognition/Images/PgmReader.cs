using System.Diagnostics.CodeAnalysis;

namespace PaymentCode.Recognition;

/// <summary>Portable grey map, plain (P2) and binary (P5), as Netpbm's pgm(5) describes it; one picture, maximum value up to 65,535.</summary>
static class PgmReader
{
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out GreyImage? image, [NotNullWhen(false)] out string? reason)
    {
        image = null;
        bool plain = file[1] == '2';
        int position = 2;
        if (!TryReadNumber(file, ref position, out int width) || !TryReadNumber(file, ref position, out int height) ||
            !TryReadNumber(file, ref position, out int maximum))
        {
            reason = "the PGM header is damaged or cut off";
            return false;
        }

        reason = GreyImage.DescribeBadSize(width, height);
        if (reason != null)
        {
            return false;
        }

        if (maximum is < 1 or > 65_535)
        {
            reason = $"the PGM header states a maximum value of {maximum} (1 to 65535 is possible)";
            return false;
        }

        int sampleBytes = maximum > 255 ? 2 : 1;
        int count = width * height;

        // One white space ends the header. A plain sample takes at least a digit and a space, but for the last.
        long needed = plain ? 2L * count - 1 : (long)count * sampleBytes + 1;
        if (file.Length - position < needed)
        {
            reason = "the PGM file is cut off";
            return false;
        }

        GreyImage made = GreyImage.Rent(width, height);
        Span<byte> pixels = made.Pixels.AsSpan(0, count);
        reason = plain ? ReadPlain(file, position, maximum, pixels) : ReadBinary(file[(position + 1)..], maximum, pixels);
        if (reason != null)
        {
            made.Dispose();
            return false;
        }

        image = made;
        return true;
    }

    static string? ReadBinary(ReadOnlySpan<byte> samples, int maximum, Span<byte> pixels)
    {
        if (maximum == 255)
        {
            samples[..pixels.Length].CopyTo(pixels);
            return null;
        }

        bool wide = maximum > 255;
        for (int i = 0; i < pixels.Length; i++)
        {
            int value = wide ? samples[2 * i] << 8 | samples[2 * i + 1] : samples[i];
            if (value > maximum)
            {
                return TooBright(value, maximum);
            }

            pixels[i] = (byte)(value * 255 / maximum);
        }

        return null;
    }

    static string? ReadPlain(ReadOnlySpan<byte> file, int position, int maximum, Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!TryReadNumber(file, ref position, out int value))
            {
                return "the PGM file is cut off or has something else than numbers";
            }

            if (value > maximum)
            {
                return TooBright(value, maximum);
            }

            pixels[i] = (byte)(value * 255 / maximum);
        }

        return null;
    }

    static string TooBright(int value, int maximum) => $"the PGM file has a sample of {value}, above its maximum of {maximum}";

    static bool TryReadNumber(ReadOnlySpan<byte> file, ref int position, out int number)
    {
        number = 0;
        SkipSpaceAndComments(file, ref position);
        int start = position;
        while (position < file.Length && file[position] is >= (byte)'0' and <= (byte)'9' && position - start < 8)
        {
            number = number * 10 + file[position++] - '0';
        }

        // Eight digits are more than any number here needs; what is longer ends in a digit and is refused.
        bool more = position < file.Length && file[position] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f' or (byte)'#');
        return position > start && !more;
    }

    static void SkipSpaceAndComments(ReadOnlySpan<byte> file, ref int position)
    {
        while (position < file.Length)
        {
            if (file[position] == '#')
            {
                int end = file[position..].IndexOf((byte)'\n');
                position = end < 0 ? file.Length : position + end;
            }
            else if (file[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f')
            {
                position++;
            }
            else
            {
                return;
            }
        }
    }
}
