using System.Globalization;

namespace PaymentCode.Cli.Demo;

/// <summary>The people and things of one demonstration, invented from a seed.</summary>
internal sealed record DemoIdentity(string Phone, string Card, string Password, string Pin, string TerminalId, byte[] Serial)
{
    /// <summary>The identity of a seed; a further attempt, where a database knows the first one already, gives another.</summary>
    public static DemoIdentity Invent(int seed, int attempt)
    {
        var random = new Random(unchecked(seed + (attempt * 1_000_003)));
        var digits = random.Next(0, 100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        var card = "622202" + random.NextInt64(0, 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);
        var serial = new byte[8];
        random.NextBytes(serial);
        var terminal = random.Next(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        return new DemoIdentity($"+86138{digits}", card + Luhn(card), $"demo-{digits}", $"4{digits[..4]}7", $"AT{terminal}", serial);
    }

    // ISO/IEC 7812-1 annex B.
    private static char Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
