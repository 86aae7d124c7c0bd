using System.Globalization;

namespace PaymentCode.Cli.Commands;

/// <summary>Reads keys, times and durations the way oathtool takes them.</summary>
internal static class OathArguments
{
    private const int MaxKeyCharacters = 4096;

    /// <summary>A key in hexadecimal or Base32: the text itself, <c>-</c> for standard input, or <c>@FILE</c>.</summary>
    public static byte[] Key(string argument, bool base32)
    {
        var text = argument switch
        {
            "-" => Console.In.ReadLine() ?? "",
            ['@', .. var file] => ReadKeyFile(file),
            _ => argument,
        };
        text = text.Trim();
        if (text.Length == 0)
        {
            throw new CommandLineFailure("the key is empty; give it in hexadecimal, as '-' (standard input) or as '@FILE'");
        }

        return base32 ? Base32(text) : Hex(text, "key");
    }

    /// <summary>Bytes from an even number of hexadecimal digits; blanks between them are allowed.</summary>
    public static byte[] Hex(string text, string what)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal);
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new CommandLineFailure($"the {what} is not hexadecimal: an even number of digits 0-9 and a-f is expected");
        }
    }

    /// <summary>Unix seconds from <c>now</c>, <c>@SECONDS</c> or <c>YYYY-MM-DD HH:MM:SS UTC</c>.</summary>
    public static long Time(string text, string option)
    {
        if (text == "now")
        {
            return DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        }

        if (text.StartsWith('@') && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds;
        }

        string[] formats = ["yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : throw new CommandLineFailure($"{option}: '{text}' is no time; write now, @SECONDS or 2009-02-13 23:31:30 UTC");
    }

    /// <summary>Seconds from a number with <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c> behind it; without a letter, seconds.</summary>
    public static int Duration(string text, string option)
    {
        var factor = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        var number = factor == 0 ? text.AsSpan() : text.AsSpan(0, text.Length - 1);
        var seconds = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (long)value * Math.Max(factor, 1) : 0;
        return seconds is > 0 and <= 366 * 86400
            ? (int)seconds
            : throw new CommandLineFailure($"{option}: '{text}' is no duration from 1s to 366d; write 30s, 1m, 48h or 2d");
    }

    private static string ReadKeyFile(string file)
    {
        try
        {
            var info = new FileInfo(file);
            return info.Length <= MaxKeyCharacters ? File.ReadAllText(file) : throw new CommandLineFailure($"{file}: a key file has at most {MaxKeyCharacters} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineFailure($"{file}: {failure.Message}");
        }
    }

    // RFC 4648 section 6; blanks and padding are passed over, as people copy keys in groups of four.
    private static byte[] Base32(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var character in text.ToUpperInvariant().Where(character => character is not (' ' or '-' or '=')))
        {
            var value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new CommandLineFailure("the key is not Base32: letters A-Z and digits 2-7 are expected");
            }

            (buffer, bits) = ((buffer << 5) | value, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
